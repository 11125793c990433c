"""Penalties: what it costs to send documents that are read in vain (security.md 3B). Reading them is work of this
process, which others wait for; so everybody has some of its time in a minute, and then waits.

Documents that are valid cost none of it, and what was read before is not read again."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from graphql import OperationDefinitionNode

from server.graphql.engine import Call, Engine, Rate
from server.graphql.errors import RATE_LIMITED, Refused, fault, request_error
from server.graphql.points import Points, Spent, account_of
from server.limits import Allowance, Limits


class RefusedUnread(Refused):
    """A document that is not read, because its sender has had too many read in vain; `rate` tells when it will be."""

    def __init__(self, rate: Rate) -> None:
        message = f"Too many of your documents could not be used. Mend them, and send the next in {rate.wait} s."
        super().__init__([request_error(RATE_LIMITED, message, retryAfter=rate.wait)])
        self.rate = rate


class Penalties:
    """Reads documents at the expense of who sends them. Time is counted in milliseconds of a processor."""

    def __init__(self, engine: Engine, limits: Limits, time: Points | None = None) -> None:
        self._engine, self._pause = engine, limits.refusal_pause
        self._allowed = Allowance(cost=1, points=limits.refused_milliseconds)
        self._time = time or Points()

    async def checked(self, call: Call, arriving: Callable[[], Awaitable[Any]]) -> OperationDefinitionNode:
        """The operation a call means, when it may run at all; `arriving` makes a context of its sender. Raises
        `Refused`, and `Busy` when too many wait to be read."""
        if self._engine.documents.kept(call.query) is not None:
            return self._engine.check(call)
        try:
            context = await arriving()
        except Exception as raised:  # who it is cannot be found out; that the document is wrong, can
            fault(raised)
            return await self._engine.checked(call)
        return await self.read(call, context)

    async def read(self, call: Call, context: Any) -> OperationDefinitionNode:
        """The same for a sender who is known already."""
        whose = account_of(context)
        try:
            self._time.take(whose, self._allowed, 0)
        except Spent as spent:
            await asyncio.sleep(self._pause)
            raise RefusedUnread(self._time.rate(whose, self._allowed, spent.wait)) from None
        try:
            return await self._engine.checked(call)
        except Refused as no:
            self._time.settle(whose, self._allowed, -no.milliseconds)
            raise
