"""A database that serves one test after another, emptied in between.

Making one means writing 1,500 files. Emptying one of what a test wrote takes a few milliseconds, and connections that
are kept know its tables already.
"""

import asyncio
from collections.abc import Callable

import asyncpg
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from server.embedded import APP_ROLE

USES = 40
"""How many tests a database serves. What they deleted stays in its files, and it must not be felt."""

PATIENCE = 120
"""Seconds in which a connection comes free, on a busy machine."""

BROKEN_OFF = """
SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle'
"""
"""Ends, and counts, whatever the last test left running."""

TABLES = """
SELECT pg_class.oid::regclass::text FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind = 'r' AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
"""

AS_OPENED = "RESET ALL; RESET ROLE; UNLISTEN *; SELECT pg_advisory_unlock_all()"


class Reused:
    """Lends the connections of an empty database to one test at a time."""

    def __init__(self, database: Callable[[str], str]) -> None:
        self._database = database
        self._uses = 0
        self._engine: AsyncEngine | None = None
        self._keeper: asyncpg.Connection | None = None

    async def lend(self) -> AsyncEngine:
        """Connections of the application to an empty database."""
        if self._engine is None or self._keeper is None or self._uses == USES:
            await self.close()
            return await self._open()
        self._uses += 1
        await self._settle(self._engine, self._keeper)
        await self._empty(self._keeper)
        return self._engine

    async def close(self) -> None:
        """Leave the database."""
        if self._engine is None or self._keeper is None:
            return
        await self._engine.dispose()
        await self._keeper.close()
        self._engine = self._keeper = None

    async def _open(self) -> AsyncEngine:
        self._uses = 1
        dsn = await asyncio.to_thread(self._database, "reused")
        settings = {"timezone": "UTC", "role": APP_ROLE}
        self._engine = create_async_engine(
            dsn, connect_args={"server_settings": settings}, pool_size=10, pool_timeout=PATIENCE
        )
        url = make_url(dsn)
        self._keeper = await asyncpg.connect(
            host=url.query["host"],
            port=int(str(url.query["port"])),
            user=url.username,
            database=url.database,
            server_settings={"session_replication_role": "replica"},  # no trigger keeps what may never be deleted
        )
        names = [name for (name,) in await self._keeper.fetch(TABLES)]
        self._filled = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in names)
        assert not await self._keeper.fetch(self._filled), "what is there from the start would be lost"
        return self._engine

    async def _settle(self, engine: AsyncEngine, keeper: asyncpg.Connection) -> None:
        """Nothing of the last test goes on, and its connections are as if they were new."""
        pool = engine.sync_engine.pool
        if await keeper.fetchval(BROKEN_OFF) or pool.checkedout():  # type: ignore[attr-defined]
            await engine.dispose()
            return
        idle = [await engine.connect() for _ in range(pool.checkedin())]  # type: ignore[attr-defined]
        for connection in idle:
            raw = await connection.get_raw_connection()
            await raw.driver_connection.execute(AS_OPENED)  # type: ignore[union-attr]
            await connection.close()

    async def _empty(self, keeper: asyncpg.Connection) -> None:
        for (name,) in await keeper.fetch(self._filled):
            await keeper.execute(f"DELETE FROM {name}")
        await keeper.fetch("SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence")
