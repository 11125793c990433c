"""Which invoices exist for whom, and who pays them."""

from sqlalchemy import ColumnElement, and_, false

from models import Invoice, InvoiceStatus, PortalPermission
from permissions.base import Permission, Rows
from permissions.viewer import Viewer


class InvoiceRows(Rows):
    """Those who work here, for the clients they cover; contacts with INVOICES, what is no draft (domain.md 3.10)."""

    of = Invoice

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_user:
            return viewer.covers(Invoice.client_id)
        if viewer.is_contact:
            return and_(
                Invoice.client_id == viewer.own_client,
                viewer.portal(PortalPermission.INVOICES),
                Invoice.status != InvoiceStatus.DRAFT,
            )
        return false()


class CanPay(Permission):
    """Contacts with INVOICES, and those who work here and may write. Guards the verb that pays."""

    def allows(self, viewer: Viewer) -> bool:
        return viewer.is_staff or PortalPermission.INVOICES in viewer.portal_permissions
