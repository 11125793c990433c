"""Writes that stop before a statement of theirs until they are let on: two of them run in an order of choice."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.util import await_only

LOOK_AGAIN = 0.004
"""Seconds between looks at whether a write waits for a lock."""
WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")

_pacer: ContextVar["Pacer | None"] = ContextVar("pacer", default=None)


class Pacer:
    """Counts the statements and commits of one write, and stops it before one of them."""

    def __init__(self, stop: int | None = None) -> None:
        self.stop, self.points, self.committed = stop, 0, 0
        self.paused, self.let_on = asyncio.Event(), asyncio.Event()

    def reached(self, *, is_commit: bool = False) -> None:
        """The write is about to do the next thing."""
        here = self.points
        self.points += 1
        if is_commit:
            self.committed = self.points
        if here == self.stop:
            self.paused.set()
            await_only(self.let_on.wait())


@contextmanager
def paced(engine: Any) -> Iterator[None]:
    """Have the writes on an engine that have a pacer keep to it."""

    def before(*_: Any) -> None:
        if pacer := _pacer.get():
            pacer.reached()

    def commit(*_: Any) -> None:
        if pacer := _pacer.get():
            pacer.reached(is_commit=True)

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "commit", commit)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", before)
        event.remove(engine, "commit", commit)


def started(write: Callable[[], Awaitable[Any]], pacer: Pacer) -> "asyncio.Task[Any]":
    """The write, under way as its pacer says."""

    async def run() -> Any:
        _pacer.set(pacer)
        return await write()

    return asyncio.create_task(run())


async def either(task: "asyncio.Task[Any]", pacer: Pacer) -> bool:
    """Wait until a write stops or is done; whether it stopped."""
    pausing = asyncio.create_task(pacer.paused.wait())
    await asyncio.wait((task, pausing), return_when=asyncio.FIRST_COMPLETED)
    pausing.cancel()
    return pacer.paused.is_set()


async def until_it_waits(task: "asyncio.Task[Any]", sessions: Any) -> bool:
    """Wait until a write is done or waits for a lock somebody holds; whether it waits."""
    while not task.done():
        async with sessions() as session:
            if await session.scalar(WAITING):
                return True
        await asyncio.wait((task,), timeout=LOOK_AGAIN)
    return False
