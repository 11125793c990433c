"""Time travel: a row's fields as they were, worked out from the log (domain.md L5)."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import inspect, select

import models
from models.core.base import Base
from resolvers.context import Context


async def as_of(context: Context, row: Base, instant: datetime) -> Any:
    """A copy of a visible row with its columns as they stood at an instant; None before it was made.

    Who may see it is judged today. The copy belongs to no session and is never written.
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
    return type(row)(**values)


def _typed(value: Any, column_type: Any) -> Any:
    if value is None or isinstance(value, list | dict):
        return value
    kind = column_type.python_type
    if issubclass(kind, Enum):
        return kind[value]
    if issubclass(kind, date | datetime):
        return kind.fromisoformat(value)
    return kind(value) if kind in (UUID, Decimal) else value
