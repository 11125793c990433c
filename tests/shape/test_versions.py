"""No library older than the version in which its last known hole was closed (docs/security.md)."""

import subprocess
from importlib.metadata import version
from pathlib import Path

import pytest

from server.embedded_programs import binary

FLOORS = {
    "graphql-core": "3.3.2",
    "python-multipart": "0.0.26",
    "starlette": "1.3.0",
    "strawberry-graphql": "0.315.7",
    "uvicorn": "0.11.7",
}
DOCUMENTS = Path(__file__).parents[2] / "docs"
DOCUMENT = (DOCUMENTS / "security.md").read_text()


def parts(text: str) -> tuple[int, ...]:
    """A version as numbers; what follows the last release number is left out."""
    return tuple(int(part) for part in text.split(".") if part.isdigit())


@pytest.mark.parametrize("name", FLOORS)
def test_a_library_is_past_its_last_hole(name):
    assert parts(version(name)) >= parts(FLOORS[name]), f"{name} {version(name)} is older than {FLOORS[name]}"


@pytest.mark.parametrize("name", FLOORS)
def test_its_floor_is_told(name):
    assert f"| {name} | {FLOORS[name]} |" in DOCUMENT


def test_the_pins_are_past_the_floors():
    """The lock is what an installation gets."""
    lock = (DOCUMENTS.parent / "requirements.lock").read_text()
    pins = dict(line.split(" ")[0].split("==") for line in lock.splitlines() if line[:1].isalnum() and "==" in line)
    assert {name: pins[name] for name in FLOORS if parts(pins[name]) < parts(FLOORS[name])} == {}


def test_the_database_is_past_its_last_holes(postgres):
    """PostgreSQL as it is embedded; an external one is its administrator's."""
    least = {15: (15, 18), 16: (16, 14), 17: (17, 10), 18: (18, 4)}
    told = tuple(int(part) for part in postgres_version(postgres).split("."))
    assert told >= least.get(told[0], (18, 4)), f"PostgreSQL {told} is older than {least.get(told[0])}"


def postgres_version(postgres) -> str:
    """The version of the programs, such as 17.10."""
    said = subprocess.run([binary("postgres"), "--version"], check=True, capture_output=True, text=True).stdout
    return said.split()[2]
