"""Which expenses exist for whom."""

from sqlalchemy import ColumnElement, and_, false, or_

from models import Expense
from permissions.base import Rows
from permissions.viewer import Kind, Viewer


class ExpenseRows(Rows):
    """Those who work here, for the clients they cover; limited staff also what they spent for no client themselves."""

    of = Expense

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_contact:
            return false()
        covered = viewer.covers(Expense.client_id)
        if viewer.kind is Kind.LIMITED:
            return or_(covered, and_(Expense.client_id.is_(None), Expense.created_by == viewer.me))
        return covered
