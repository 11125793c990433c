"""Which entries of the billing ledger exist for whom."""

from sqlalchemy import ColumnElement, false

from models import BillingAllocation
from permissions.base import Rows
from permissions.viewer import Viewer


class BillingAllocationRows(Rows):
    """Those who work here, for the clients they cover; never a contact (domain.md 3.10)."""

    of = BillingAllocation

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.covers(BillingAllocation.client_id) if viewer.is_user else false()
