"""Which invoice lines exist for whom."""

from sqlalchemy import ColumnElement, false

from models import InvoiceLine
from permissions.base import Rows
from permissions.viewer import Viewer


class InvoiceLineRows(Rows):
    """Those who work here, for the clients they cover."""

    of = InvoiceLine

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.covers(InvoiceLine.client_id) if viewer.is_user else false()
