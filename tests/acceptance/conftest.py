"""The instance under test and the day on it. The day comes first; what needs other figures comes after it."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from .day import WORDS, Day
from .served import PostBox, Server
from .world import World, before_the_first_step

ORDER = [
    "test_scenario_1",
    "test_scenario_1_work",
    "test_scenario_2",
    "test_scenario_2_work",
    "test_scenario_2_money",
    "test_scenario_3",
    "test_scenario_3_work",
    "test_scenario_1_variants",
    "test_scenario_1_refusals",
    "test_scenario_2_refusals",
    "test_scenario_3_refusals",
    "test_the_end",
    "test_other_figures",
    "test_other_figures_2",
    "test_other_figures_3",
    "test_races",
    "test_crash",
]
"""The order of this folder's files: the scenarios need a fresh instance; what refuses and the end need all of them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run this folder before all others, and in its own order."""
    here = Path(__file__).parent
    items.sort(key=lambda item: ORDER.index(item.path.stem) if item.path.parent == here else len(ORDER))


@pytest.fixture(scope="package")
def world() -> Iterator[World]:
    """A served instance in the state before the first step. It does not lie in pytest's own folder, as `postgres`."""
    mail = PostBox()
    with TemporaryDirectory(prefix="clientgraph-") as folder:
        server = Server(Path(folder) / "data", mail.url)
        try:
            server.start()
            yield before_the_first_step(server, mail)
        finally:
            server.stop()
            mail.close()


@pytest.fixture(scope="package")
def day(world: World) -> Day:
    """The run of the scenarios, before its first step."""
    from . import (  # noqa: F401 (they put their steps into STEPS)
        test_scenario_1,
        test_scenario_1_work,
        test_scenario_2,
        test_scenario_2_money,
        test_scenario_2_work,
        test_scenario_3,
        test_scenario_3_work,
    )

    return Day(world)


@pytest.fixture
def evening(day: Day) -> Iterator[Day]:
    """The day with all its steps behind it; whatever is done then, EVE sees nothing of it either."""
    day.reach_the_end()
    day.watched_by(day.ada_socket, day.dev_socket)
    day.dev_events.rest(0)
    yield day
    for word in WORDS.values():
        day.eve_sees_nothing(word)
