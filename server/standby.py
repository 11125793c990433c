"""Reads from a standby, for what takes long and is asked by few: analysts' queries and exports (docs/adr/0013).

The primary is asked how far it has written, and the standby whether it has replayed that. Only then is anything read
there, so that whoever asks finds all that was committed before they asked: what they wrote themselves a moment ago, and
rights that have ended. Where the standby is away or behind, the primary answers.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any, cast

import asyncpg
import structlog
from sqlalchemy import AsyncAdaptedQueuePool
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from permissions.viewer import Viewer
from resolvers.gathering import Gathering
from resolvers.scope import SILENT, Busy
from server.database import engine_on, sessions_of
from server.graphql.errors import is_away
from server.metrics import STANDBY
from server.pulse import Pulse
from server.readers import Readers

PATIENCE_SECONDS = 0.25
"""How long somebody waits for a standby that is behind, before the primary answers."""
FIRST_LOOK, LONGEST_LOOK = 0.002, 0.03
"""Seconds between two looks whether it has caught up; each is twice the one before."""

_DATABASE = """concat_ws(' ', (SELECT system_identifier FROM pg_control_system()),
  (SELECT oid FROM pg_database WHERE datname = current_database()))"""
"""Which database it is: the same text on a primary and on every copy of it."""
WRITTEN = f"""
SELECT CASE WHEN NOT pg_is_in_recovery() THEN pg_current_wal_flush_lsn()::text END AS position, {_DATABASE} AS database
"""
"""How far the primary has written: what is seen there by anybody lies before it. Null where it is no primary now."""
REPLAYED = f"""
SELECT pg_is_in_recovery() AND {_DATABASE} = $2::text AS is_copy, pg_last_wal_replay_lsn() >= $1::text::pg_lsn AS has
"""
"""Whether the standby follows that very database, and has replayed it so far. A snapshot taken from now on shows it:
PostgreSQL moves the position on when what lies before it can be seen."""
MADE_WAY = (asyncpg.SerializationError.sqlstate, asyncpg.DeadlockDetectedError.sqlstate)
"""States of a statement that a standby stopped, because it held up what is replayed."""
NOT_THERE = asyncpg.ObjectNotInPrerequisiteStateError.sqlstate
"""The state of a statement that asks a standby for what only a primary has."""

answered, behind, away = (STANDBY.labels(result) for result in ("answered", "behind", "away"))
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Written:
    """How far the primary had written, and which database it is."""

    position: str | None
    database: str


class Standby:
    """One standby: a single server, because another one may have replayed less."""

    def __init__(self, dsn: str, primary: Readers, size: int = 10) -> None:
        self._primary, self.readers, self._pulse = primary, Readers(dsn, size), Pulse(dsn, "standby")
        self.engine = engine_on(dsn)
        self._sessions = sessions_of(self.engine)
        self._pulse.over(self.engine)
        self._pulse.tell(self.readers)
        self._written = Gathering(self._ask_primary)

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Standby"]:
        """Be there to be asked. The standby itself may come and go."""
        feeling = asyncio.create_task(self._pulse.run(), name="pulse of the standby")
        try:
            yield self
        finally:
            feeling.cancel()
            with suppress(asyncio.CancelledError):
                await feeling
            await self.readers.close()
            await self.engine.dispose()

    @property
    def in_use(self) -> int:
        """How many of its connections are in use, those of statements and those of sessions."""
        return self.readers.in_use + cast(AsyncAdaptedQueuePool, self.engine.pool).checkedout()

    async def answer(self, viewer: Viewer, statement: str, values: Sequence[Any]) -> Any:
        """Run one reading statement as `Readers.answer` does, there or on the primary."""
        if await self._has_all(viewer):
            try:
                row = await self.readers.answer(viewer, statement, values)
            except Exception as raised:
                if not self.gave_up(raised):
                    raise
            else:
                answered.inc()
                return row
        return await self._primary.answer(viewer, statement, values)

    async def sessions(self, viewer: Viewer) -> async_sessionmaker[AsyncSession] | None:
        """Sessions there, for what is committed by now; None where the primary has to be asked."""
        if not await self._has_all(viewer):
            return None
        answered.inc()
        return self._sessions

    def gave_up(self, raised: BaseException) -> bool:
        """Whether the standby could not finish what a primary may: it was lost, or made way for what it replays."""
        cause = raised.orig if isinstance(raised, DBAPIError) else raised
        state = getattr(cause, "sqlstate", None)
        if (
            (isinstance(raised, Busy) and raised.message == SILENT)
            or isinstance(cause, asyncpg.InterfaceError)
            or is_away(raised)
            or state in (*MADE_WAY, NOT_THERE)
        ):
            log.info("the standby gave up", reason=str(cause).split("\n")[0])
            away.inc()
            return True
        return False

    async def _has_all(self, viewer: Viewer) -> bool:
        """Whether the standby has all that the primary had when this was called. Raises Busy where the primary does
        not answer, or where all connections to the standby are in use."""
        if self._pulse.is_silent:
            away.inc()
            return False
        written = await self._written.ask(viewer)
        if written.position is None:
            away.inc()
            return False
        until, pause = monotonic() + PATIENCE_SECONDS, FIRST_LOOK
        try:
            while True:
                found = await self.readers.answer(viewer, REPLAYED, (written.position, written.database))
                if found["is_copy"] and found["has"]:
                    return True
                if not found["is_copy"] or monotonic() + pause > until:
                    (behind if found["is_copy"] else away).inc()
                    return False
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_LOOK)
        except Exception as raised:
            if not self.gave_up(raised):
                raise
            return False

    async def _ask_primary(self, viewers: Sequence[Viewer]) -> list[Written]:
        """How far it has written, once for all who ask now; what they may see does not matter to it."""
        row = await self._primary.answer(viewers[0], WRITTEN, ())
        return [Written(row["position"], row["database"])] * len(viewers)
