"""What the doctor finds, and the remedy it names."""

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

import migrations
from server import doctor
from server.settings import Settings


@pytest.fixture
def settings(database: Callable[[str], str], tmp_path: Path) -> Callable[..., Settings]:
    """Settings of a healthy instance with an external database, but for what is given."""
    fresh = database("doctor")

    def settings(**given: object) -> Settings:
        healthy = {"database_url": fresh, "data_dir": tmp_path, "secret_key": "x" * 40, "port": free_port()}
        return Settings(**healthy | given)

    return settings


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def problems(settings: Settings) -> dict[str, str]:
    """What is wrong, and the remedy of each."""
    return {one.about: f"{one.says} {one.remedy}" for one in doctor.examine(settings) if not one.ok}


@pytest.fixture(autouse=True)
def migrated(monkeypatch: pytest.MonkeyPatch) -> None:
    """The databases of tests are made from the models, not by revisions."""
    monkeypatch.setattr(doctor, "pending", lambda dsn: [])


def test_a_healthy_instance(settings):
    assert problems(settings()) == {}


def test_a_database_that_is_not_there(settings):
    wrong = settings(database_url=f"postgresql://u@127.0.0.1:{free_port()}/d")
    assert "CLIENTGRAPH_DATABASE_URL" in problems(wrong)["database"]


def test_a_standby_that_is_none(settings):
    assert "It is no standby" in problems(settings(standby_url=settings().database_url))["standby"]
    away = settings(standby_url=f"postgresql://u@127.0.0.1:{free_port()}/d")
    assert "CLIENTGRAPH_STANDBY_URL" in problems(away)["standby"]


def test_a_database_without_its_tables(settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(doctor, "pending", lambda dsn: ["0001 Lay the tables"])
    assert "0001" in problems(settings())["migrations"]
    assert "clientgraph migrate" in problems(settings())["migrations"]


def test_a_clock_that_is_wrong(settings, monkeypatch: pytest.MonkeyPatch):
    async def asked(dsn: str) -> tuple[int, float]:
        return 180_004, -7.0

    monkeypatch.setattr(doctor, "_asked", asked)
    assert "7 s behind" in problems(settings())["clock"]


def test_a_job_that_is_dead(settings):
    dead = "INSERT INTO job_queue.procrastinate_jobs (queue_name, task_name, status) VALUES ('default', 'x', 'failed')"
    wrong = settings()
    asyncio.run(migrations._within(wrong.database_url, lambda connection: connection.execute(text(dead))))
    assert "clientgraph jobs" in problems(wrong)["queue"]


def test_a_port_that_is_taken(settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(doctor, "SECONDS", 0.2)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        assert "CLIENTGRAPH_PORT" in problems(settings(port=other.getsockname()[1]))["port"]


def test_a_lost_secret_key(settings, tmp_path: Path):
    assert "is missing" in problems(settings(secret_key=None))["secret key"]
    assert "short" in problems(settings(secret_key="guess me"))["secret key"]
    kept = settings(secret_key=None)
    assert kept.secret
    assert problems(kept) == {}
    whole = kept.secret_file.read_text()
    kept.secret_file.write_text("cut")
    assert "cut short" in problems(kept)["secret key"]
    with pytest.raises(OSError, match="cut short"):
        _ = settings(secret_key=None).secret
    kept.secret_file.write_text(whole)
    kept.secret_file.chmod(0o644)
    assert "chmod 600" in problems(kept)["secret key"]


def test_services_that_do_not_answer(settings, tmp_path: Path):
    nobody = free_port()
    wrong = settings(
        smtp_url=f"smtp://127.0.0.1:{nobody}",
        valkey_url=f"redis://127.0.0.1:{nobody}",
        storage_url=f"file://{tmp_path}/not/there",
    )
    assert set(problems(wrong)) == {"mail", "valkey", "storage"}


def test_a_data_directory_that_cannot_be_made(settings, tmp_path: Path):
    (tmp_path / "file").touch()
    assert "CLIENTGRAPH_DATA_DIR" in problems(settings(data_dir=tmp_path / "file" / "data"))["data"]
