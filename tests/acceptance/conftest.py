"""The instance under test and the day on it. The day comes first; what needs other figures comes after it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from .day import STEPS, Day
from .served import PostBox, Server
from .world import World, before_the_first_step

ORDER = [
    "test_scenario_1",
    "test_scenario_1_work",
    "test_scenario_1_variants",
    "test_scenario_1_refusals",
    "test_scenario_1_end",
    "test_other_figures",
    "test_races",
]
"""The order of this folder's files: the day needs a fresh instance, its end needs the whole day."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run this folder after all others, in its own order."""
    here = Path(__file__).parent
    items.sort(key=lambda item: 1 + ORDER.index(item.path.stem) if item.path.parent == here else 0)


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A served instance in the state before the first step."""
    mail = PostBox()
    server = Server(tmp_path_factory.mktemp("acceptance") / "data", mail.url)
    try:
        server.start()
        yield before_the_first_step(server, mail)
    finally:
        server.stop()
        mail.close()


@pytest.fixture(scope="session")
def day(world: World) -> Day:
    """The run of scenario 1, before its first step."""
    from . import test_scenario_1, test_scenario_1_work  # noqa: F401 (they put their steps into STEPS)

    return Day(world)


@pytest.fixture
def evening(day: Day) -> Iterator[Day]:
    """The day with all its steps behind it; whatever is done then, EVE sees nothing of it either."""
    day.reach(max(STEPS))
    yield day
    day.eve_sees_nothing()
