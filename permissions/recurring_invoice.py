"""Which recurring invoices exist for whom."""

from sqlalchemy import ColumnElement, false

from models import RecurringInvoice
from permissions.base import Rows
from permissions.viewer import Viewer


class RecurringInvoiceRows(Rows):
    """Those who work here, for the clients they cover; never a contact."""

    of = RecurringInvoice

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.covers(RecurringInvoice.client_id) if viewer.is_user else false()
