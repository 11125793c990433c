"""The worlds queries are asked in."""

from typing import Any

import pytest

from server.graphql import engine, telling
from tests.compiled.worlds import World, build_all


@pytest.fixture(scope="session")
async def worlds(database) -> list[World]:
    """Three databases nobody writes in."""
    built = await build_all(database)
    yield built
    for world in built:
        await world.close()


@pytest.fixture(autouse=True)
def unrecorded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody writes in these worlds, the log that somebody was told a secret neither."""
    for asking in (engine, telling):
        monkeypatch.setattr(asking, "record_revealed", nothing_recorded)


async def nothing_recorded(context: Any) -> None:
    """Leave the log as it is."""
