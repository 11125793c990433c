"""Which contacts exist for whom, and whose details they may read."""

from sqlalchemy import ColumnElement, true

from models import Contact
from permissions.base import Permission, Rows
from permissions.viewer import Viewer


class ContactRows(Rows):
    """The contacts of the clients covered; in the portal, the colleagues of the own client (domain.md 3.10)."""

    of = Contact

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.covers(Contact.client_id)


class StaffOrSameContact(Permission):
    """Those who work here, and the contact itself; colleagues in the portal read the name alone."""

    def allows(self, viewer: Viewer) -> bool:
        return viewer.is_signed_in

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return Contact.id == viewer.my_contact if viewer.is_contact else true()
