"""JSON text, put together by the database out of pieces: literal text, and SQL expressions that give text.

Text by `concat` and `string_agg` is the cheapest JSON a PostgreSQL makes (performance.md section 7).
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, get_args, get_origin

from sqlalchemy import JSON, ColumnElement, Select, Text, case, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.util import immutabledict

Piece = str | ColumnElement[Any]
Pieces = list[Piece]

MOST_ARGUMENTS = 90
"""PostgreSQL takes a hundred arguments to a function."""

IMPOSSIBLE, WITHHELD, FILLED, PARTED = 1, 2, 3, 4
"""Control characters, which JSON text never holds, mark what remains to be done with an answer: a null where none may
be (the interpreter has to say so), a field withheld on this row, a value that the server fills in, and where the text
of one place ends and that of the next begins."""


def plain(statement: Any) -> Any:
    """A statement that forgets the models its parts were written with: there are no rows to make of its answer, and
    the toolkit's way with models takes longer."""
    statement._propagate_attrs = immutabledict()
    return statement


def quoted(text: str) -> ColumnElement[str]:
    """Text written into the statement. Only our own text: what callers give is always a parameter."""
    return literal_column("'" + text.replace("'", "''") + "'", Text())


def mark(code: int) -> ColumnElement[str]:
    """A control character."""
    return func.chr(literal_column(str(code)), type_=Text())


def folded(pieces: Iterable[Piece]) -> Pieces:
    """The pieces with neighbouring literals joined."""
    found: Pieces = []
    for piece in pieces:
        if isinstance(piece, str) and found and isinstance(found[-1], str):
            found[-1] += piece
        else:
            found.append(piece)
    return found


def said(pieces: Iterable[Piece]) -> ColumnElement[str]:
    """The pieces as one expression. It is null only where it is one expression that can be."""
    parts = [quoted(piece) if isinstance(piece, str) else piece for piece in folded(pieces)]
    if len(parts) == 1:
        return as_text(parts[0])
    while len(parts) > MOST_ARGUMENTS:
        parts = [
            func.concat(*parts[start : start + MOST_ARGUMENTS], type_=Text())
            for start in range(0, len(parts), MOST_ARGUMENTS)
        ]
    return func.concat(*parts, type_=Text())


def object_of(pairs: Sequence[tuple[str, Pieces]]) -> Pieces:
    """A JSON object. Its keys are GraphQL names, which need no escaping."""
    found: Pieces = []
    for place, (key, value) in enumerate(pairs):
        found += [f'{"," if place else "{"}"{key}":', *value]
    return folded([*found, "}"] if pairs else ["{}"])


def array_of(elements: ColumnElement[Any], *conditions: ColumnElement[bool]) -> Pieces:
    """A JSON array of the texts of an aggregated column, of those rows that meet the conditions."""
    texts = func.string_agg(elements, quoted(","), type_=Text())
    return ["[", texts.filter(*conditions) if conditions else texts, "]"]


def told(pieces: Iterable[Piece]) -> Select[Any]:
    """A statement that answers the pieces as one text."""
    return select(said(pieces).label("json"))


def glued(*parts: Piece) -> ColumnElement[str]:
    """Texts joined by `||`: null where one of them is."""
    first, *others = [quoted(part) if isinstance(part, str) else part for part in parts]
    for other in others:
        first = first.concat(other)
    return first


def scalar(value: ColumnElement[Any], value_type: Any, *, percent: bool = False) -> Pieces:
    """A value as JSON. Glued together it is null where the value is."""
    if value_type is Decimal:
        return ['"', (func.app_percent if percent else func.app_number)(value, type_=Text()), '"']
    if value_type is datetime:
        return [func.app_instant(value, type_=Text())]
    if value_type in (bool, int) or isinstance(value.type, JSONB) or get_origin(value_type) is list:
        return [cast(value, Text()) if not isinstance(value.type, Text) else value]
    if value_type is date:
        return ['"', cast(value, Text()), '"']
    if isinstance(value_type, type) and issubclass(value_type, Enum):
        return ['"', value, '"']
    return [func.to_json(value, type_=JSON())]


def as_text(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """What gives JSON, as text: only where it stands beside texts, because a concatenation takes either."""
    return cast(value, Text()) if isinstance(value.type, JSON) else value


def or_else(value: ColumnElement[Any], otherwise: Piece) -> ColumnElement[str]:
    """The value, or something else where it is null."""
    if not isinstance(otherwise, str):
        value = as_text(value)
    other = quoted(otherwise) if isinstance(otherwise, str) else otherwise
    return func.coalesce(value, other, type_=JSON() if isinstance(value.type, JSON) else Text())


def settled(value: Pieces, *, nullable: bool, sure: bool = False) -> Pieces:
    """A value at the place of a field: JSON's null where the field may be null, the mark of the impossible where not.
    `sure`: the database itself keeps it from being null."""
    if sure:
        return value
    return [or_else(glued(*value), "null" if nullable else mark(IMPOSSIBLE))]


def where(condition: ColumnElement[bool], pieces: Pieces, otherwise: Pieces) -> Pieces:
    """One text or another."""
    return [case((condition, said(pieces)), else_=said(otherwise))]


def element_type(value_type: Any) -> Any:
    """What a list is of."""
    return get_args(value_type)[0]
