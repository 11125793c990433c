"""A viewer cannot tell apart two worlds that differ only in what it may not know (noninterference)."""

import os
import time

import pytest

from tests.apart.pairs import Pairs
from tests.compiled.visits import reachable

PAIRS = int(os.environ.get("CLIENTGRAPH_PAIRS", "0"))
"""How many questions are asked in two worlds; 0 asks as many as there are seconds for, and MOST at most."""
MOST, SECONDS = 3_000, 30
FIRST = int(os.environ.get("CLIENTGRAPH_PAIRS_FROM", "0"))
"""The seed to begin with: the number before the dot of what a failure names."""
ROUND = 25
"""Questions of one viewer between one other world and the next."""
ENOUGH = 200_000
"""So many questions come to every field."""
VISITS = 20


@pytest.mark.parametrize("walls", [True, False], ids=["all_walls", "predicates_alone"])
async def test_nobody_can_tell(standing, capsys, walls):
    """With the last wall up, and with nothing but the predicates of the application."""
    world, hiding = await standing(walls=walls)
    pairs, started, first = Pairs(world, hiding), time.monotonic(), FIRST
    viewers = strangest(list(world.viewers))

    def is_over() -> bool:
        if PAIRS:
            return pairs.count >= PAIRS / 2
        return pairs.count >= MOST / 2 or time.monotonic() - started > SECONDS / 2

    while not is_over():
        await pairs.compare(viewers[first % len(viewers)], ROUND, first)
        first += 1

    rare = sorted(place for place in reachable() if pairs.visits.asked[place] < VISITS)
    with capsys.disabled():
        print(f"\n{pairs}; fields visited less than {VISITS} times: {len(rare)}")
    if PAIRS >= ENOUGH:
        assert not rare
    assert pairs.count and hiding.done["removed"] and hiding.done["changed"]


SORTS = ("contact, all", "limited, some", "contact, PROJECTS", "limited, one", "token", "staff", "nobody", "limited")


def strangest(names: list[str]) -> list[str]:
    """The viewers, those from whom most is hidden first, so that a short run asks as one of each sort."""

    def place(name: str) -> int:
        return next((number for number, each in enumerate(SORTS) if name.startswith(each)), len(SORTS))

    return sorted(names, key=place)
