"""Which reminders exist for whom."""

from sqlalchemy import ColumnElement, false

from models import Reminder
from permissions.base import Rows
from permissions.viewer import Viewer


class ReminderRows(Rows):
    """Those who work here, for the clients they cover."""

    of = Reminder

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.covers(Reminder.client_id) if viewer.is_user else false()
