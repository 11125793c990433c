"""Time travel: a row's fields as they were, worked out from the log (domain.md L5).

What a row holds is as it was then, and so is what is worked out of it alone, such as whether an invoice was overdue.
What hangs on it, lists and sums of other rows, is as it is now, and `version` too: it is what a write is compared with.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Date, DateTime, func, inspect, literal, select
from sqlalchemy.dialects.postgresql import JSONB

import models
from models.core.base import Base
from permissions.viewer import Viewer
from resolvers.compiled.place import Place, record_of
from resolvers.context import Context
from resolvers.operand import bound
from resolvers.reading import Reading
from resolvers.row_state import plain

TOPICS = {models.Client: "client_id", models.Lead: "lead_id"}
"""What of the log is about a row that says when something last happened."""


@dataclass(frozen=True)
class Then:
    """A viewer for whom it is another instant; given by a caller, so it may be known only when a statement runs."""

    viewer: Viewer
    instant: Any

    @property
    def now(self) -> ColumnElement[datetime]:
        """The instant, in SQL."""
        return bound(self.instant, "then", lambda instant: instant, DateTime(timezone=True))

    @property
    def today(self) -> ColumnElement[date]:
        """The calendar day it was in the organisation's time zone, in SQL."""
        zone = ZoneInfo(self.viewer.time_zone)
        return bound(self.instant, "day", lambda instant: instant.astimezone(zone).date(), Date())

    def __getattr__(self, name: str) -> Any:
        return getattr(self.viewer, name)


async def as_of(context: Context, row: Base, instant: datetime) -> Any:
    """A copy of a visible row with its columns as they stood at an instant; None before it was made.

    Who may see it is judged today, of contacts as of users (domain.md L5). The copy belongs to no session and is never
    written.
    """
    if row.created_at > instant:
        return None
    event = models.Event
    later = (
        select(event.changes)
        .where(event.subject_id == row.id, event.at > instant, event.changes.is_not(None))
        .order_by(event.xid.desc(), event.seq.desc())
    )
    columns = {attribute.key: attribute.columns[0].type for attribute in inspect(type(row)).column_attrs}
    values = {key: getattr(row, key) for key in columns}
    for changes in await context.as_system().scalars(later):
        for name, (before, _) in changes.items():
            if name in columns:
                values[name] = _typed(before, columns[name])
    if type(row) in TOPICS and values["last_activity_at"] > instant:
        values["last_activity_at"] = await _last_activity(context, row, instant)
    found = type(row)(**values)
    found.seen_at = instant
    return found


async def _last_activity(context: Context, row: Any, instant: datetime) -> datetime:
    """When something last happened before an instant, by the log."""
    about = getattr(models.Event, TOPICS[type(row)])
    last = select(func.max(models.Event.at)).where(about == row.id, models.Event.at <= instant)
    return max(await context.as_system().scalar(last) or row.created_at, row.created_at)


async def worth_then(context: Context, row: Any, reading: Reading, viewer: Any) -> Any:
    """A computed value of a row as it was; `(value, currency)` for money."""
    place, table = _as_written(row)
    columns = [place.here(reading.value(viewer))]
    columns += [place.here(reading.currency(viewer))] if reading.currency else []
    (found,) = await context.rows(select(*columns).select_from(table))
    return tuple(found) if reading.currency else found[0]


def _as_written(row: Any) -> tuple[Place, Any]:
    """A row that is in no table as one of a statement, and where its columns are there."""
    model = type(row)
    document = {column.key: plain(getattr(row, column.key)) for column in model.__table__.c}
    table = record_of(model, literal(document, JSONB()), "then")
    return Place(None, model, table), table


def _typed(value: Any, column_type: Any) -> Any:
    if value is None or isinstance(value, list | dict):
        return value
    kind = column_type.python_type
    if issubclass(kind, Enum):
        return kind[value]
    if issubclass(kind, date | datetime):
        return kind.fromisoformat(value)
    return kind(value) if kind in (UUID, Decimal) else value
