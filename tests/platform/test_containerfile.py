"""The container file names what there is, fetches nothing by surprise, and runs as nobody in particular."""

import json
import re
import shlex
import tomllib
from pathlib import Path

from server.app import create_app
from server.cli import app as commands
from server.healthy import is_healthy
from server.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LINES = re.sub(r"\\\n\s*", " ", (ROOT / "Containerfile").read_text()).splitlines()
SAID = [tuple(line.split(" ", 1)) for line in LINES if line and not line.startswith("#")]


def of(instruction: str) -> list[str]:
    """What an instruction is given, each time."""
    return [given for name, given in SAID if name == instruction]


def copied() -> list[str]:
    """What comes from here."""
    return [given.split()[0] for given in of("COPY") if not given.startswith("--from=")]


def locked(name: str) -> dict[str, tuple[str, frozenset[str]]]:
    """The version and the hashes of every package a lock names."""
    blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text())
    pins = {block.split("==")[0].split("[")[0]: block for block in blocks}
    return {
        package: (re.split(r"[ ;\\]", block.split("==", 1)[1])[0], frozenset(re.findall(r"sha256:\w+", block)))
        for package, block in pins.items()
    }


def test_only_what_is_served_is_copied():
    packages = set(ROOT.glob("*/__init__.py")) - {ROOT / each / "__init__.py" for each in ("tests", "benchmarks")}
    assert set(copied()) == {each.parent.name for each in packages} | {"web/dist", "requirements.serve.lock"}
    assert all((ROOT / each).exists() for each in copied() if each != "web/dist")
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert ignored[1] == "*" and {each[1:] for each in ignored if each.startswith("!")} == set(copied())


def test_nothing_is_fetched_but_wheels_by_their_hashes():
    (base,) = {given.split()[0] for given in of("FROM")}
    lowest = PROJECT["project"]["requires-python"].removeprefix(">=")
    assert base == f"python:{lowest}-slim", "the version the tests run on"
    commands = [part.strip() for given in of("RUN") for part in given.split("&&")]
    fetching = [each for each in commands if not re.match(r"(python -m venv|chmod|useradd|\S+ -m compileall) ", each)]
    assert len(fetching) == 1 and {"--require-hashes", "--no-deps", "--only-binary=:all:"} <= set(fetching[0].split())
    serving, everything = locked("requirements.serve.lock"), locked("requirements.lock")
    assert all(everything[name] == pin and pin[1] for name, pin in serving.items())
    extras = PROJECT["project"]["optional-dependencies"]
    needed = [*PROJECT["project"]["dependencies"], *extras["arrow"], *extras["otel"]]
    assert {re.split(r"[\[<>=]", each)[0] for each in needed} <= serving.keys() and "pytest" not in serving


def test_it_runs_as_nobody_in_particular_and_says_how_it_is(tmp_path):
    assert of("USER") == ["10001"] and SAID[-1][0] == "CMD"
    order = [name for name, _ in SAID]
    assert order.index("USER") > max(place for place, name in enumerate(order) if name in ("RUN", "COPY"))
    started = json.loads(of("ENTRYPOINT")[0])[1:] + json.loads(of("CMD")[0])
    assert started == ["-m", "server.cli", "serve"]
    assert "serve" in {each.name or each.callback.__name__ for each in commands.registered_commands}
    (health,) = of("HEALTHCHECK")
    assert json.loads(health.split("CMD ", 1)[1])[1:] == ["-m", "server.healthy"] and not is_healthy("1")
    routes = {route.path for route in create_app(Settings(data_dir=tmp_path), "postgresql+asyncpg://u@/d").routes}
    assert {"/healthz", "/readyz"} <= routes


def test_what_it_sets_can_be_set():
    named = dict(each.split("=", 1) for given in of("ENV") for each in shlex.split(given))
    ours = {name: value for name, value in named.items() if name.startswith(PREFIX)}
    settings = Settings(**{name.removeprefix(PREFIX).lower(): value for name, value in ours.items()})
    assert of("EXPOSE") == [str(settings.port)] and [str(settings.data_dir)] == of("VOLUME")
    assert settings.host == "0.0.0.0" and of("STOPSIGNAL") == ["SIGTERM"]
