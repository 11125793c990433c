"""Which resources exist for whom."""

from sqlalchemy import ColumnElement, false, or_, select, true

from models import Appointment, Resource, ResourceService, Team
from permissions.base import Permission, Rows, scope, within
from permissions.viewer import Kind, Viewer


class ResourceRows(Rows):
    """Those who work here: of limited staff, those of the teams they see and of no team. Contacts, those who come
    to them.
    """

    of = Resource

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_contact:
            return Resource.id.in_(select(Appointment.resource_id).where(scope(Appointment, viewer)).correlate(None))
        if viewer.kind is Kind.LIMITED:
            return or_(
                Resource.team_id.is_(None), Resource.team_id.in_(within(Team, viewer)), Resource.user_id == viewer.me
            )
        return true() if viewer.is_user else false()


class ResourceServiceRows(Rows):
    """What a resource can do is known to all who work here."""

    of = ResourceService

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return true() if viewer.is_user else false()


class CanReadFeed(Permission):
    """Who may know where the calendar of a resource is: administrators, and the user it is."""

    def allows(self, viewer: Viewer) -> bool:
        return viewer.is_user

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return or_(viewer.administers(), Resource.user_id == viewer.me)
