"""Which time entries exist for whom."""

from sqlalchemy import ColumnElement, false

from models import TimeEntry
from permissions.base import Rows
from permissions.viewer import Viewer


class TimeEntryRows(Rows):
    """Those who work here, for the clients they cover."""

    of = TimeEntry

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.covers(TimeEntry.client_id) if viewer.is_user else false()
