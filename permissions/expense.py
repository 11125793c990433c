"""Which expenses exist for whom."""

from sqlalchemy import ColumnElement, false

from models import Expense
from permissions.base import Rows
from permissions.viewer import Viewer


class ExpenseRows(Rows):
    """Those who work here, for the clients they cover."""

    of = Expense

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.covers(Expense.client_id) if viewer.is_user else false()
