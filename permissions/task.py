"""Which tasks exist for whom."""

from sqlalchemy import ColumnElement, false

from models import Task
from permissions.base import Rows
from permissions.viewer import Viewer


class TaskRows(Rows):
    """Those who work here, for the clients they cover."""

    of = Task

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.covers(Task.client_id) if viewer.is_user else false()
