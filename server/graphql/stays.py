"""Connections that last, which are sockets and event streams; and how a server that stops sends them elsewhere: one
after the other, so that whoever takes them in is not asked by all at once."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LEAVE = 1012, "The server restarts: come back with the last cursor"
"""Code and reason a socket is closed with."""
REFUSAL = "The server restarts. Come back in a moment."

Leave = Callable[[], object]
"""Has a connection end soon; called once at most."""


class Stays:
    """Everybody who stays, in this process."""

    def __init__(self) -> None:
        self._leaves: set[Leave] = set()
        self.is_over = False
        """Whether nobody else is taken in."""

    def __len__(self) -> int:
        return len(self._leaves)

    @contextmanager
    def staying(self, leave: Leave) -> Iterator[None]:
        """Somebody stays for as long as this lasts."""
        self._leaves.add(leave)
        try:
            yield
        finally:
            self._leaves.discard(leave)

    async def end(self, seconds: float) -> None:
        """Take in nobody any more, and tell all to leave, evenly over so many seconds."""
        self.is_over = True
        waiting, loop = list(self._leaves), asyncio.get_running_loop()
        begun = loop.time()
        for number, leave in enumerate(waiting):
            if (early := begun + seconds * number / len(waiting) - loop.time()) > 0:
                await asyncio.sleep(early)
            if leave in self._leaves:
                leave()
