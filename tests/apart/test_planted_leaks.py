"""The comparison of two worlds finds leaks: each of those planted, within 2,000 pairs."""

import time

import pytest

from tests.apart.leaks import LEAKS, Leak
from tests.apart.pairs import Pairs, Told
from tests.apart.test_two_worlds import FIRST, PAIRS, ROUND

MOST = 2_000
QUICK = ("a_scope", "total_count", "a_stream")
"""Those that are looked for in every run; the others take their time."""


@pytest.mark.parametrize("leak", LEAKS, ids=[each.plant.__name__ for each in LEAKS])
async def test_a_leak_is_found(standing, capsys, leak: Leak):
    if not PAIRS and leak.plant.__name__ not in QUICK:
        pytest.skip("looked for in the long run")
    world, hiding = await standing(walls=False)
    pairs, started, first = Pairs(world, hiding, leak.plant), time.monotonic(), FIRST
    found = None
    while found is None and pairs.count < MOST:
        try:
            await pairs.compare(leak.finders[first % len(leak.finders)], ROUND, first)
        except Told as told:
            found = told
        first += 1
    with capsys.disabled():
        print(f"\n{leak.name}: found after {pairs.count} pairs, {time.monotonic() - started:.0f} s")
    assert found is not None, f"{leak.name}: {pairs}"


def test_there_are_leaks_of_every_kind():
    assert len(LEAKS) >= 15
    assert len({each.name for each in LEAKS}) == len(LEAKS)
