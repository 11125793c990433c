"""Which receipts exist for whom."""

from sqlalchemy import ColumnElement, false

from models import Receipt
from permissions.base import Rows
from permissions.viewer import Viewer


class ReceiptRows(Rows):
    """Those who work here, for the clients they cover."""

    of = Receipt

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.covers(Receipt.client_id) if viewer.is_user else false()
