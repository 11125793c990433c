"""Filters: one input per noun, made from the marks of its fields, and turned into SQL inside the viewer's scope.

A field a viewer may not read compares as null, so no filter can feel it out; a relation holds where a *visible*
related row passes its filter (security.md 2.1).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import strawberry
from sqlalchemy import (
    Column,
    ColumnElement,
    Null,
    Numeric,
    Select,
    Text,
    and_,
    literal,
    not_,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.sql.visitors import iterate, replacement_traverse
from strawberry.types.unset import UNSET

from models.core import ids
from models.core.base import Base
from models.errors import ErrorCode, Rejected
from permissions.base import scope, within
from permissions.viewer import Viewer
from resolvers.operand import Deferred, is_one_of, mapped
from resolvers.reading import Link, Reading, clause, is_sure
from schema.core.made import home, later, snake

MOST_LEVELS, MOST_FILTERS = 20, 250


@dataclass(frozen=True)
class Criterion:
    """One part of a filter: its name in the API, its input type, and the predicate for a value and a viewer."""

    name: str
    input_type: Any
    predicate: Callable[[Any, Viewer], ColumnElement[bool]]
    description: str


def _comparator(name: str, value_type: Any, description: str, operators: tuple[str, ...]) -> type:
    annotations: dict[str, Any] = {}
    values: dict[str, Any] = {}
    for operator in operators:
        attribute = {"in": "in_"}.get(operator, snake(operator))
        annotations[attribute] = list[value_type] | None if operator in ("in", "notIn") else value_type | None
        values[attribute] = strawberry.field(name=operator, description=OPERATORS[operator], default=UNSET)
    made = type(name, (), {"__annotations__": annotations, **values, "__doc__": description})
    return home(strawberry.input(made, name=name, description=description))


OPERATORS = {
    "eq": "Equal to this.",
    "in": "Equal to one of these.",
    "notIn": "Equal to none of these.",
    "lt": "Less than this.",
    "lte": "Less than this or equal to it.",
    "gt": "Greater than this.",
    "gte": "Greater than this or equal to it.",
    "contains": "Has this text somewhere, whatever the case.",
    "startsWith": "Begins with this text, whatever the case.",
}
_RANGE = ("eq", "in", "lt", "lte", "gt", "gte")
COMPARATORS: dict[Any, type] = {
    str: _comparator(
        "StringFilter",
        str,
        "Compares text; contains and startsWith ignore case.",
        ("eq", "in", "contains", "startsWith"),
    ),
    strawberry.ID: _comparator("IDFilter", strawberry.ID, "Compares ids.", ("eq", "in")),
    int: _comparator("IntFilter", int, "Compares whole numbers.", _RANGE),
    Decimal: _comparator(
        "DecimalFilter", Decimal, "Compares decimal numbers, in the row's own currency where they are money.", _RANGE
    ),
    date: _comparator("DateFilter", date, "Compares days.", _RANGE),
    datetime: _comparator("DateTimeFilter", datetime, "Compares instants.", _RANGE),
}


def comparator(value_type: Any) -> Any:
    """The comparator of a type; an enum's is made when first asked for."""
    if value_type is bool:
        return bool
    if isinstance(value_type, type) and issubclass(value_type, Enum):
        if value_type not in COMPARATORS:
            name = value_type.__name__
            article = "an" if name[0] in "AEIOU" else "a"
            COMPARATORS[value_type] = _comparator(
                f"{name}Filter", value_type, f"Compares {article} {name}.", ("eq", "in", "notIn")
            )
        return COMPARATORS[value_type]
    return COMPARATORS[value_type]


def given(value: Any) -> bool:
    """Whether a part of an input was given, and is not null."""
    return value is not UNSET and value is not None


def compare(expression: ColumnElement[Any], value: Any) -> ColumnElement[bool]:
    """A comparator's value as a predicate; all given parts must hold. What is withheld compares as null."""
    if isinstance(value, bool | Deferred):
        return null() if isinstance(expression, Null) else expression == value
    parts: list[ColumnElement[bool]] = []
    for attribute, build in _BUILDERS.items():
        operand = getattr(value, attribute, UNSET)
        if given(operand):
            parts.append(null() if isinstance(expression, Null) else build(expression, _exact(operand)))
    return and_(true(), *parts)


def _exact(operand: Any) -> Any:
    """Decimals as they are: the type of the column would round them, or find them too large to compare with."""
    if isinstance(operand, Decimal):
        return literal(operand, Numeric())
    return [_exact(each) for each in operand] if isinstance(operand, list) else operand


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _contains(text: str) -> str:
    return f"%{_like(text)}%"


def _begins(text: str) -> str:
    return f"{_like(text)}%"


_BUILDERS: dict[str, Callable[[Any, Any], ColumnElement[bool]]] = {
    "eq": lambda column, value: column == value,
    "in_": is_one_of,
    "not_in": lambda column, value: not_(is_one_of(column, value)),
    "lt": lambda column, value: column < value,
    "lte": lambda column, value: column <= value,
    "gt": lambda column, value: column > value,
    "gte": lambda column, value: column >= value,
    "contains": lambda column, value: column.ilike(mapped(value, "contains", _contains, Text()), escape="\\"),
    "starts_with": lambda column, value: column.ilike(mapped(value, "begins", _begins, Text()), escape="\\"),
}


def compared(name: str, value_type: Any, reading: Reading, description: str | None = None) -> Criterion:
    """Compares a reading; null for whom it is withheld."""
    return Criterion(
        name,
        comparator(value_type),
        lambda value, viewer: compare(reading.as_read_by(viewer), value),
        description or f"Compares `{name}`.",
    )


def by_id(model: type[Base], column: Any = None, types: Callable[[], list[str]] | None = None) -> Criterion:
    """Compares global ids; one of another type, or malformed, equals nothing."""
    names = types or (lambda: [model.__name__])

    def predicate(value: Any, viewer: Viewer) -> ColumnElement[bool]:
        parts = []
        key = model.id if column is None else column
        if given(value.eq):
            parts.append(is_one_of(key, mapped(value.eq, "key", lambda one: keys([one], names()))))
        if given(value.in_):
            parts.append(is_one_of(key, mapped(value.in_, "keys", lambda several: keys(several, names()))))
        return and_(true(), *parts)

    return Criterion("id", COMPARATORS[strawberry.ID], predicate, "Compares the id.")


def keys(ids_given: list[str], names: Sequence[str] | None = None) -> list[Any]:
    """The keys behind those of the ids that are of one of these types, or of any."""
    parsed = [ids.parse(each) for each in ids_given if each is not None]
    return [key for each in parsed if each for name, key in [each] if names is None or name in names]


def relation(name: str, target: str, key: Reading, model: Callable[[], type[Base]]) -> Criterion:
    """Holds where the row a key column points at is visible and passes its filter."""

    def predicate(value: Any, viewer: Viewer) -> ColumnElement[bool]:
        column, conditions = clause(key.as_read_by(viewer)), value.predicate(viewer)
        asked = and_(scope(model(), viewer), conditions)
        if _always_points(column, model()) and _asks_key(asked, model()):
            return replacement_traverse(asked, {}, lambda each, **_: column if isinstance(each, Column) else None)
        return column.in_(within(model(), viewer, conditions))

    return Criterion(name, later(f"{target}Filter"), predicate, f"Holds if the {name} passes.")


def _always_points(column: Any, model: type[Base]) -> bool:
    """Whether a column always holds the key of a row of a model."""
    return is_sure(column) and any(each.column.table is model.__table__ for each in column.foreign_keys)


def _asks_key(asked: ColumnElement[bool], model: type[Base]) -> bool:
    """Whether conditions ask nothing of a row of a model but its key, so that they can be asked of any copy of it."""
    elements = list(iterate(asked))
    columns = [each for each in elements if isinstance(each, Column)]
    return not any(isinstance(each, Select) and each.get_final_froms() for each in elements) and all(
        each.key == "id" and each.table.name == model.__table__.name for each in columns
    )


def linked(name: str, target: str, link: Link, owner: type[Base]) -> Criterion:
    """Holds where one of the visible rows that hang on this one passes its filter."""

    def predicate(value: Any, viewer: Viewer) -> ColumnElement[bool]:
        passing = within(link.target, viewer, value.predicate(viewer))
        if link.far is None:
            return owner.id.in_(passing.with_only_columns(link.parent))
        tied = [scope(link.between, viewer)] if link.between else []
        return owner.id.in_(select(link.parent).where(link.far.in_(passing), *tied).correlate(None))

    return Criterion(name, later(f"{target}Filter"), predicate, f"Holds if one of its {name}s passes.")


def flag(name: str, reading: Reading, description: str) -> Criterion:
    """A yes or no worked out in SQL."""
    return Criterion(name, bool, lambda value, viewer: compare(reading.as_read_by(viewer), value), description)


def search(readings: list[Reading]) -> Criterion:
    """Free text in any of the readings."""
    return Criterion(
        "search",
        str,
        lambda value, viewer: or_(
            *(
                each.as_read_by(viewer).ilike(mapped(value, "contains", _contains, Text()), escape="\\")
                for each in readings
            )
        ),
        "Free text.",
    )


class Filter:
    """What every made filter can do: say the predicate it stands for."""

    _criteria: dict[str, Criterion]

    def predicate(self, viewer: Viewer) -> ColumnElement[bool]:
        """The filter as SQL for a viewer. INVALID where it is larger than a statement can sensibly be."""
        self._check_size()
        parts: list[ColumnElement[bool]] = []
        for attribute, criterion in self._criteria.items():
            value = getattr(self, attribute)
            if given(value):
                parts.append(criterion.predicate(value, viewer))
        if given(self.and_):
            parts += [each.predicate(viewer) for each in self.and_]
        if given(self.or_):
            parts.append(or_(*(each.predicate(viewer) for each in self.or_)) if self.or_ else true())
        if given(self.not_):
            parts.append(not_(self.not_.predicate(viewer)))
        return and_(true(), *parts)

    def _check_size(self) -> None:
        waiting, inside = [(self, 1)], 0
        while waiting:
            each, level = waiting.pop()
            inside += 1
            if level > MOST_LEVELS or inside > MOST_FILTERS:
                message = f"A filter has at most {MOST_LEVELS} levels and {MOST_FILTERS} filters inside."
                raise Rejected(ErrorCode.INVALID, message, ["filter"])
            for attribute in (*each._criteria, "and_", "or_", "not_"):
                value = getattr(each, attribute)
                found = value if isinstance(value, list) else [value]
                waiting += [(one, level + 1) for one in found if isinstance(one, Filter)]


def make_filter(type_name: str, plural: str, criteria: list[Criterion]) -> type:
    """The filter input of a noun."""
    name = f"{type_name}Filter"
    annotations: dict[str, Any] = {}
    values: dict[str, Any] = {}
    by_attribute: dict[str, Criterion] = {}
    for criterion in criteria:
        attribute = snake(criterion.name)
        by_attribute[attribute] = criterion
        annotations[attribute] = criterion.input_type | None
        values[attribute] = strawberry.field(name=criterion.name, description=criterion.description, default=UNSET)
    itself = later(name)
    for word, many, meaning in (
        ("and", True, "All of these hold too."),
        ("or", True, "At least one of these holds."),
        ("not", False, "This does not hold."),
    ):
        annotations[f"{word}_"] = list[itself] | None if many else itself | None
        values[f"{word}_"] = strawberry.field(name=word, description=meaning, default=UNSET)
    description = f"Which {plural}. Every given part must hold; a relation holds if a related row passes its filter."
    made = type(
        name, (Filter,), {"__annotations__": annotations, **values, "__doc__": description, "_criteria": by_attribute}
    )
    return home(strawberry.input(made, name=name, description=description))
