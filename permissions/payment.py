"""Which payments exist for whom."""

from sqlalchemy import ColumnElement, false

from models import Payment
from permissions.base import Rows
from permissions.viewer import Viewer


class PaymentRows(Rows):
    """Those who work here, for the clients they cover."""

    of = Payment

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.covers(Payment.client_id) if viewer.is_user else false()
