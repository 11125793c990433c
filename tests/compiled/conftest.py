"""The worlds queries are asked in."""

import pytest

from tests.compiled.worlds import World, build_all


@pytest.fixture(scope="session")
async def worlds(database) -> list[World]:
    """Three databases nobody writes in."""
    built = await build_all(database)
    yield built
    for world in built:
        await world.close()
