"""Wake-ups over PostgreSQL: whoever follows the log looks again as soon as something was written, on any replica.

A wake-up is a hint (design.md section 5): a lost one delays a message by a second and loses nothing.
"""

import asyncio
from contextlib import suppress
from typing import Any

import asyncpg
import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

CHANNEL = "clientgraph_log"
RETRY_SECONDS = 2

log = structlog.get_logger(__name__)


class Bus:
    """Wakes the readers of this process at once, and those of other processes by NOTIFY."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()
        self._untold = asyncio.Event()
        self.wakes = 0

    def wake(self) -> None:
        """Tell every reader, here and on other replicas, to look again."""
        self._wake_here()
        self._untold.set()

    async def wait(self, seconds: float, seen: int) -> None:
        """Return at the next wake-up after the first `seen` ones, or after so many seconds."""
        if seen != self.wakes:
            return
        coming = asyncio.get_running_loop().create_future()
        self._waiting.add(coming)
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(coming, seconds)
        finally:
            self._waiting.discard(coming)

    async def run(self, dsn: str) -> None:
        """Carry wake-ups between processes until cancelled, over a connection of its own."""
        while True:
            try:
                await self._carry(dsn)
            except (OSError, DBAPIError, asyncpg.PostgresError, asyncpg.InterfaceError) as lost:
                log.warning("wake-ups interrupted", reason=str(lost).split("\n")[0])
            await asyncio.sleep(RETRY_SECONDS)

    async def _carry(self, dsn: str) -> None:
        engine = create_async_engine(
            dsn, poolclass=NullPool, connect_args={"server_settings": {"application_name": "clientgraph bus"}}
        )
        async with engine.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            driver.add_termination_listener(lambda *_: self._untold.set())
            await driver.add_listener(CHANNEL, self._heard)
            self._wake_here()
            while not driver.is_closed():
                await self._untold.wait()
                self._untold.clear()
                await driver.execute(f"NOTIFY {CHANNEL}")

    def _heard(self, driver: Any, sender: int, *_: Any) -> None:
        if sender != driver.get_server_pid():
            self._wake_here()

    def _wake_here(self) -> None:
        self.wakes += 1
        for coming in self._waiting:
            if not coming.done():
                coming.set_result(None)
