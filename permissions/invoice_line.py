"""Which lines of invoices exist for whom."""

from sqlalchemy import ColumnElement, and_, false

from models import Invoice, InvoiceLine
from permissions.base import Rows, within
from permissions.viewer import Viewer


class InvoiceLineRows(Rows):
    """Those who work here, for the clients they cover; contacts, on the invoices they see."""

    of = InvoiceLine

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_user:
            return viewer.covers(InvoiceLine.client_id)
        if viewer.is_contact:
            of_invoice = InvoiceLine.invoice_id.in_(within(Invoice, viewer))
            return and_(InvoiceLine.client_id == viewer.own_client, of_invoice)
        return false()
