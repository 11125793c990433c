"""Types and fields made by code."""

from typing import Any

import strawberry

from permissions.base import Visible
from schema.core.fields import Marks, NodeField
from schema.core.made import home


class MadeField(NodeField):
    """A field of a made type: reads from the object it is asked of, by a function."""

    kind = "made"

    def __init__(self, description: str, read: Any, permissions: Any = (Visible,), arguments: Any = ()) -> None:
        super().__init__(description, permissions, Marks())
        self._made_read = read
        self.arguments = list(arguments)

    def get_result(self, source: Any, info: Any, args: Any, kwargs: Any) -> Any:
        return self._made_read(source, info, **kwargs)


def make_type(name: str, description: str, fields: dict[str, tuple[Any, MadeField]]) -> type:
    """An object type made by code."""
    annotations = {attribute: annotation for attribute, (annotation, _) in fields.items()}
    values = {attribute: field for attribute, (_, field) in fields.items()}
    made = type(name, (), {"__annotations__": annotations, **values, "__doc__": description})
    for field in values.values():
        field.origin = made
    return home(strawberry.type(made, name=name, description=description))
