"""Which priorities exist for whom."""

from sqlalchemy import ColumnElement, false, select, true

from models import Job, Priority
from permissions.base import Rows, scope
from permissions.viewer import Viewer


class PriorityRows(Rows):
    """Those who work here; contacts, those of the jobs they see."""

    of = Priority

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_contact:
            return Priority.id.in_(select(Job.priority_id).where(scope(Job, viewer)).correlate(None))
        return true() if viewer.is_user else false()
