"""Interpreter and compiler mean the same, whatever is asked, by whom, and of what."""

import time
from itertools import product

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.compiled.dice import Drawn
from tests.compiled.queries import GRAPH, SEEING, Case, draw_case
from tests.compiled.running import SECONDS, Runner
from tests.compiled.sweep import Sweeper, ways
from tests.compiled.visits import reachable
from tests.compiled.worlds import World

MOST_FALLEN_BACK = 0.15
"""What part of all queries may be left to the interpreter."""
EXAMPLES = 100_000 if SECONDS else 150
MORE = [("contact, all", 0), ("limited, some", 1), ("analyst", 0)] if SECONDS else []
"""Who else reads every field, where there is time."""
SILENT = {(name, "downloadUrl") for name in ("Contract", "CreditNote", "Estimate", "Invoice", "Proposal", "Receipt")}
"""Fields that nowhere have a value yet."""

WORLDS: list[World] = []


@pytest.fixture(scope="module")
def runner(worlds) -> Runner:
    """One for the module, so that its tally is of all that ran."""
    WORLDS[:] = worlds
    return Runner()


@st.composite
def cases(draw) -> Case:
    """Any query of anybody; the lively worlds more often."""
    return draw_case(Drawn(draw), [WORLDS[0], WORLDS[1], WORLDS[0], WORLDS[1], WORLDS[2]])


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
        silent = reachable() - visits.answered - SILENT
        for type_name in sorted({name for name, _ in silent}):
            for case in Sweeper(world).cases(type_name, viewer):
                await runner.compare(case)
    assert visits.missed() == []
    assert reachable() - visits.answered == SILENT


_started = time.monotonic()


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=not SECONDS,
    database=None,
    print_blob=False,
    phases=[Phase.generate, Phase.shrink],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
@given(case=cases())
async def test_any_query_means_the_same(runner, case):
    if SECONDS and time.monotonic() - _started > SECONDS:
        return
    await runner.compare(case)


async def test_the_queries_were_worth_asking(runner, capsys):
    with capsys.disabled():
        print(f"\n{runner.tally}")
    tally = runner.tally
    assert tally.fallen_back < tally.runs * MOST_FALLEN_BACK
    assert sum(tally.refused.values()) < tally.cases / 50
    assert tally.with_errors < tally.cases / 5
    assert tally.empty < tally.cases / 2
