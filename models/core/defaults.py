"""Defaults that hold from the moment a row is made, not from its first flush.

A new row so has its id, its first state and its zeros at once: children can be pointed at it, and the rules on it
can run, before anything is sent to the database.
"""

from typing import Any

from sqlalchemy import event, inspect

from models.core.base import Base


@event.listens_for(Base, "init", propagate=True)
def fill_defaults(row: Base, _args: tuple[Any, ...], values: dict[str, Any]) -> None:
    """Give every column with a default in Python its value, unless one was given."""
    for attribute in inspect(type(row)).column_attrs:
        default = attribute.columns[0].default
        if default is None or attribute.key in values:
            continue
        if default.is_scalar:
            values[attribute.key] = default.arg
        elif default.is_callable:
            values[attribute.key] = default.arg(None)
