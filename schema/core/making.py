"""Types and fields made by code."""

from typing import Any

import strawberry

from permissions.base import Visible
from resolvers.compiled.asked import Asked
from resolvers.compiled.text import Pieces
from schema.core.fields import Marks, NodeField
from schema.core.made import home


class MadeField(NodeField):
    """A field read from the object it is asked of by a function; `sql` says the same in a compiled statement.

    Without `sql` the field is left to the interpreter, and with it every query that asks for it.
    """

    kind = "made"

    def __init__(
        self, description: str, read: Any, permissions: Any = (Visible,), arguments: Any = (), sql: Any = None
    ) -> None:
        super().__init__(description, permissions, Marks())
        self._made_read, self._made_sql = read, sql
        self.arguments = list(arguments)

    def sql(self, asked: Asked) -> Pieces:
        if self._made_sql is None:
            raise asked.uncompilable()
        return self._made_sql(asked)

    def get_result(self, source: Any, info: Any, args: Any, kwargs: Any) -> Any:
        return self._made_read(source, info, **kwargs)


def nothing(asked: Asked) -> Pieces:
    """What is always null."""
    return ["null"]


def make_type(name: str, description: str, fields: dict[str, tuple[Any, MadeField]]) -> type:
    """An object type made by code."""
    annotations = {attribute: annotation for attribute, (annotation, _) in fields.items()}
    values = {attribute: field for attribute, (_, field) in fields.items()}
    made = type(name, (), {"__annotations__": annotations, **values, "__doc__": description})
    for field in values.values():
        field.origin = made
    return home(strawberry.type(made, name=name, description=description))
