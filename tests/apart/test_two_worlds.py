"""A viewer cannot tell apart two worlds that differ only in what it may not know (noninterference)."""

import os
import time

import pytest
from graphql import get_named_type, is_composite_type

from tests.apart.pairs import Pairs
from tests.compiled.queries import GRAPH
from tests.compiled.visits import Place, reachable

PAIRS = int(os.environ.get("CLIENTGRAPH_PAIRS", "3000"))
"""How many questions are asked in two worlds, half of them with the last wall up."""
FIRST = int(os.environ.get("CLIENTGRAPH_PAIRS_FROM", "0"))
"""The seed to begin with: the number before the dot of what a failure names."""
ENOUGH = 200_000
"""So many questions come to every field."""
VISITS, EDGE_VISITS = 20, 5
EVERY = 10_000
"""After so many pairs it is said how far one is."""


@pytest.mark.parametrize("walls", [True, False], ids=["all_walls", "predicates_alone"])
async def test_nobody_can_tell(standing, capsys, walls):
    """With the last wall up, and with nothing but the predicates of the application."""
    stood = await standing(walls=walls)
    pairs, started = Pairs(stood.world, stood.groups, stood.hiding), time.monotonic()
    seed = FIRST + (FIRST + (not walls)) % 2
    while pairs.count < PAIRS / 2:
        before = pairs.count
        await pairs.compare(seed)
        seed += 2
        if pairs.count // EVERY > before // EVERY:
            with capsys.disabled():
                print(f"\n{pairs.count} pairs, {time.monotonic() - started:.0f} s, the next seed is {seed}", flush=True)

    asked = pairs.visits.asked
    rare = sorted(place for place in reachable() if asked[place] < VISITS)
    edges = [each.asked[place] for each in pairs.audiences.values() for place in each.asked if is_edge(place)]
    seldom = sum(each < EDGE_VISITS for each in edges)
    with capsys.disabled():
        print(f"\n{pairs}; {len(rare)} fields less than {VISITS} times")
        print(f"{len(edges)} edges by audience, {seldom} of them less than ", end="")
        print(f"{EDGE_VISITS} times; {time.monotonic() - started:.0f} s, the next seed is {seed}")
    if PAIRS >= ENOUGH:
        assert not rare and not seldom
    assert stood.hiding.done["removed"] and stood.hiding.done["changed"]


def is_edge(place: Place) -> bool:
    """Whether a field leads to other objects."""
    return is_composite_type(get_named_type(GRAPH.type_map[place[0]].fields[place[1]].type))
