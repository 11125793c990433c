"""Which calendars exist for whom."""

from sqlalchemy import ColumnElement, false, true

from models import Calendar
from permissions.base import Rows
from permissions.viewer import Viewer


class CalendarRows(Rows):
    """Those who work here; no contact."""

    of = Calendar

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return true() if viewer.is_user else false()
