"""The pulse of the database: a look each second whether it answers, so that nobody waits long for one that fell
silent; and what time it is there.

A connection that is cut says so by itself. One whose other end vanished, or whose packets are swallowed on the way,
says nothing, and a statement on it cannot be told from one that takes long. So when the database answers nobody for a
while, everything that waits for it is told, and is asked again as soon as it answers.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Protocol
from weakref import WeakSet

import asyncpg
import structlog
from sqlalchemy import event, make_url
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from models.core import clock
from server.addresses import connected

EVERY_SECONDS = 1.0
ANSWER_SECONDS = 1.5
"""Twice as long is waited: on the connection there is, and on a new one."""
AGAIN_SECONDS = 0.3
"""How often a silent one is asked again."""
LOST = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)

log = structlog.get_logger(__name__)


Heard = Callable[[timedelta, timedelta], object]


class Silent(ConnectionError):
    """The database does not answer."""


class Told(Protocol):
    """Somebody with connections of their own."""

    def hang_up(self) -> None:
        """Break them off, and open none."""

    def resume(self) -> None:
        """Open them again."""


class Pulse:
    """One for a process."""

    def __init__(self, dsn: str, of: str = "database", heard: Heard | None = None) -> None:
        """`heard` is told by how much its clock is ahead of this machine's, and how sure that is."""
        self._of, self._heard = of, heard
        _, self._address = PGDialect_asyncpg().create_connect_args(make_url(dsn))
        self._connection: Any = None
        self._held: WeakSet[Any] = WeakSet()
        self._told: list[Told] = []
        self.is_silent = False

    def over(self, engine: AsyncEngine) -> None:
        """Hang up for the connections of a pool as well, and open none while the database is silent."""

        @event.listens_for(engine.sync_engine, "do_connect")
        def refuse(*_: Any) -> None:
            if self.is_silent:
                raise Silent("the database is silent")

        @event.listens_for(engine.sync_engine, "checkout")
        def hold(adapted: Any, *_: Any) -> None:
            self._held.add(adapted.driver_connection)

    def tell(self, told: Told) -> None:
        """Tell this too when the database falls silent, and when it answers again."""
        self._told.append(told)

    async def begin(self) -> None:
        """Feel it once."""
        await self._beats()

    async def run(self) -> None:
        """Feel it until cancelled."""
        try:
            while True:
                if await self._beats() or await self._beats():
                    self._resume()
                    await asyncio.sleep(EVERY_SECONDS)
                else:
                    self._fall_silent()
                    await asyncio.sleep(AGAIN_SECONDS)
        finally:
            self._hang_up()

    async def _beats(self) -> bool:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                if self._connection is None or self._connection.is_closed():
                    named = {"application_name": "clientgraph pulse"}
                    self._connection = await connected(**self._address, server_settings=named)
                await self._listen()
            return True
        except LOST:
            self._hang_up()
            return False

    async def _listen(self) -> None:
        before = clock.of_this_machine()
        theirs = await self._connection.fetchval("SELECT clock_timestamp()")
        doubt = (clock.of_this_machine() - before) / 2
        if self._heard is not None:
            self._heard(theirs - before - doubt, doubt)

    def _fall_silent(self) -> None:
        if not self.is_silent:
            log.warning(f"the {self._of} is silent")
        self.is_silent = True
        for each in list(self._held):
            each.terminate()
        for told in self._told:
            told.hang_up()

    def _resume(self) -> None:
        if self.is_silent:
            log.info(f"the {self._of} answers again")
            self.is_silent = False
            for told in self._told:
                told.resume()

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None
