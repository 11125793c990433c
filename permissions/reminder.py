"""Whose reminders are whose."""

from sqlalchemy import ColumnElement, and_, false

from models import Reminder, Task
from permissions.base import Rows, within
from permissions.viewer import Viewer


class ReminderRows(Rows):
    """Everybody's own, on tasks they see; no contact's."""

    of = Reminder

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if not viewer.is_user:
            return false()
        return and_(Reminder.recipient_id == viewer.me, Reminder.task_id.in_(within(Task, viewer)))
