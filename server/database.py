"""The connections requests are served on: as the application's role, in UTC, with walls up."""

from sqlalchemy import text
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


async def open_engine(dsn: str) -> AsyncEngine:
    """A pool of at most 20 connections under row-level security.

    Raises when the database does not answer or has no role for us: without its last wall nothing is served.
    """
    engine = create_async_engine(
        dsn, pool_size=10, max_overflow=10, pool_pre_ping=True, connect_args={"server_settings": SETTINGS}
    )
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
