"""Turns: how many operations of one viewer run at once (security.md 5.5). The others wait in line behind their own, so
that who asks for much waits for themselves and nobody else does."""

import asyncio
from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, field

from server.limits import Limits


class Crowded(Exception):
    """So many of a viewer's operations wait that another one has to be sent again later."""


@dataclass(slots=True)
class Line:
    """The operations of one viewer: how many run, and who waits."""

    running: int = 0
    waiting: deque[asyncio.Future[None]] = field(default_factory=deque)


class Turns:
    """Everybody's operations in this process."""

    def __init__(self, limits: Limits) -> None:
        self._at_once, self._most_waiting = limits.operations_at_once, limits.operations_waiting
        self._lines: dict[Hashable, Line] = {}

    async def begin(self, whose: Hashable) -> None:
        """Wait for one's turn; `end` it in any case. Raises `Crowded` where too many wait already."""
        line = self._lines.get(whose)
        if line is None:
            line = self._lines[whose] = Line()
        if line.running < self._at_once:
            line.running += 1
            return
        if len(line.waiting) >= self._most_waiting:
            raise Crowded
        coming = asyncio.get_running_loop().create_future()
        line.waiting.append(coming)
        try:
            await coming
        except asyncio.CancelledError:
            if coming.done() and not coming.cancelled():
                self.end(whose)  # it came in the very moment of giving up
            raise

    def end(self, whose: Hashable) -> None:
        """Make room for the next in line."""
        line = self._lines[whose]
        while line.waiting:
            coming = line.waiting.popleft()
            if not coming.done():
                coming.set_result(None)
                return
        line.running -= 1
        if not line.running:
            del self._lines[whose]
