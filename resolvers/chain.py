"""The hash chain over the log: any entry altered afterwards is found out (domain.md L4).

Entries are sealed in the order of their positions, behind the transaction horizon, by whoever holds the lock. What
an entry hangs on by client is left out, because history moves with a converted lead.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import bindparam, func, select, tuple_, update

from models import Event
from resolvers.context import Context, Services
from resolvers.tail import HORIZON

LOCK = 0x636C67
BATCH = 500
GENESIS = "0" * 64
SEALED = (
    "id", "xid", "seq", "at", "kind", "actor_user_id", "actor_contact_id", "subject_type", "subject_id", "lead_id",
    "project_id", "invoice_id", "visibility", "summary", "changes", "data",
)  # fmt: skip


@dataclass(frozen=True)
class Broken:
    """The first entry whose seal does not fit."""

    position: tuple[int, int]
    summary: str
    id: UUID
    at: datetime


@dataclass(frozen=True)
class Walked:
    """The chain from its beginning up to the first entry that does not fit, or to its end."""

    entries: int
    head: str
    """The seal of the last entry that fits: kept elsewhere, it tells later whether entries at the end are gone."""
    broken: Broken | None = None
    passed: bool = True
    """Whether a seal that was asked for is in the chain."""
    waiting: int = 0
    """Entries not sealed yet."""


def seal(before: str, event: Event) -> str:
    """The hash of an entry over the one before it."""
    content = orjson.dumps([_plain(getattr(event, name)) for name in SEALED], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(before.encode() + content).hexdigest()


def _plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "name"):
        return value.name
    return value if value is None or isinstance(value, int | str | dict | list) else str(value)


async def seal_log(services: Services) -> int:
    """Seal what lies behind the horizon and is not sealed yet; answers how many entries. One at a time everywhere."""
    async with Context(services).as_system().reading() as session:
        if not await session.scalar(select(func.pg_try_advisory_xact_lock(LOCK))):
            return 0
        last = (await session.scalars(_ordered(Event.hash.is_not(None), descending=True).limit(1))).first()
        horizon = await session.scalar(HORIZON)
        waiting = _ordered(Event.hash.is_(None), Event.xid < horizon).limit(BATCH)
        before, sealed = last.hash if last else GENESIS, []
        for event in (await session.scalars(waiting)).all():
            before = seal(before, event)
            sealed.append({"entry": event.id, "seal": before})
        if sealed:
            table = Event.__table__
            statement = update(table).where(table.c.id == bindparam("entry")).values(hash=bindparam("seal"))
            await (await session.connection()).execute(statement, sealed)
        return len(sealed)


async def verify(context: Context) -> Broken | None:
    """Walk the whole chain; the first entry that does not fit, or None where all is well."""
    return (await walk(context)).broken


async def walk(context: Context, noted: str | None = None) -> Walked:
    """Walk the whole chain, and see whether it comes by a seal that was noted earlier."""
    before, position, count, passed = GENESIS, (0, 0), 0, noted in (None, GENESIS)
    while True:
        async with context.as_system().reading() as session:
            page = _ordered(Event.hash.is_not(None), tuple_(Event.xid, Event.seq) > tuple_(*position)).limit(BATCH)
            entries = (await session.scalars(page)).all()
        for event in entries:
            if event.hash != seal(before, event):
                return Walked(count, before, Broken((event.xid, event.seq), event.summary, event.id, event.at), passed)
            before, position, count = event.hash, (event.xid, event.seq), count + 1
            passed = passed or before == noted
        if len(entries) < BATCH:
            unsealed = select(func.count()).select_from(Event).where(Event.hash.is_(None))
            return Walked(count, before, None, passed, await context.as_system().scalar(unsealed))


def _ordered(*conditions: Any, descending: bool = False) -> Any:
    order = (Event.xid.desc(), Event.seq.desc()) if descending else (Event.xid, Event.seq)
    return select(Event).where(*conditions).order_by(*order)
