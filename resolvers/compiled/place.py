"""Places of a statement: a row of some table under a name of its own, a piece of JSON a row holds, or the top of the
operation.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Table,
    Text,
    Uuid,
    cast,
    func,
    null,
)
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.sql.selectable import Alias
from sqlalchemy.sql.visitors import replacement_traverse
from sqlalchemy.types import UserDefinedType

from models.core.base import Base
from resolvers.compiled.scopes import renaming
from resolvers.compiled.text import (
    quoted,
)
from resolvers.reading import clause, is_sure

if TYPE_CHECKING:
    from resolvers.compiled.compiler import Compiler


class RowOf(UserDefinedType[Any]):
    """The type that the rows of a table are of."""

    cache_ok = True

    def __init__(self, model: type[Base]) -> None:
        self.table_name = model.__table__.name

    def get_col_spec(self, **_: Any) -> str:
        return f'"{self.table_name}"'


def record_of(model: type[Base], document: ColumnElement[Any], name: str) -> Any:
    """A table of the one row that JSON with a value for each column of `model` stands for."""
    record = func.jsonb_populate_record(cast(null(), RowOf(model)), document)
    return record.table_valued(*model.__table__.columns, name=name)


@dataclass(frozen=True)
class Place:
    """Where a selection is answered. `outer` are the names of the rows around it."""

    compiler: "Compiler"
    model: type[Base] | None = None
    name: Any = None
    """The alias of the row's table; for a piece of JSON, the expression that holds it."""
    outer: tuple[Any, ...] = ()
    currency: ColumnElement[Any] | None = None
    """Of a piece of JSON: the currency of its amounts."""
    is_figures: bool = False
    """Whether many rows stand behind it, each of which was guarded inside."""
    then: Any = None
    """Of a row as it was: the viewer as of that instant."""

    @property
    def is_row(self) -> bool:
        """Whether a row of a table stands here."""
        return self.model is not None

    @property
    def names(self) -> tuple[Any, ...]:
        """The row's own name and those around it, for whatever is asked below."""
        return (*self.outer, self.name) if self.is_row else self.outer

    def row(self, model: type[Base], name: Any = None) -> "Place":
        """The place of a row of `model` below this one, under a fresh name of its table."""
        return Place(self.compiler, model, self.compiler.fresh(model) if name is None else name, self.names)

    def piece(self, document: ColumnElement[Any], currency: ColumnElement[Any] | None, table: Any = None) -> "Place":
        """The place of a piece of JSON the row holds; `table` is what lists the pieces, where there are several."""
        outer = self.names if table is None else (*self.names, table)
        return Place(self.compiler, None, document, outer, currency)

    def here(self, expression: Any) -> Any:
        """An expression over the model, said of the row that stands here."""
        expression = clause(expression)
        if isinstance(expression, Column) and expression.table.name == self.model.__table__.name:
            return self._column(expression)
        if not isinstance(self.model.__table__, Table):
            return renaming(self.model, self.name).traverse(expression)
        return replacement_traverse(expression, {}, self._named)

    def _named(self, element: Any, **_: Any) -> Any:
        """What stands here for a column of the table, or for the table; None for everything else. An adapter of the
        toolkit's, which can do more, asks for the collection of all columns."""
        if isinstance(element, Column) and element.table.name == self.model.__table__.name:
            return self._column(element)
        return self.name if isinstance(element, Table) and element.name == self.model.__table__.name else None

    def _column(self, column: Column[Any]) -> ColumnElement[Any]:
        """A column under the name the table has here. The collection of all columns of an alias is dear to make, and
        most statements ask for a few."""
        if isinstance(self.name, Alias):
            found: ColumnClause[Any] = ColumnClause(column.name, column.type, _selectable=self.name)
            found.nullable = column.nullable
            return found
        return self.name.c[column.key]

    def value(self, source: str, value_type: Any = None) -> tuple[ColumnElement[Any], bool]:
        """What the row or the piece of JSON holds under a name, and whether it is never null."""
        if not self.is_row:
            found = self.name.op("->>", return_type=Text())(quoted(source))
            return found, False
        attribute = getattr(self.model, source)
        return self.here(attribute), is_sure(attribute)

    def currency_of(self, name: str | None) -> ColumnElement[Any]:
        """The currency that stands beside the amounts of this place."""
        if self.is_row and name and hasattr(self.model, name):
            return self.value(name)[0]
        if self.is_row or self.name is None:
            return cast(null(), Text())
        own = self.name.op("->>", return_type=Text())(quoted(name or "currency"))
        return own if self.currency is None else func.coalesce(own, self.currency, type_=Text())

    def key(self, source: str) -> ColumnElement[Any]:
        """A key the row or the piece of JSON holds under a name."""
        return self.value(source)[0] if self.is_row else cast(self.value(source)[0], Uuid())
