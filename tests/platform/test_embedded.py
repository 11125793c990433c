"""The embedded server: started, shared, stopped, and found again after every kind of accident."""

import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from server.embedded import EmbeddedPostgres, Postmaster
from server.embedded_programs import EmbeddedError
from tests.platform.conftest import ROOT

USER = """
import sys, pathlib
from server.embedded import EmbeddedPostgres
with EmbeddedPostgres(pathlib.Path(sys.argv[1]), durable=False) as pg:
    print("using", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory on its second day; tests copy it, which is quicker than making one."""
    data_dir = tmp_path_factory.mktemp("made")
    with EmbeddedPostgres(data_dir, durable=False):
        pass
    return data_dir


@pytest.fixture
def data_dir(made: Path, tmp_path: Path) -> Path:
    copied = tmp_path / "data dir"
    shutil.copytree(made, copied)
    owner = (made / "postgres").stat()
    for path in ((copied / "postgres"), *(copied / "postgres").rglob("*")):
        os.chown(path, owner.st_uid, owner.st_gid)
    return copied


@contextmanager
def another_process(data_dir: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that uses the server until its standard input is closed."""
    command = [sys.executable, "-c", USER, str(data_dir)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "using\n"
        try:
            yield process
        finally:
            if process.poll() is None:
                process.communicate(timeout=30)


def running(data_dir: Path) -> Postmaster | None:
    return Postmaster.of(data_dir / "postgres")


async def answer(dsn: str, query: str, role: str | None = None) -> object:
    engine = create_async_engine(
        dsn, poolclass=NullPool, connect_args={"server_settings": {"role": role}} if role else {}
    )
    async with engine.begin() as connection:
        result = await connection.execute(text(query))
        value = result.scalar() if result.returns_rows else None
    await engine.dispose()
    return value


async def test_it_answers_and_keeps_what_it_was_told(tmp_path: Path):
    server = EmbeddedPostgres(tmp_path)
    with server:
        await answer(server.dsn, "CREATE TABLE kept AS SELECT 'Zürich' AS word")
        assert await answer(server.dsn, "SHOW fsync") == "on"
        assert await answer(server.dsn, "SHOW timezone") == "UTC"
        assert await answer(server.dsn, "SELECT lower('ÄÉ')") == "äé"
        assert await answer(server.dsn, "SELECT current_user::text", role="clientgraph_app") == "clientgraph_app"
    assert running(tmp_path) is None
    with server:
        assert await answer(server.dsn, "SELECT word FROM kept") == "Zürich"


def test_nobody_else_on_the_machine_can_reach_it(data_dir: Path):
    with EmbeddedPostgres(data_dir, durable=False) as server:
        folder = Path(server.socket_dir)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        postmaster = psutil.Process(running(data_dir).pid)
        assert [at for at in postmaster.net_connections() if at.family.name != "AF_UNIX"] == []
    assert not folder.exists()


async def test_two_uses_share_one_server_and_the_last_stops_it(data_dir: Path):
    first, second = EmbeddedPostgres(data_dir, durable=False), EmbeddedPostgres(data_dir)
    first.start()
    second.start()
    assert first.dsn == second.dsn
    first.stop()
    assert await answer(second.dsn, "SELECT 1") == 1
    second.stop()
    assert running(data_dir) is None


async def test_a_process_that_leaves_does_not_stop_it_under_us(data_dir: Path):
    with another_process(data_dir), EmbeddedPostgres(data_dir) as server:
        before = running(data_dir)
    assert before is not None
    assert running(data_dir) is None

    with EmbeddedPostgres(data_dir, durable=False) as server:
        with another_process(data_dir):
            pass
        assert await answer(server.dsn, "SELECT 1") == 1


def test_a_killed_process_does_not_keep_it_up(data_dir: Path):
    with another_process(data_dir) as process:
        process.kill()
        process.wait()
        left_over = running(data_dir)
        with EmbeddedPostgres(data_dir, durable=False):
            assert running(data_dir) == left_over
    assert running(data_dir) is None


async def test_a_killed_server_comes_back_with_what_was_committed(data_dir: Path):
    with EmbeddedPostgres(data_dir) as server:
        await answer(server.dsn, "CREATE TABLE kept AS SELECT 1 AS one")
        os.kill(running(data_dir).pid, signal.SIGKILL)
    with EmbeddedPostgres(data_dir) as server:
        assert await answer(server.dsn, "SELECT one FROM kept") == 1


def test_a_pid_file_about_another_process_is_forgotten(data_dir: Path):
    (data_dir / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{data_dir / 'postgres'}\n1700000000\n5432\n")
    with EmbeddedPostgres(data_dir, durable=False):
        assert running(data_dir).pid != os.getpid()


def test_a_start_that_was_cut_off_is_begun_again(tmp_path: Path):
    (tmp_path / "postgres.new").mkdir()
    (tmp_path / "postgres.new" / "PG_VERSION").write_text("18")
    with EmbeddedPostgres(tmp_path, durable=False):
        assert running(tmp_path).ready


@pytest.mark.parametrize("name", ["with space, comma and 'quote'", "ü" * 100], ids=["spaces", "letters"])
async def test_the_data_may_lie_anywhere(data_dir: Path, tmp_path: Path, name: str):
    moved = data_dir.rename(tmp_path / name)
    with EmbeddedPostgres(moved, durable=False) as server:
        assert await answer(server.dsn, "SELECT 1") == 1


async def test_a_path_longer_than_postgres_can_hold(tmp_path: Path):
    deep = tmp_path.joinpath(*["a long name " * 15] * 7)
    server = EmbeddedPostgres(deep, durable=False)
    for _first_and_second_day in range(2):
        with server:
            assert await answer(server.dsn, "SELECT 1") == 1
    assert len(str(deep)) > 1024


async def test_two_data_directories_at_once(made: Path, data_dir: Path):
    with EmbeddedPostgres(made, durable=False) as one, EmbeddedPostgres(data_dir, durable=False) as other:
        assert one.dsn != other.dsn
        assert await answer(one.dsn, "SELECT 1") == await answer(other.dsn, "SELECT 1")


def test_data_of_another_version_are_left_alone(data_dir: Path):
    (data_dir / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(EmbeddedError, match="made by PostgreSQL 17"):
        EmbeddedPostgres(data_dir).start()


def test_a_server_that_cannot_start_says_why(data_dir: Path):
    with (data_dir / "postgres" / "postgresql.conf").open("a") as settings:
        settings.write("no_such_setting = 1\n")
    with pytest.raises(EmbeddedError, match="no_such_setting"):
        EmbeddedPostgres(data_dir).start()
