"""What a declaration says about reading: an SQL expression, its guards, and how rows hang on one another.

These are the facts both executors work from (design.md section 4). Nothing here knows a noun.
"""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import cached_property, partial
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnClause,
    ColumnElement,
    DateTime,
    False_,
    Null,
    Text,
    Uuid,
    and_,
    case,
    cast,
    func,
    literal_column,
    null,
    or_,
)
from sqlalchemy import Enum as EnumType

from models.core.base import Base
from models.errors import ErrorCode, Rejected
from permissions.base import Permission, scope
from permissions.viewer import Viewer
from resolvers.compiled.text import glued, or_else, said
from resolvers.operand import bound

MOST_DIGITS = 100
"""Of a number in a cursor: far more than any column holds."""
Expression = Callable[[Viewer], ColumnElement[Any]]


def expression(given: Any) -> Expression:
    """An SQL expression as a function of the viewer; columns and plain expressions ignore who asks."""
    if callable(given) and not isinstance(given, ColumnElement) and not hasattr(given, "__clause_element__"):
        return given
    return lambda viewer: given


class Reading:
    """One readable value of a model: the expression behind it, and who may read it on which rows."""

    def __init__(
        self,
        model: type[Base],
        name: str,
        value: Any,
        guards: Sequence[Permission] = (),
        currency: Any = None,
        target: str | None = None,
    ) -> None:
        self.model, self.name, self.guards = model, name, tuple(guards)
        self.target = target
        """The model whose row it is the key of."""
        self.value, self.currency = expression(value), None if currency is None else expression(currency)

    def allows(self, viewer: Viewer) -> bool:
        """Whether the viewer may read it on any row at all."""
        return all(guard.allows(viewer) for guard in self.guards)

    @cached_property
    def narrowing(self) -> tuple[Permission, ...]:
        """The guards whose answer depends on the row."""
        return tuple(guard for guard in self.guards if guard.narrows)

    def as_read_by(self, viewer: Viewer) -> ColumnElement[Any]:
        """The value as this viewer reads it: null where it is withheld, so no filter or order can feel it out."""
        if not self.allows(viewer):
            return null()
        if self.narrowing:
            return case((and_(*(guard.rows(viewer) for guard in self.narrowing)), self.value(viewer)))
        return self.value(viewer)


@dataclass(frozen=True)
class Link:
    """How rows of `target` hang on a parent: by a column of their own, or through an association table.

    `parent` is the column that holds the parent's key; `far` is the association's column that holds the target's.
    `between` is the association where nothing but its own scope says whom its rows exist for; a client's are kept to
    the client by their keys.
    """

    target: type[Base]
    parent: Any
    far: Any = None
    where: Callable[[Viewer], ColumnElement[bool]] | None = None
    between: type[Base] | None = None

    def conditions(self, viewer: Viewer) -> list[ColumnElement[bool]]:
        """What ties target and association together, beside the scope of the target."""
        tie = [] if self.far is None else [self.far == self.target.id]
        tie += [_kept(scope(self.between, viewer))] if self.between else []
        return tie + ([self.where(viewer)] if self.where else [])


def _kept(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """A condition beside others: `false` alone would take the ties with it, and leave every row beside every other."""
    return literal_column("false", Boolean()) if isinstance(condition, False_) else condition


@dataclass(frozen=True)
class Ordering:
    """One step of an ordering, nulls last."""

    reading: Reading
    descending: bool = False

    @property
    def signature(self) -> str:
        """What a cursor remembers of the step, so that it is refused under another ordering."""
        return ("-" if self.descending else "") + self.reading.name


def order_by(orderings: Sequence[Ordering], viewer: Viewer, *key: Any) -> list[ColumnElement[Any]]:
    """ORDER BY of a page; ends in the key, so that pages neither repeat nor miss a row."""
    steps = []
    for step in orderings:
        value = step.reading.as_read_by(viewer)
        if isinstance(value, Null):
            continue  # withheld: every row ties
        directed = value.desc() if step.descending else value.asc()
        steps.append(directed if is_sure(value) else directed.nulls_last())  # an index knows nothing of nulls
    return [*steps, *(each.asc() for each in key)]


def clause(value: Any) -> Any:
    """A column of a model, or any other expression, as plain SQL."""
    return value.__clause_element__() if hasattr(value, "__clause_element__") else value


def is_sure(value: Any) -> bool:
    """Whether an expression is a column that the database keeps from being null."""
    expression = clause(value)
    return isinstance(expression, ColumnClause) and not getattr(expression, "nullable", True)


def beyond(orderings: Sequence[Ordering], viewer: Viewer, key: Any, after: Any) -> ColumnElement[bool]:
    """Rows that come after a cursor: the keyset, step by step, nulls last."""
    reached: list[ColumnElement[bool]] = []
    ties: list[ColumnElement[bool]] = []
    bounds: list[ColumnElement[bool]] = []
    for place, step in enumerate(orderings):
        column = step.reading.as_read_by(viewer)
        if isinstance(column, Null):
            continue  # withheld: every row ties
        value = bound(after, f"step_{place}", partial(_step, orderings, column, place), column.type)
        further = column < value if step.descending else column > value
        if is_sure(column):
            if not ties:
                bounds = [column <= value if step.descending else column >= value]  # what an index can use
            reached.append(and_(*ties, further))
            ties.append(column == value)
        else:
            reached.append(and_(*ties, or_(further, and_(column.is_(None), value.is_not(None)))))
            ties.append(column.is_not_distinct_from(value))
    last = bound(after, "key", lambda given: UUID(decode_cursor(given, orderings)[-1]), Uuid())
    return and_(*bounds, or_(*reached, and_(*ties, key > last)))


def cursor_of(orderings: Sequence[Ordering], viewer: Viewer, key: Any) -> ColumnElement[str]:
    """A row's page cursor in SQL: opaque, versioned, made of values the viewer could read anyway (domain.md 3.1)."""
    return opaque(place_of(orderings, viewer, key))


def opaque(content: ColumnElement[str]) -> ColumnElement[str]:
    """Text as the API shows what callers need not read."""
    return func.app_opaque(content, type_=Text())


def place_of(orderings: Sequence[Ordering], viewer: Viewer, key: Any) -> ColumnElement[str]:
    """What a row's page cursor says."""
    signatures = json.dumps([step.signature for step in orderings], separators=(",", ":"))
    pieces: list[Any] = [f"[1,{signatures},["]
    for place, step in enumerate(orderings):
        pieces += ["," if place else "", or_else(_as_text(step.reading.as_read_by(viewer)), "null")]
    return said([*pieces, '],"', key, '"]'])


def _as_text(value: ColumnElement[Any]) -> ColumnElement[str]:
    """A value as a JSON string."""
    if isinstance(value.type, DateTime) or value.type.python_type is str:
        return cast(func.to_json(value), Text())
    return glued('"', cast(value, Text()) if not isinstance(value.type, EnumType) else value, '"')


def decode_cursor(given: str, orderings: Sequence[Ordering]) -> list[str | None]:
    """The ordering values and the key behind a cursor; Rejected INVALID where it is not one of this ordering."""
    try:
        raw = base64.b64decode(given + "=" * (-len(given) % 4), altchars=b"-_", validate=True)
        version, signatures, values, key = json.loads(raw)
        UUID(key)
        if not all(value is None or (isinstance(value, str) and _can_be_asked_for(value)) for value in values):
            raise TypeError("The values of a cursor are texts.")
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise _bad_cursor() from None
    if version != 1 or signatures != [step.signature for step in orderings] or len(values) != len(signatures):
        raise _bad_cursor()
    return [*values, key]


def _can_be_asked_for(text: str) -> bool:
    """Whether the database may have a text: JSON says more than it does."""
    return "\x00" not in text and text.encode(errors="replace").decode() == text


def _bad_cursor() -> Rejected:
    return Rejected(
        ErrorCode.INVALID,
        "This cursor does not belong to this list in this order; begin again without `after`.",
        ["after"],
    )


def _step(orderings: Sequence[Ordering], column: ColumnElement[Any], place: int, cursor: str) -> Any:
    return _typed(decode_cursor(cursor, orderings)[place], column)


def _typed(text: str | None, column: ColumnElement[Any]) -> Any:
    if text is None:
        return None
    kind = column.type.python_type
    try:
        if issubclass(kind, Enum):
            return kind[text]
        if issubclass(kind, bool):
            return text == "true"
        value = kind.fromisoformat(text) if issubclass(kind, date | datetime) else kind(text)
        if not _is_kept(value, column.type):
            raise ValueError("No row has such a value.")
        return value
    except (ValueError, KeyError, ArithmeticError):
        raise _bad_cursor() from None


def _is_kept(value: Any, type_: Any) -> bool:
    """Whether a column of a type may hold a value, and the database be asked for it; some raise what tells no."""
    if isinstance(value, datetime):
        return bool(value.astimezone(UTC))
    if isinstance(value, Decimal):
        return value.is_finite() and abs(value.adjusted()) < MOST_DIGITS and len(value.as_tuple().digits) < MOST_DIGITS
    return type(value) is not int or -(top := 2 ** (63 if isinstance(type_, BigInteger) else 31)) <= value < top
