"""Which parts of payments exist for whom."""

from sqlalchemy import ColumnElement, and_, false

from models import Invoice, Payment, PaymentAllocation
from permissions.base import Rows, within
from permissions.viewer import Viewer


class PaymentAllocationRows(Rows):
    """Those who work here, for the clients they cover; contacts, between payments and invoices they see."""

    of = PaymentAllocation

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_user:
            return viewer.covers(PaymentAllocation.client_id)
        if viewer.is_contact:
            return and_(
                PaymentAllocation.client_id == viewer.own_client,
                PaymentAllocation.payment_id.in_(within(Payment, viewer)),
                PaymentAllocation.invoice_id.in_(within(Invoice, viewer)),
            )
        return false()
