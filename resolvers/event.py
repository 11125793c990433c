"""Entries of the log as the graph shows them."""

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true

from models import Event
from models.core import ids
from models.core.base import Base, model_named
from permissions.base import within
from permissions.viewer import Viewer
from resolvers.compiled.scopes import scope_of
from resolvers.operand import Deferred, is_one_of, mapped
from resolvers.positions import Position
from resolvers.reading import Reading


def cursor(event: Event) -> str:
    """The position just after an entry."""
    return Position(event.xid, event.seq).cursor()


def changes(event: Event, readings: dict[str, Reading], viewer: Viewer) -> list[dict[str, str | None]]:
    """The fields an entry changed, as far as the viewer may read them whatever the row."""
    names = readable(readings, viewer)
    found = [(names[column], pair) for column, pair in (event.changes or {}).items() if column in names]
    return [{"field": name, "before": _text(before), "after": _text(after)} for name, (before, after) in found]


def readable(readings: dict[str, Reading], viewer: Viewer) -> dict[str, str]:
    """The columns a viewer may read on any row, with the names of their fields. Keys of rows are among them where every
    such row is the viewer's to see: what a row pointed at before may be hidden though the row is not."""
    return {
        column: reading.name
        for column, reading in readings.items()
        if reading.allows(viewer) and (viewer.is_admin or not reading.narrowing) and _is_told(reading, viewer)
    }


def _is_told(reading: Reading, viewer: Viewer) -> bool:
    return reading.target is None or scope_of(model_named(reading.target), viewer.shape).is_everything


def _text(value: Any) -> str | None:
    """JSON text, written as the database writes it."""
    return None if value is None else json.dumps(value, ensure_ascii=False)


def about(**columns: type[Base] | None) -> Callable[[Any, Viewer], ColumnElement[bool]]:
    """A filter by global ids, of whatever type, over columns that hold keys. A column with a model holds keys of rows
    that may be hidden though the entry is not, and equals none of these."""

    def equals(column: str, keys: Any, viewer: Viewer) -> ColumnElement[bool]:
        of, held = columns[column], getattr(Event, column)
        named = is_one_of(held, keys)
        return named if of is None else and_(named, held.in_(within(of, viewer)))

    def predicate(value: Any, viewer: Viewer) -> ColumnElement[bool]:
        parts: list[ColumnElement[bool]] = []
        for wanted, listed in ((value.eq, lambda one: [one]), (value.in_, lambda several: several)):
            if isinstance(wanted, Deferred | str | list):
                keys = mapped(wanted, "keys", lambda ids_given, listed=listed: _keys(listed(ids_given)))
                parts.append(or_(*(equals(column, keys, viewer) for column in columns)))
        return and_(true(), *parts)

    return predicate


def _keys(given_ids: list[str]) -> list[Any]:
    return [parsed[1] for each in given_ids if (parsed := ids.parse(each))]
