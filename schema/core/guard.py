"""Permission classes as they stand on a field."""

from collections.abc import Sequence
from typing import Any

from strawberry.permission import PermissionExtension
from strawberry.types.field import StrawberryField

from models.core.base import Base
from permissions.base import Permission, Public, Visible
from resolvers.reading import Reading
from schema.core.made import camel

OPEN = (Visible, Public)
ROOTS = {"Queries": "Query", "Mutations": "Mutation", "Streams": "Subscription"}
"""The roots are put together from one class per noun; these are how the classes' names end."""


class Guard(PermissionExtension):
    """Permission classes on a field. What a viewer may not read is null, and named once per operation."""

    def __init__(self, permissions: Sequence[Permission]) -> None:
        super().__init__(list(permissions))
        self.name = ""
        # A verb asks its permission itself: its refusal is an answer, and an id unknown to the caller comes first.
        self.answers_itself = False

    @property
    def is_open(self) -> bool:
        """Whether the scope of the row has decided everything already."""
        return all(isinstance(permission, OPEN) for permission in self.permissions)

    def apply(self, field: StrawberryField) -> None:
        super().apply(field)
        owner = getattr(field.origin, "__name__", "")
        shown = next((root for ending, root in ROOTS.items() if owner.endswith(ending)), owner)
        self.name = f"{shown}.{field.graphql_name or camel(field.python_name)}"

    def resolve(self, next_: Any, source: Any, info: Any, **arguments: Any) -> Any:
        if self.is_open or self.answers_itself:
            return next_(source, info, **arguments)
        viewer = info.context.viewer
        if not all(permission.allows(viewer) for permission in self.permissions):
            info.context.withheld.add(self.name)
            return None
        narrowing = [permission for permission in self.permissions if permission.narrows]
        # Figures (a tuple) were narrowed already, row by row, inside their statement.
        if narrowing and not isinstance(source, tuple):
            return self._narrowed(narrowing, next_, source, info, arguments)
        return next_(source, info, **arguments)

    async def _narrowed(self, narrowing: list[Permission], next_: Any, source: Any, info: Any, arguments: Any) -> Any:
        for permission in narrowing:
            reading = _admission(type(source), permission)
            if not await info.context.loaders.value(reading, source.id):
                info.context.withheld.add(self.name)
                return None
        value = next_(source, info, **arguments)
        return await value if hasattr(value, "__await__") else value


_admissions: dict[tuple[type, Permission], Reading] = {}


def _admission(model: type[Base], permission: Permission) -> Reading:
    key = (model, permission)
    if key not in _admissions:
        _admissions[key] = Reading(model, type(permission).__name__, permission.rows)
    return _admissions[key]
