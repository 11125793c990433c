"""Many rows at once: sent to the database as one statement's values, and never tracked row by row."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, func, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from models import Event
from models.core.base import Base
from resolvers.constraints import refusal_of

MANY = 500
"""From here on it is worth it: what tracks one row costs more than writing it."""
AT_ONCE = 5_000


async def insert_all(session: AsyncSession, rows: Sequence[Base]) -> None:
    """Insert new rows of one table. Their ids are there afterwards; later changes of them are not noticed."""
    for begin in range(0, len(rows), AT_ONCE):
        values = [_values(row) for row in rows[begin : begin + AT_ONCE]]
        table = inspect(type(rows[0])).local_table
        assert isinstance(table, Table)
        try:
            await session.execute(insert(table), values)
        except IntegrityError as broken:
            raise refusal_of(broken) or broken from broken


async def append_all(session: AsyncSession, events: Sequence[Event]) -> int:
    """Append entries to the log; answers the last place taken."""
    if len(events) < MANY:
        session.add_all(events)
        await session.flush()
        return max((event.seq for event in events), default=0)
    await insert_all(session, events)
    written = select(func.max(Event.seq)).where(Event.xid == text("CAST(CAST(pg_current_xact_id() AS text) AS bigint)"))
    last: int = await session.scalar(written)
    return last


def _values(row: Base) -> dict[str, Any]:
    """The columns of a row, with the defaults of those that are not set."""
    values = {}
    for attribute in inspect(type(row)).column_attrs:
        column = attribute.columns[0]
        if column.server_default is not None or column.identity is not None:
            continue
        value = row.__dict__.get(attribute.key)
        if value is None and column.default is not None:
            value = column.default.arg(None) if column.default.is_callable else column.default.arg
        values[column.key] = value
    return values
