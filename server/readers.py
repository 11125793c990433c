"""The connections compiled statements run on: the driver's own, few and bounded, each set to a role.

A connection keeps its prepared statements and their plans for as long as it lives. PostgreSQL chooses the policies of a
plan by the role it is planned for (docs/adr/0004), so a statement goes to a connection of its viewer's role, and to the
one used last, whose plans are the warmest. Nothing is reset between two statements: there is nothing to reset, because
a statement's settings end with it.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import asyncpg
import structlog
from sqlalchemy import make_url
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg

from permissions.viewer import APP_ROLE, READERS, Viewer
from resolvers.scope import FULL, SILENT, Busy
from server.addresses import connected
from server.database import SETTINGS, WAIT_SECONDS, WAITERS

CACHED_STATEMENTS = 256
"""How many statements a connection keeps prepared, those used last. A nested page takes PostgreSQL 0.2 to 0.3 MB a
connection, so that ten connections hold less than 1 GB even when somebody asks for something else each time."""
PLANNED_ONCE = {"plan_cache_mode": "force_generic_plan"}
"""A compiled statement is planned once for each connection: planning a page anew costs more than reading it."""
CONNECT_SECONDS = 2
SET_SECONDS = 5
CLEAN_SECONDS = 5
GRACE_SECONDS = 5
"""How much longer than PostgreSQL we wait ourselves, for a database that fell silent."""

LOST = (
    ConnectionError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.IdleSessionTimeoutError,
    asyncpg.InternalClientError,  # it was told of its end between two messages, and lost count
)
STALE = (
    *LOST,
    asyncpg.InvalidCachedStatementError,
    asyncpg.InvalidSQLStatementNameError,
    asyncpg.OutdatedSchemaCacheError,
)
"""What an old connection raises where a new one may not: it was closed, or the tables changed behind it."""
UNREACHABLE = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.AdminShutdownError,
)

log = structlog.get_logger(__name__)

Lane = tuple[str, int]
"""The role and the patience a connection is set to."""


class Slot:
    """Room for one connection, which is opened when it is first needed."""

    __slots__ = ("connection", "is_new", "lane")

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Hang up, without waiting for anybody."""
        if getattr(self, "connection", None) is not None:
            self.connection.terminate()
        self.connection: Any = None
        self.lane: Lane | None = None
        self.is_new = False


class Readers:
    """At most `size` connections, opened as they are needed; who comes when all are in use waits in line."""

    def __init__(self, dsn: str, size: int = 10) -> None:
        _, self._address = PGDialect_asyncpg().create_connect_args(make_url(dsn))
        self._size = size
        self._slots = [Slot() for _ in range(size)]
        self._idle = list(self._slots)
        """Used longest ago first, those without a connection before all others."""
        self._waiting: deque[asyncio.Future[Slot]] = deque()
        self._cleaning: set[asyncio.Task[None]] = set()
        self._is_closed = self._is_silent = False

    @property
    def in_use(self) -> int:
        """How many statements run."""
        return self._size - len(self._idle)

    @property
    def waited_for(self) -> int:
        """How many wait for a connection."""
        return len(self._waiting)

    async def answer(self, viewer: Viewer, statement: str, values: Sequence[Any]) -> Any:
        """Run one reading statement as the role of the viewer's kind; its first row, or None (see the protocol)."""
        lane = (READERS.get(viewer.kind, APP_ROLE), viewer.patience)
        seconds = viewer.patience / 1000 + GRACE_SECONDS
        slot = self._used_last(lane) or await self._next()
        try:
            if slot.lane != lane or slot.connection.is_closed():
                await self._set(slot, lane)
            try:
                row = await slot.connection.fetchrow(statement, *values, timeout=seconds)
            except Exception as raised:
                if slot.is_new or not _is_stale(slot, raised):
                    raise
                await self._connect(slot, lane)
                row = await slot.connection.fetchrow(statement, *values, timeout=seconds)
        except BaseException as raised:
            self._take_back(slot, raised)
            if isinstance(raised, (TimeoutError, *LOST)):
                raise Busy(SILENT) from raised
            raise
        slot.is_new = False
        self._hand_on(slot)
        return row

    def hang_up(self) -> None:
        """Break every connection: the database fell silent. Who waits for it is told, and who comes meanwhile."""
        self._is_silent = True
        for slot in self._slots:
            if slot.connection is not None:
                slot.connection.terminate()

    def resume(self) -> None:
        """Connect again: the database answers."""
        self._is_silent = False

    async def close(self) -> None:
        """Hang up everywhere. Who still waits is told that there is nothing to wait for."""
        self._is_closed = True
        while self._waiting:
            coming = self._waiting.popleft()
            if not coming.done():
                coming.set_exception(Busy(SILENT))
        for cleaning in self._cleaning:
            cleaning.cancel()
        await asyncio.gather(*self._cleaning, return_exceptions=True)
        for slot in self._idle:
            if slot.connection is not None:
                with suppress(Exception):
                    await slot.connection.close(timeout=1)
            slot.clear()

    def _used_last(self, lane: Lane) -> Slot | None:
        for place in range(len(self._idle) - 1, -1, -1):
            if self._idle[place].lane == lane:
                return self._idle.pop(place)
        return None

    async def _next(self) -> Slot:
        """Room for a new connection, else the one used longest ago, else whichever comes free. Raises Busy."""
        if self._is_closed:
            raise Busy(SILENT)
        if self._idle:
            return self._idle.pop(0)
        if len(self._waiting) >= WAITERS:
            raise Busy(FULL)
        coming: asyncio.Future[Slot] = asyncio.get_running_loop().create_future()
        self._waiting.append(coming)
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                return await coming
        except BaseException as raised:
            with suppress(ValueError):
                self._waiting.remove(coming)
            if coming.done() and not coming.cancelled() and coming.exception() is None:
                self._hand_on(coming.result())  # it came in the very moment of giving up
            if isinstance(raised, TimeoutError):
                raise Busy(FULL) from None
            raise

    async def _set(self, slot: Slot, lane: Lane) -> None:
        """Give the slot a connection, or set the one it has to the lane."""
        if slot.connection is None or slot.connection.is_closed():
            await self._connect(slot, lane)
            return
        role, patience = lane
        slot.lane = None
        try:
            setting = f"SET ROLE {role}; SET statement_timeout = {patience}"
            await slot.connection.execute(setting, timeout=SET_SECONDS)
            slot.lane = lane
        except Exception as raised:
            if not _is_stale(slot, raised):
                raise
            await self._connect(slot, lane)

    async def _connect(self, slot: Slot, lane: Lane) -> None:
        slot.clear()
        if self._is_silent:
            raise Busy(SILENT)
        role, patience = lane
        try:
            slot.connection = await connected(
                **self._address,
                timeout=CONNECT_SECONDS,
                statement_cache_size=CACHED_STATEMENTS,
                max_cached_statement_lifetime=0,
                max_cacheable_statement_size=0,
                server_settings=SETTINGS | PLANNED_ONCE | {"role": role, "statement_timeout": str(patience)},
            )
        except UNREACHABLE as silent:
            log.warning("no connection for readers", reason=str(silent).split("\n")[0])
            raise Busy(SILENT) from silent
        slot.lane, slot.is_new = lane, True

    def _take_back(self, slot: Slot, raised: BaseException) -> None:
        """Take a connection back from a statement that failed."""
        if slot.connection is None:
            self._hand_on(slot)
        elif slot.lane is None or self._is_closed or _is_stale(slot, raised):
            slot.clear()
            self._hand_on(slot)
        elif isinstance(raised, asyncio.CancelledError | TimeoutError):
            cleaning = asyncio.create_task(self._clean(slot), name="reader cleaned")
            self._cleaning.add(cleaning)
            cleaning.add_done_callback(self._cleaning.discard)
        else:
            slot.is_new = False
            self._hand_on(slot)

    async def _clean(self, slot: Slot) -> None:
        """Wait until a cancelled statement has ended. The driver lets nothing through before, and an answer to this
        shows that no late cancellation will strike the next statement."""
        try:
            await slot.connection.execute("SELECT", timeout=CLEAN_SECONDS)
        except BaseException as raised:
            slot.clear()
            if not isinstance(raised, Exception):
                raise
        finally:
            self._hand_on(slot)

    def _hand_on(self, slot: Slot) -> None:
        """To who waits longest; else to those idle."""
        if self._is_closed:
            slot.clear()
        while self._waiting:
            coming = self._waiting.popleft()
            if not coming.done():
                coming.set_result(slot)
                return
        if slot.connection is None:
            self._idle.insert(0, slot)
        else:
            self._idle.append(slot)


def _is_stale(slot: Slot, raised: BaseException) -> bool:
    """Whether the statement failed because the connection is old."""
    return isinstance(raised, STALE) or slot.connection.is_closed()
