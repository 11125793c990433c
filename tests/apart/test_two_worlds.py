"""A viewer cannot tell apart two worlds that differ only in what it may not know (noninterference)."""

import os
import time

import pytest

from tests.apart.pairs import Pairs

PAIRS = int(os.environ.get("CLIENTGRAPH_PAIRS", "3000"))
"""How many questions are asked in two worlds, half of them with the last wall up."""
FIRST = int(os.environ.get("CLIENTGRAPH_PAIRS_FROM", "0"))
"""The seed to begin with: the number before the dot of what a failure names."""
ENOUGH = 200_000
"""So many questions come to every field."""
MADE_UP = 40
"""So often is asked again for what chance comes to too seldom even then."""
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

    with capsys.disabled():
        print(f"\n{pairs}; seldom: {told(pairs)}; {time.monotonic() - started:.0f} s, the next seed is {seed}")
    if PAIRS >= ENOUGH:
        for _ in range(MADE_UP):
            if pairs.seldom():
                await pairs.make_up(seed)
                seed += 2
        with capsys.disabled():
            print(f"\n{pairs.count} pairs with what was made up; still seldom: {told(pairs)}")
        assert not pairs.seldom()
    assert stood.hiding.done["removed"] and stood.hiding.done["changed"]


def told(pairs: Pairs) -> str:
    """How many fields and edges were seldom come to."""
    return ", ".join(f"{len(places)} by the {name}" for name, places in pairs.seldom().items()) or "none"
