"""Which clients exist for whom, and who reads what they owe."""

from sqlalchemy import ColumnElement

from models import Client
from models.core.access import PortalPermission
from permissions.base import Permission, Rows
from permissions.viewer import Viewer


class ClientRows(Rows):
    """Users see the clients they cover, a contact its own (domain.md S1, 3.10)."""

    of = Client

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.covers(Client.id)


class CanSeeBalance(Permission):
    """Those who work here; in the portal it needs INVOICES."""

    def allows(self, viewer: Viewer) -> bool:
        return viewer.is_user or (viewer.is_contact and PortalPermission.INVOICES in viewer.portal_permissions)
