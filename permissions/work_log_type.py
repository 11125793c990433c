"""Which work log types exist for whom."""

from sqlalchemy import ColumnElement, false, true

from models import WorkLogType
from permissions.base import Rows
from permissions.viewer import Viewer


class WorkLogTypeRows(Rows):
    """Those who work here; no contact."""

    of = WorkLogType

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return true() if viewer.is_user else false()
