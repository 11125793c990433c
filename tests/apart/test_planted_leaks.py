"""The comparison of two worlds finds leaks: each of those planted, within 2,000 pairs of an ordinary run."""

import time
from typing import Any

import pytest

from tests.apart.leaks import LEAKS, Leak
from tests.apart.pairs import Pairs, Told

MOST = 2_000
QUICK = ("a_scope", "total_count", "an_aggregate")
"""Those that are looked for in every run; the others take their time."""


def shown(leak: Leak) -> Any:
    """A leak as the tests are named after it."""
    name = leak.plant.__name__
    return pytest.param(leak, id=name, marks=() if name in QUICK else pytest.mark.at_length("CLIENTGRAPH_PAIRS"))


@pytest.mark.parametrize("leak", [shown(each) for each in LEAKS])
async def test_a_leak_is_found(standing, capsys, leak: Leak):
    stood = await standing(walls=False)
    pairs, started, seed = Pairs(stood.world, stood.groups, stood.hiding, leak.plant), time.monotonic(), 0
    found = None
    while found is None and pairs.count < MOST:
        try:
            await pairs.compare(seed)
        except Told as told:
            found = told
        seed += 1
    with capsys.disabled():
        print(f"\n{leak.name}: found after {pairs.count} pairs, {time.monotonic() - started:.0f} s")
    assert found is not None, f"{leak.name}: {pairs}"
    await Pairs(stood.world, stood.groups, stood.hiding).again(found)  # it tells nothing without the leak


def test_there_are_leaks_of_every_kind():
    assert len(LEAKS) >= 15
    assert len({each.name for each in LEAKS}) == len(LEAKS)
