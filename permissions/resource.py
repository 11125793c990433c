"""Which resources exist for whom."""

from sqlalchemy import ColumnElement, false, select, true

from models import Appointment, Resource, ResourceService
from permissions.base import Rows, scope
from permissions.viewer import Viewer


class ResourceRows(Rows):
    """Those who work here, as colleagues know one another by name (domain.md S7); contacts, those who come
    to them.
    """

    of = Resource

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_contact:
            return Resource.id.in_(select(Appointment.resource_id).where(scope(Appointment, viewer)).correlate(None))
        return true() if viewer.is_user else false()


class ResourceServiceRows(Rows):
    """What a resource can do is known to all who work here."""

    of = ResourceService

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return true() if viewer.is_user else false()
