"""The connections requests are served on: as the application's role, in UTC, with walls up."""

from typing import Any

import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from migrations.protection import APP_ROLE

STATEMENT_MILLISECONDS = 30_000
SETTINGS = {
    "role": APP_ROLE,
    "timezone": "UTC",
    "application_name": "clientgraph",
    "statement_timeout": str(STATEMENT_MILLISECONDS),
    "idle_in_transaction_session_timeout": str(2 * STATEMENT_MILLISECONDS),
    "jit": "off",
}

log = structlog.get_logger(__name__)


async def open_engine(dsn: str, *, is_embedded: bool) -> AsyncEngine:
    """A pool of at most 20 connections under row-level security. Raises when the database does not answer.

    An external database may lack the role until an administrator makes it; the platform then runs without its last
    wall, and says so.
    """
    engine = _engine(dsn, SETTINGS)
    try:
        await _answers(engine)
    except DBAPIError as error:
        await engine.dispose()
        if is_embedded or APP_ROLE not in str(error):
            raise
        log.warning("no role, no row-level security", role=APP_ROLE, remedy="Run `clientgraph migrate`.")
        engine = _engine(dsn, {name: value for name, value in SETTINGS.items() if name != "role"})
        await _answers(engine)
    return engine


def sessions_of(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """Sessions whose rows stay readable after the commit."""
    return async_sessionmaker(engine, expire_on_commit=False)


def _engine(dsn: str, settings: dict[str, Any]) -> AsyncEngine:
    return create_async_engine(
        dsn, pool_size=10, max_overflow=10, pool_pre_ping=True, connect_args={"server_settings": settings}
    )


async def _answers(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
