"""The hash chain over the log: any entry altered afterwards is found out (domain.md L4).

Entries are sealed in the order of their positions, behind the transaction horizon, by whoever holds the lock. What
an entry hangs on by client is left out, because history moves with a converted lead.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import bindparam, func, select, tuple_, update

from models import Event
from resolvers.context import Context, Services
from resolvers.log import HORIZON

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
    before, position = GENESIS, (0, 0)
    while True:
        async with context.as_system().reading() as session:
            page = _ordered(Event.hash.is_not(None), tuple_(Event.xid, Event.seq) > tuple_(*position)).limit(BATCH)
            entries = (await session.scalars(page)).all()
        for event in entries:
            if event.hash != seal(before, event):
                return Broken((event.xid, event.seq), event.summary)
            before, position = event.hash, (event.xid, event.seq)
        if len(entries) < BATCH:
            return None


def _ordered(*conditions: Any, descending: bool = False) -> Any:
    order = (Event.xid.desc(), Event.seq.desc()) if descending else (Event.xid, Event.seq)
    return select(Event).where(*conditions).order_by(*order)
