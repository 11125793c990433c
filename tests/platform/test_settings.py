"""What the environment may say, and what it means when it says nothing."""

import os
import re
import stat
from pathlib import Path

import pytest
from pydantic import ValidationError

from server.limits import Allowance, Limits
from server.settings import Settings, complaints


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("CLIENTGRAPH_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CLIENTGRAPH_DATA_DIR", str(tmp_path / "data"))


def test_everything_has_a_default(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("CLIENTGRAPH_DATA_DIR")
    monkeypatch.setenv("CLIENTGRAPH_SMTP_URL", "")
    settings = Settings()
    assert settings.is_embedded
    assert settings.smtp_url is None
    assert settings.data_dir.is_absolute()
    assert settings.public_url == "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("postgres://u:p%40@h/d", "postgresql+asyncpg://u:p%40@h/d"),
        ("postgresql://u@h:1/d?sslmode=require", "postgresql+asyncpg://u@h:1/d?ssl=require"),
        ("postgresql+asyncpg://u@/d?host=/run", "postgresql+asyncpg://u@/d?host=%2Frun"),
        (
            "postgresql://u:p@a,b:6543/d?sslmode=require",
            "postgresql+asyncpg://u:p@/d?host=a%3A5432&host=b%3A6543&ssl=require&target_session_attrs=primary",
        ),
    ],
)
def test_a_database_is_understood_in_any_spelling(monkeypatch: pytest.MonkeyPatch, given: str, taken: str):
    monkeypatch.setenv("CLIENTGRAPH_DATABASE_URL", given)
    assert Settings().database_url == taken


def test_every_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch):
    wrong = {"DATABASE_URL": "mysql://h/d", "PORT": "99999", "SMTP_URL": "mail.test", "PUBLIC_URL": "example.test"}
    for name, value in wrong.items():
        monkeypatch.setenv(f"CLIENTGRAPH_{name}", value)
    with pytest.raises(ValidationError) as refused:
        Settings()
    said = complaints(refused.value)
    assert {line.split()[0] for line in said.splitlines()} == {f"CLIENTGRAPH_{name}" for name in wrong}


def test_limits_are_set_one_by_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CLIENTGRAPH_LIMITS", '{"depth": 9, "contact": {"cost": 5, "points": 50}}')
    assert Settings().limits == Limits(depth=9, contact=Allowance(5, 50))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("depth: 9", "must be a JSON object"),
        ('{"dept": 9}', "dept Unexpected keyword argument"),
        ('{"contact": {"cost": 50, "points": 5}}', "contact a minute must have points for the dearest operation"),
    ],
)
def test_limits_that_are_none_are_named(monkeypatch: pytest.MonkeyPatch, value: str, said: str):
    monkeypatch.setenv("CLIENTGRAPH_LIMITS", value)
    with pytest.raises(ValidationError) as refused:
        Settings()
    assert complaints(refused.value) == f"CLIENTGRAPH_LIMITS {said}"


@pytest.mark.parametrize(
    ("host", "url"), [("0.0.0.0", "http://127.0.0.1:9000"), ("::1", "http://[::1]:9000"), ("box", "http://box:9000")]
)
def test_the_public_address_follows_host_and_port(host: str, url: str):
    assert Settings(host=host, port=9000).public_url == url
    assert Settings(host=host, port=9000, public_url="https://graph.test/").public_url == "https://graph.test"


def test_a_secret_key_is_made_once_and_kept_private(tmp_path: Path):
    first = Settings().secret
    assert len(first) >= 32
    assert Settings().secret == first
    file = tmp_path / "data" / "secret.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["secret.key"]


def test_a_given_secret_key_is_not_written_down(tmp_path: Path):
    settings = Settings(secret_key="of our own")
    assert settings.secret == "of our own"
    assert "of our own" not in repr(settings)
    assert not (tmp_path / "data").exists()


def test_every_setting_is_explained_to_who_operates_it():
    told = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()
    known = {f"CLIENTGRAPH_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"CLIENTGRAPH_[A-Z_]+[A-Z]", told)) == known
