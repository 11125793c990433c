"""Entries of the log as the graph shows them."""

from collections.abc import Callable
from typing import Any

import orjson
from sqlalchemy import ColumnElement, and_, or_, true

from models import Event
from models.core import ids
from permissions.viewer import Viewer
from resolvers.positions import Position
from resolvers.reading import Reading


def cursor(event: Event) -> str:
    """The position just after an entry."""
    return Position(event.xid, event.seq).cursor()


def changes(event: Event, readings: dict[str, Reading], viewer: Viewer) -> list[dict[str, str | None]]:
    """The fields an entry changed, as far as the viewer may read them whatever the row."""
    told = []
    for column, (before, after) in (event.changes or {}).items():
        reading = readings.get(column)
        if reading is None or not reading.allows(viewer) or (reading.narrowing and not viewer.is_admin):
            continue
        told.append({"field": reading.name, "before": _text(before), "after": _text(after)})
    return told


def _text(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()


def about(*columns: str) -> Callable[[Any, Viewer], ColumnElement[bool]]:
    """A filter by global ids, of whatever type, over columns that hold keys."""

    def predicate(value: Any, viewer: Viewer) -> ColumnElement[bool]:
        parts: list[ColumnElement[bool]] = []
        for given in ([value.eq] if value.eq else None, value.in_ or None):
            if given is not None:
                keys = [parsed[1] for each in given if (parsed := ids.parse(each))]
                parts.append(or_(*(getattr(Event, column).in_(keys) for column in columns)))
        return and_(true(), *parts)

    return predicate
