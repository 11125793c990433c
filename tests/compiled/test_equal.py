"""Interpreter and compiler mean the same, whatever is asked, by whom, and of what."""

import secrets
import time
from itertools import product

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.compiled.dice import Drawn, Seeded
from tests.compiled.queries import GRAPH, SEEING, Case, draw_case
from tests.compiled.running import SECONDS, Runner
from tests.compiled.smaller import smaller
from tests.compiled.sweep import Sweeper, ways
from tests.compiled.visits import reachable
from tests.compiled.worlds import World

MOST_LEFT = 0.08
"""What part of all queries may be left to the interpreter, those it has to refuse aside."""
EXAMPLES = 100
"""How many queries are drawn in a round."""
ROUNDS = 1 + SECONDS // 10
"""More than there is time for."""
MORE = [("contact, all", 0), ("limited, some", 1), ("analyst", 0)] if SECONDS else []
"""Who else reads every field, where there is time."""
_started = time.monotonic()

WORLDS: list[World] = []


@pytest.fixture(scope="module")
def runner(worlds) -> Runner:
    """One for the module, so that its tally is of all that ran."""
    WORLDS[:] = worlds
    return Runner()


@st.composite
def cases(draw) -> Case:
    """Any query of anybody."""
    return draw_case(Drawn(draw), lively())


def lively() -> list[World]:
    """The worlds, those with most in them more often."""
    return [WORLDS[0], WORLDS[1], WORLDS[0], WORLDS[1], WORLDS[2]]


@pytest.mark.parametrize("viewer, number", [("owner", 1), *MORE])
async def test_every_field_means_the_same(worlds, runner, viewer, number):
    sweeper = Sweeper(worlds[number])
    differ = {}
    for type_name in ways():
        for case in sweeper.cases(type_name, viewer):
            try:
                await runner.compare(case)
            except AssertionError as difference:
                differ[type_name] = f"{await narrowed(sweeper, runner, type_name, viewer)}\n{difference}"
    assert not differ, f"{len(differ)} types differ\n" + "\n\n".join(
        f"{name}: {text[:1500]}" for name, text in differ.items()
    )


async def narrowed(sweeper: Sweeper, runner: Runner, type_name: str, viewer: str) -> str:
    """Which of a type's fields differ by themselves."""
    found = []
    for name in GRAPH.type_map[type_name].fields if type_name != "Query" else ():
        try:
            await runner.compare(sweeper.single(type_name, name, viewer))
        except AssertionError:
            found.append(name)
    return f"by themselves differ: {', '.join(found) or 'none'}"


async def test_every_field_was_asked_for_and_answered(worlds, runner):
    visits = runner.tally.visits
    for world, viewer in product(worlds, SEEING):
        silent = reachable() - visits.answered
        for type_name in sorted({name for name, _ in silent}):
            for case in Sweeper(world).cases(type_name, viewer):
                await runner.compare(case)
    assert visits.missed() == []
    assert reachable() - visits.answered == set()


@pytest.fixture
def in_time(request, worlds) -> None:
    """Skip what would begin after its share of the time is up."""
    if SECONDS and time.monotonic() - _started > SECONDS * request.param:
        pytest.skip("the time is up")


@pytest.mark.parametrize("round", range(ROUNDS))
@pytest.mark.parametrize("in_time", [0.4], indirect=True)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=not SECONDS,
    database=None,
    print_blob=False,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(case=cases())
async def test_any_query_means_the_same(runner, in_time, round, case):
    await compared(runner, case)


async def compared(runner: Runner, case: Case) -> None:
    """Run a case; where it differs, look for a small one that differs, and show that."""
    try:
        await runner.compare(case)
    except AssertionError:
        found = await smaller(case, runner.differs)
        await runner.compare(found)
        raise


@pytest.mark.parametrize("round", range(ROUNDS))
@pytest.mark.parametrize("in_time", [1.0], indirect=True)
async def test_any_query_of_a_seed_means_the_same(runner, in_time, round):
    """Wider than Hypothesis draws."""
    first = secrets.randbelow(10**9) if SECONDS else 0
    for seed in range(first, first + EXAMPLES):
        await compared(runner, draw_case(Seeded(seed), lively()))


async def test_the_queries_were_worth_asking(runner, capsys):
    with capsys.disabled():
        print(f"\n{runner.tally}")
    tally = runner.tally
    assert tally.left < tally.runs * MOST_LEFT
    assert sum(tally.refused.values()) < tally.cases / 50
    assert tally.with_errors < tally.cases / 5
    assert tally.empty < tally.cases / 2
