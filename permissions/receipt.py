"""Which receipts exist for whom."""

from sqlalchemy import ColumnElement, and_, false

from models import PortalPermission, Receipt
from permissions.base import Rows
from permissions.viewer import Viewer


class ReceiptRows(Rows):
    """Those who work here, for the clients they cover; contacts with INVOICES, their client's."""

    of = Receipt

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_user:
            return viewer.covers(Receipt.client_id)
        if viewer.is_contact:
            return and_(Receipt.client_id == viewer.own_client, viewer.portal(PortalPermission.INVOICES))
        return false()
