"""What the log says of a row: what it is called, what it hangs on, and the state it is in."""

from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import inspect

from models import EventKind
from models.core.base import Base


def label(row: Any) -> str:
    """What people call a row; what it is where it has no name, such as a draft without a number."""
    return _name(row) or type(row).__name__


def summary_of(kind: EventKind, subject: Any) -> str:
    """What happened, in words, and to whom where that has a name: "Invoice issued: INV-2026-00001"."""
    name = _name(subject)
    return f"{kind.title}: {name}" if name else kind.title


def _name(row: Any) -> str | None:
    names = (getattr(row, name, None) for name in ("number", "name", "title", "subject", "code"))
    return next((str(name) for name in names if name), None)


def hung_on(subject: Any, topic: str) -> UUID | None:
    """The key of what a row hangs on, by the name of the topic: itself, or its own column of that name."""
    if f"{type(subject).__tablename__}_id" == topic:
        return subject.id
    return getattr(subject, topic, None)


_UNTOLD = {"updated_at", "version", "last_activity_at", "password_hash", "token_hash", "public_token_hash"}
_UNTOLD |= {"target_url", "salt", "previous_salt", "previous_until", "after_xid", "after_seq", "after_pending"}


def state_of(row: Base) -> dict[str, Any]:
    """The columns of a row as JSON can hold them, to tell later what changed."""
    held = row.__dict__
    return {name: plain(held.get(name)) for name in _told(type(row))}


@cache
def _told(model: type[Base]) -> tuple[str, ...]:
    """The columns whose changes are told."""
    return tuple(each.key for each in inspect(model).column_attrs if each.key not in _UNTOLD)


def plain(value: Any) -> Any:
    """A value of a column as JSON can hold it."""
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | str | list | dict) else str(value)
