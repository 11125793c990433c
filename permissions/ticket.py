"""Which tickets exist for whom, and who may write in them."""

from sqlalchemy import ColumnElement

from models import PortalPermission, Ticket
from permissions.base import Permission, Rows
from permissions.viewer import Viewer


class TicketRows(Rows):
    """Those who work here, for the clients they cover; the client's contacts with TICKETS (domain.md 3.10)."""

    of = Ticket

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        covered = viewer.covers(Ticket.client_id)
        return covered & viewer.portal(PortalPermission.TICKETS) if viewer.is_contact else covered


class CanUseTickets(Permission):
    """Those who work here and may write, and contacts with TICKETS. Guards verbs."""

    def allows(self, viewer: Viewer) -> bool:
        return viewer.is_staff or (viewer.is_contact and PortalPermission.TICKETS in viewer.portal_permissions)
