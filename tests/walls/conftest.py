"""Who looks at the small worlds."""

import pytest

from tests.walls.small_worlds import onlookers


@pytest.fixture(scope="module")
async def looking(database):
    """Somebody past the walls, and somebody behind each."""
    async with onlookers(database("walls")) as found:
        yield found
