"""The connections requests are served on: as the application's role, in UTC, with walls up."""

from typing import Any

from sqlalchemy import AsyncAdaptedQueuePool, text
from sqlalchemy.exc import TimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from migrations.protection import APP_ROLE
from permissions.viewer import PLATFORM_PATIENCE

SETTINGS = {
    "role": APP_ROLE,
    "timezone": "UTC",
    "datestyle": "ISO",
    "application_name": "clientgraph",
    "statement_timeout": str(PLATFORM_PATIENCE),
    "idle_in_transaction_session_timeout": str(2 * PLATFORM_PATIENCE),
    "client_connection_check_interval": "1000",  # a statement whose process was killed ends within a second
    "jit": "off",
}
CONNECT_SECONDS = 2
WAITERS = 200
"""How many may wait for a connection of a full pool; the next is refused at once."""
WAIT_SECONDS = 2
"""For how long they wait."""


class BoundedPool(AsyncAdaptedQueuePool):
    """A pool nobody queues at without end. Raises sqlalchemy.exc.TimeoutError when it is full."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._asking = 0

    def _do_get(self) -> Any:
        if self._asking >= WAITERS:
            raise TimeoutError(f"{WAITERS} are waiting for a connection already")
        self._asking += 1
        try:
            return super()._do_get()
        finally:
            self._asking -= 1


def engine_on(dsn: str) -> AsyncEngine:
    """A pool of at most 20 connections under row-level security, none of them open yet."""
    return create_async_engine(
        dsn,
        poolclass=BoundedPool,
        pool_size=10,
        max_overflow=10,
        pool_timeout=WAIT_SECONDS,
        pool_pre_ping=True,
        connect_args={"server_settings": SETTINGS, "timeout": CONNECT_SECONDS},
    )


async def open_engine(dsn: str) -> AsyncEngine:
    """The same, of a database that answers.

    Raises when it does not or has no role for us: without its last wall nothing is served.
    """
    engine = engine_on(dsn)
    try:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except BaseException:
        await engine.dispose()
        raise
    return engine


def sessions_of(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """Sessions whose rows stay readable after the commit."""
    return async_sessionmaker(engine, expire_on_commit=False)
