"""Which resources exist for whom."""

from sqlalchemy import ColumnElement, false, true

from models import Resource, ResourceService
from permissions.base import Rows
from permissions.viewer import Viewer


class ResourceRows(Rows):
    """Those who work here, as colleagues know one another by name (domain.md S7); no contact."""

    of = Resource

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return true() if viewer.is_user else false()


class ResourceServiceRows(Rows):
    """What a resource can do is known to all who work here."""

    of = ResourceService

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return true() if viewer.is_user else false()
