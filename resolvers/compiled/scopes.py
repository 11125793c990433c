"""Scopes as text: what a permission class says of a model is written out once for viewers of one shape, and put under
whatever name the table has in a statement. To build and write them anew at every place is half of what a plan costs.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Boolean, ColumnElement, False_, Table, True_, literal_column, select
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import Grouping
from sqlalchemy.sql.util import ClauseAdapter

from models.core.base import Base
from permissions.base import scope
from permissions.viewer import Viewer, ViewerShape
from resolvers.compiled.parameters import NOTED, Parameter
from resolvers.compiled.shape import Shape

DIALECT = asyncpg_dialect()
KEPT = 4_000
"""How many scopes are kept: models by shapes, of which an organisation has a few dozen."""
HERE = "the_row_here"
"""The name the model's table has in the text that is kept."""
_HERE_OR_NOTED = re.compile(rf"\b{HERE}\b|{NOTED}(\d+){NOTED}")


@dataclass(frozen=True)
class Scope:
    """Which rows of a model exist for viewers of a shape. `text` holds HERE for the name of the row, and NOTED marks
    around the places of its parameters."""

    condition: ColumnElement[bool]
    text: str
    parameters: tuple[Parameter, ...]
    is_plain: bool
    """Whether it asks for nothing but a client that is covered (covering.py)."""

    @property
    def is_everything(self) -> bool:
        """Whether every row exists for them."""
        return self.text == "true"

    def of(self, name: Any) -> ColumnElement[bool]:
        """The scope, said of the row that stands in a statement under a name."""
        return self.condition if isinstance(self.condition, True_ | False_) else Scoped(self, name)


@lru_cache(maxsize=KEPT)
def scope_of(model: type[Base], shape: ViewerShape) -> Scope:
    """The scope of a model for viewers of a shape."""
    viewer = Shape(*shape).viewer()
    condition = scope(model, viewer)
    here, parameters = model.__table__.alias(HERE), list[Parameter]()
    rows = select(literal_column("1")).select_from(here).where(renaming(model, here).traverse(condition))
    options = {"literal_binds": True, "render_postcompile": True, "noted": parameters}
    _, _, text = str(rows.compile(dialect=DIALECT, compile_kwargs=options)).partition("WHERE ")
    return Scope(condition, text, tuple(parameters), _is_plain(model, viewer, condition))


def renaming(model: type[Base], name: Any) -> ClauseAdapter:
    """What says an expression over a model of the rows that have a name in a statement."""
    if isinstance(model.__table__, Table):
        return ClauseAdapter(name)
    # What is said of the tables whose rows these stand for is said of them, and not of the rows here.
    return ClauseAdapter(name, include_fn=_is_of_no_table)


def _is_of_no_table(part: Any) -> bool:
    return not isinstance(part, Table) and not isinstance(getattr(part, "table", None), Table)


def _is_plain(model: type[Base], viewer: Viewer, condition: ColumnElement[bool]) -> bool:
    column = client_of(model)
    return column is not None and condition.compare(viewer.covers(column))


def client_of(model: type[Base]) -> Any:
    """The column of a row's client; None where it has none. A client is its own."""
    if model.__name__ == "Client":
        return model.id  # type: ignore[attr-defined]
    return model.client_id if "client_id" in model.__table__.c else None  # type: ignore[attr-defined]


class Scoped(ColumnElement[bool]):
    """A scope that is written out, said of one row of a statement."""

    inherit_cache = False
    type = Boolean()

    def __init__(self, scope: Scope, name: Any) -> None:
        self.scope, self.name = scope, name

    def self_group(self, against: Any = None) -> ColumnElement[bool]:
        """In parentheses where the condition would be."""
        return Grouping(self) if isinstance(self.scope.condition.self_group(against), Grouping) else self


@compiles(Scoped)
def _scoped(element: Scoped, compiler: Any, **options: Any) -> str:
    name = compiler.preparer.format_alias(element.name)
    parameters = [compiler.process(each, **options) for each in element.scope.parameters]
    return _HERE_OR_NOTED.sub(lambda found: parameters[int(found[1])] if found[1] else name, element.scope.text)
