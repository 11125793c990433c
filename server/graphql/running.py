"""How an operation runs for somebody who may go away: a query ends with its asker, a write is not cut off half way."""

import asyncio
from types import TracebackType
from typing import Any, Self

from starlette.requests import ClientDisconnect
from starlette.types import Receive

from server.graphql.engine import Answer, Call, Engine
from server.graphql.errors import fault, is_busy, is_too_slow
from server.graphql.metering import Metered

WATCH_AFTER = 0.1
"""Seconds after which it is worth looking whether a caller is still there; most answers are gone by then."""


class Watch:
    """Looks after callers who wait for long, with one timer for all of them."""

    def __init__(self) -> None:
        self._came: set[Watched] = set()
        self._stayed: set[Watched] = set()
        self._timer: asyncio.TimerHandle | None = None

    def over(self, receive: Receive) -> "Watched":
        """`with watch.over(request.receive):` — what runs inside is cancelled when the caller hangs up.

        Raises ClientDisconnect then. The body of the request must have been read.
        """
        return Watched(self, receive)

    def begin(self, watched: "Watched") -> None:
        """Somebody waits."""
        self._came.add(watched)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(WATCH_AFTER, self._look)

    def end(self, watched: "Watched") -> None:
        """They wait no more."""
        self._came.discard(watched)
        self._stayed.discard(watched)

    def _look(self) -> None:
        """Listen to those who were there the last time already."""
        for each in self._stayed:
            each.listen()
        self._stayed, self._came = self._came, set()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(WATCH_AFTER, self._look) if self._stayed else None


class Watched:
    """One caller who waits for the task at work."""

    def __init__(self, watch: Watch, receive: Receive) -> None:
        self._watch, self._receive = watch, receive
        self._listening: asyncio.Task[None] | None = None
        self._is_gone = False

    def __enter__(self) -> Self:
        task = asyncio.current_task()
        assert task
        self._task, self._cancelling = task, task.cancelling()
        self._watch.begin(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._watch.end(self)
        if self._listening:
            self._listening.cancel()
        if self._is_gone and self._task.uncancel() <= self._cancelling and kind is asyncio.CancelledError:
            raise ClientDisconnect from error

    def listen(self) -> None:
        """Cancel the task as soon as the caller hangs up."""
        self._listening = asyncio.create_task(self._until_gone(), name="caller watched")

    async def _until_gone(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._is_gone = True
        self._task.cancel()


async def ask(engine: Engine | Metered, call: Call, context: Any) -> Answer:
    """Run a query that was checked. Cancelled, it takes its statements with it, also those that loaders have begun.

    An answer that lacks something because there was too much to do is no answer: it is refused whole, to be asked for
    again. Nothing is lost by that, because a query changes nothing.
    """
    try:
        answer = await engine.answer(call, context)
    except asyncio.CancelledError:
        context.abandon()
        raise
    except Exception as raised:
        if is_too_slow(raised):
            return Answer({"data": None, "errors": [fault(raised)]})
        raise
    busy = [error for error in answer.errors if is_busy(error)]
    return Answer({"errors": busy[:1]}, refused=True) if busy else answer


class Lasting:
    """Writes that run to their end, whoever still waits for them."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Answer]] = set()

    def __len__(self) -> int:
        return len(self._running)

    async def act(self, engine: Engine | Metered, call: Call, context: Any) -> Answer:
        """Run a mutation that was checked. Cancelling the wait for it does not cancel it."""
        running = asyncio.create_task(engine.answer(call, context))
        self._running.add(running)
        running.add_done_callback(self._running.discard)
        return await asyncio.shield(running)

    async def done(self) -> None:
        """Wait until all have ended."""
        if self._running:
            await asyncio.wait(self._running)
