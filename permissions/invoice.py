"""Which invoices exist for whom."""

from sqlalchemy import ColumnElement, false

from models import Invoice
from permissions.base import Rows
from permissions.viewer import Viewer


class InvoiceRows(Rows):
    """Those who work here, for the clients they cover."""

    of = Invoice

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.covers(Invoice.client_id) if viewer.is_user else false()
