"""Commands as people and scripts run them: what they print, what they need, and how they end."""

import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from server import demo
from server.embedded import EmbeddedPostgres, Postmaster
from tests.conftest import run_sql
from tests.platform.conftest import ROOT, Done, environment

Run = Callable[..., Done]


@pytest.fixture
def empty(postgres: EmbeddedPostgres) -> str:
    """The address of an external database without tables."""
    run_sql(postgres, "DROP DATABASE IF EXISTS command_line")
    run_sql(postgres, "CREATE DATABASE command_line")
    return postgres.dsn_of("command_line")


def test_help_names_every_command(run: Run):
    done = run("--help")
    assert done.code == 0
    for command in ("serve", "migrate", "demo", "create-user", "schema", "explain", "jobs", "audit", "doctor"):
        assert f"\n  {command} " in done.out


@pytest.mark.parametrize(
    "arguments", [["no-such-command"], ["create-user", "--role", "EMPEROR"], ["serve", "--port", "0"]]
)
def test_a_wrong_call_is_two(run: Run, arguments: list[str]):
    done = run(*arguments)
    assert done.code == 2
    assert "Error" in done.err


def test_a_wrong_environment_is_named(run: Run):
    done = run("migrate", port="many")
    assert done.code == 1
    assert "CLIENTGRAPH_PORT" in done.err
    assert "Traceback" not in done.err


def test_the_schema_needs_no_database(run: Run, tmp_path: Path):
    done = run("schema")
    assert done.code == 0, done.err
    assert "type Query" in done.out
    assert not (tmp_path / "data").exists()


def test_an_external_database_is_migrated_by_migrate_alone(run: Run, empty: str):
    person = ["create-user", "--email", "o@test.test", "--name", "O"]
    refused = run(*person, stdin="a long enough password\n", database_url=empty)
    assert refused.code == 1
    assert "0001" in refused.err
    assert "clientgraph migrate" in refused.err

    first = run("migrate", database_url=empty)
    assert first.code == 0, first.err
    assert "Ran 0001" in first.out
    again = run("migrate", database_url=empty)
    assert (again.code, "Ran" in again.out) == (0, False)


def test_a_database_that_does_not_answer(run: Run):
    done = run("migrate", database_url="postgresql://u@127.0.0.1:1/d")
    assert done.code == 1
    assert "does not answer" in done.err
    assert "Traceback" not in done.err


def test_who_may_not_make_roles_is_told_what_to_run(run: Run, postgres: EmbeddedPostgres):
    for statement in (
        "CREATE ROLE plain_owner LOGIN",
        "CREATE DATABASE plain_owned OWNER plain_owner",
    ):
        run_sql(postgres, statement)
    dsn = postgres.dsn_of("plain_owned").replace("postgres@", "plain_owner@")
    refused = run("migrate", database_url=dsn)
    assert refused.code == 1
    assert 'GRANT clientgraph_app TO "plain_owner"' in refused.err
    for statement in refused.err.splitlines()[1:]:
        run_sql(postgres, statement)
    assert run("migrate", database_url=dsn).code == 0


def test_a_taken_port_is_said_before_anything_is_started(run: Run, tmp_path: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = run("serve", "--port", str(other.getsockname()[1]))
    assert done.code == 1
    assert "--port" in done.err
    assert not (tmp_path / "data").exists()


def test_the_doctor_fails_when_something_is_wrong(run: Run):
    done = run("doctor", database_url="postgresql://u@127.0.0.1:1/d", secret_key="x" * 40)
    assert done.code == 1
    assert "problem database" in done.out
    assert "CLIENTGRAPH_DATABASE_URL" in done.out


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_serve_ends_with_its_database(tmp_path: Path, ending: signal.Signals):
    data_dir = tmp_path / "data dir"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "server.cli", "serve", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(data_dir), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as serving:
        assert serving.stdout is not None
        said = serving.stdout.readline()
        assert f"http://127.0.0.1:{port}" in said, serving.communicate()
        assert Postmaster.of(data_dir / "postgres") is not None
        serving.send_signal(ending)
        serving.communicate(timeout=30)
    assert serving.returncode == 0
    assert Postmaster.of(data_dir / "postgres") is None


def test_a_password_comes_from_standard_input(run: Run):
    person = ["create-user", "--email", "olive@test.test", "--name", "Olive"]
    assert run(*person).code == 1
    made = run(*person, stdin="a long enough password\n")
    assert made.code == 0, made.err
    assert "OWNER" in made.out
    assert "a long enough password" not in made.out + made.err


def test_a_demo_that_is_cut_off_leaves_nothing(run: Run, monkeypatch: pytest.MonkeyPatch):
    hiring = demo._hire
    monkeypatch.setattr(demo, "YEAR", demo.BRIEF)

    async def cut_off(*given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(demo, "_hire", cut_off)
    assert run("demo").code == 130
    monkeypatch.setattr(demo, "_hire", hiring)
    again = run("demo")
    assert again.code == 0, again.err
    assert "olive@lighthouse.example" in again.out
    assert run("demo").code == 1
