"""Which priorities exist for whom."""

from sqlalchemy import ColumnElement, false, true

from models import Priority
from permissions.base import Rows
from permissions.viewer import Viewer


class PriorityRows(Rows):
    """Those who work here; no contact."""

    of = Priority

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return true() if viewer.is_user else false()
