"""Verbs that the command line runs, as the platform itself."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from models.errors import Rejected
from permissions.viewer import SYSTEM
from resolvers.context import Context
from server import services
from server.settings import Settings
from server.terminal import Failure

T = TypeVar("T")


def working_on(settings: Settings, dsn: str, work: Callable[[Context], Awaitable[T]]) -> T:
    """Run a verb as the platform itself. Raises Failure when the verb refuses."""

    async def run() -> T:
        async with services.running(settings, dsn) as (lent, _):
            return await work(Context(lent, SYSTEM))

    try:
        return asyncio.run(run())
    except Rejected as refusal:
        raise Failure(refusal.message) from refusal
