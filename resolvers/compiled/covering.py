"""Where a row's scope follows from the row above it, and need not be asked again.

Clients' rows point at one another by keys that carry the client with them, `(project_id, client_id)`, so a row cannot
hang on one of another client. What a viewer covers above, they cover below, as long as the scope of the row below is
that it is covered, and nothing more.
"""

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, ForeignKeyConstraint

from models.core.base import Base
from permissions.viewer import Viewer
from resolvers.compiled.scopes import scope_of
from resolvers.reading import Link

if TYPE_CHECKING:
    from resolvers.compiled.place import Place


def is_covered(
    above: "Place", model: type[Base], viewer: Viewer, key: ColumnElement[Any] | None = None, link: Link | None = None
) -> bool:
    """Whether every row of `model` that hangs on the row above is in the viewer's scope because that one is."""
    if not above.is_row or not all(scope_of(each, viewer.shape).is_plain for each in (above.model, model)):
        return False
    if link is not None:
        return link.far is None and _carries_client(model, link.parent.key, above.model)
    column = getattr(key, "key", None)
    if column is None or column not in above.model.__table__.c:
        return False
    return _carries_client(above.model, column, model)


def _carries_client(child: type[Base], column: str, parent: type[Base]) -> bool:
    """Whether the child's key is a foreign key together with the client, and neither part can be left out."""
    table = child.__table__
    if "client_id" not in table.c or table.c.client_id.nullable:
        return False
    if parent.__name__ == "Client":
        return column == "client_id"
    return any(
        isinstance(each, ForeignKeyConstraint)
        and [one.name for one in each.columns] == [column, "client_id"]
        and each.referred_table is parent.__table__
        for each in table.constraints
    )
