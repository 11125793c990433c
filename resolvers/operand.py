"""Values given by a caller, as predicates take them: there already, or known only when the statement runs.

The interpreter builds a predicate around the value itself, the compiler around a parameter that stands for it. Whoever
writes a predicate asks these functions, and need not know which it is.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Null, literal, null
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.types import TypeEngine


class Deferred(BindParameter[Any]):
    """A value that is known only when the statement runs."""

    inherit_cache = False

    literal: Any = None
    """The value, where the document itself says it."""

    def mapped(self, name: str, convert: Callable[[Any], Any], type_: TypeEngine[Any] | None = None) -> "Deferred":
        """The same value converted. `name` tells one conversion from another."""
        raise NotImplementedError


def mapped(value: Any, name: str, convert: Callable[[Any], Any], type_: TypeEngine[Any] | None = None) -> Any:
    """A value converted, now or when the statement runs."""
    return value.mapped(name, convert, type_) if isinstance(value, Deferred) else convert(value)


def bound(value: Any, name: str, convert: Callable[[Any], Any], type_: TypeEngine[Any]) -> ColumnElement[Any]:
    """A value converted, as SQL of a type; null where the conversion says None."""
    return value.mapped(name, convert, type_) if isinstance(value, Deferred) else literal(convert(value), type_)


def written(value: Any) -> Any:
    """The value itself where it is there already, or written in the document."""
    return value.literal if isinstance(value, Deferred) and value.literal is not None else value


def is_one_of(column: Any, values: Any) -> ColumnElement[bool]:
    """Whether a column equals one of a list of values."""
    if not isinstance(values, Deferred):
        return column.in_(values)
    if isinstance(column, Null):
        return null()
    of_type = values.mapped("list", lambda each: each, ARRAY(column.type))
    return column == of_type.any_()
