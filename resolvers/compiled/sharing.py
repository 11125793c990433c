"""One event told to many: what equal viewers are told of it is worked out once."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

Found = TypeVar("Found")

MOST = 256
"""How many answers are kept at once."""
MOMENT_SECONDS = 1.0
"""How long an answer is told on though something was written meanwhile, which has an event of its own."""
QUIET_SECONDS = 10.0
"""How long an answer is told on while nothing is written: those who follow an event come to it one after the other."""


@dataclass(frozen=True)
class _Kept(Generic[Found]):
    asked_at: float
    wakes: int
    task: asyncio.Task[Found]


class Shared(Generic[Found]):
    """Answers by what they depend on, kept for a short while from when they were asked for.

    One that is still being worked out is waited for. It is worked out in a task of its own, so that one who goes
    away takes it from nobody else; where it fails, it fails for all who wait, and is forgotten.
    """

    def __init__(self, most: int = MOST, moment: float = MOMENT_SECONDS, quiet: float = QUIET_SECONDS) -> None:
        self._most, self._moment, self._quiet = most, moment, quiet
        self._kept: OrderedDict[Hashable, _Kept[Found]] = OrderedDict()

    async def found(self, key: Hashable, wakes: int, work: Callable[[], Awaitable[Found]]) -> Found:
        """The answer of a key, worked out where nobody did so just now. `wakes` are the wake-ups of the bus so far: as
        long as there are no more of them, nothing was written."""
        now = asyncio.get_running_loop().time()
        self._forget(now)
        kept = self._kept.get(key)
        if kept is None or (kept.wakes != wakes and kept.asked_at + self._moment <= now):
            task = asyncio.create_task(_awaited(work), name="event told")
            task.add_done_callback(lambda done: self._settle(key, done))
            kept = self._kept[key] = _Kept(now, wakes, task)
            self._kept.move_to_end(key)
        return await asyncio.shield(kept.task)

    def _forget(self, now: float) -> None:
        """What is old, and then what is too much; those who wait for it still get it."""
        while self._kept:
            oldest = next(iter(self._kept))
            if self._kept[oldest].asked_at + self._quiet > now and len(self._kept) < self._most:
                return
            del self._kept[oldest]

    def _settle(self, key: Hashable, done: asyncio.Task[Found]) -> None:
        kept = self._kept.get(key)
        if (done.cancelled() or done.exception()) and kept is not None and kept.task is done:
            del self._kept[key]


async def _awaited(work: Callable[[], Awaitable[Found]]) -> Found:
    return await work()
