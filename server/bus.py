"""Wake-ups: whoever follows the log looks again as soon as something was written, on any replica.

They go by PostgreSQL, or by Valkey where one is set. A wake-up is a hint (design.md section 5): a lost one delays a
message by a second and loses nothing. Sending one is the work of a task beside, so no write ever waits for a broker.
"""

import asyncio
from contextlib import suppress
from typing import Any
from uuid import uuid4

import asyncpg
import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from valkey.asyncio import Valkey
from valkey.asyncio.retry import Retry
from valkey.backoff import NoBackoff
from valkey.exceptions import ValkeyError

CHANNEL = "clientgraph_log"
RETRY_SECONDS = 2
PATIENCE_SECONDS = 0.2
"""How long Valkey may take; one that takes longer is taken for dead and tried again later."""
LOST = (OSError, TimeoutError, DBAPIError, asyncpg.PostgresError, asyncpg.InterfaceError, ValkeyError)
"""What a carrier of wake-ups raises when its connection is no more."""

log = structlog.get_logger(__name__)


class Bus:
    """Wakes the readers of this process at once, and those of other processes by whatever carries it there."""

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

    def _wake_here(self) -> None:
        self.wakes += 1
        for coming in self._waiting:
            if not coming.done():
                coming.set_result(None)

    async def run(self, url: str) -> None:
        """Carry wake-ups between processes until cancelled, over connections of its own."""
        while True:
            try:
                await self._carry(url)
            except* LOST as lost:
                log.warning("wake-ups interrupted", reason=str(lost.exceptions[0]).split("\n")[0])
            await asyncio.sleep(RETRY_SECONDS)

    async def _carry(self, url: str) -> None:
        """Carry them until the connection is lost. A bus of one process carries nothing."""
        await asyncio.Event().wait()

    async def _untold_wake(self) -> None:
        """Return when the others have to be told."""
        await self._untold.wait()
        self._untold.clear()


class PostgresBus(Bus):
    """By NOTIFY."""

    async def _carry(self, url: str) -> None:
        engine = create_async_engine(
            url, poolclass=NullPool, connect_args={"server_settings": {"application_name": "clientgraph bus"}}
        )
        async with engine.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            driver.add_termination_listener(lambda *_: self._untold.set())
            await driver.add_listener(CHANNEL, self._heard)
            self._wake_here()
            while not driver.is_closed():
                await self._untold_wake()
                await driver.execute(f"NOTIFY {CHANNEL}")

    def _heard(self, driver: Any, sender: int, *_: Any) -> None:
        if sender != driver.get_server_pid():
            self._wake_here()


class ValkeyBus(Bus):
    """By publishing. The client's own patience is taken from it: it would hold a wake-up back for many seconds."""

    def __init__(self) -> None:
        super().__init__()
        self._name = uuid4().hex

    async def _carry(self, url: str) -> None:
        hasty = {"socket_connect_timeout": PATIENCE_SECONDS, "retry": Retry(NoBackoff(), 0)}
        async with (
            Valkey.from_url(url, socket_timeout=PATIENCE_SECONDS, **hasty) as telling,
            Valkey.from_url(url, health_check_interval=RETRY_SECONDS, **hasty) as listening,
            listening.pubsub(ignore_subscribe_messages=True) as heard,
        ):
            await heard.subscribe(CHANNEL)
            self._wake_here()
            async with asyncio.TaskGroup() as both:
                both.create_task(self._tell(telling))
                both.create_task(self._hear(heard))

    async def _tell(self, telling: Any) -> None:
        while True:
            await self._untold_wake()
            await telling.publish(CHANNEL, self._name)

    async def _hear(self, heard: Any) -> None:
        while True:
            message = await heard.get_message(timeout=RETRY_SECONDS)
            if message is not None and message["data"].decode() != self._name:
                self._wake_here()
