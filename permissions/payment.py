"""Which payments exist for whom."""

from sqlalchemy import ColumnElement, and_, false

from models import Payment, PaymentStatus, PortalPermission
from permissions.base import Rows
from permissions.viewer import Viewer


class PaymentRows(Rows):
    """Those who work here, for the clients they cover; contacts with INVOICES, all but declined attempts."""

    of = Payment

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_user:
            return viewer.covers(Payment.client_id)
        if viewer.is_contact:
            return and_(
                Payment.client_id == viewer.own_client,
                viewer.portal(PortalPermission.INVOICES),
                Payment.status != PaymentStatus.FAILED,
            )
        return false()
