"""Which work log types exist for whom."""

from sqlalchemy import ColumnElement, false, select, true

from models import Job, WorkLogType
from permissions.base import Rows, scope
from permissions.viewer import Viewer


class WorkLogTypeRows(Rows):
    """Those who work here; contacts, those of the jobs they see."""

    of = WorkLogType

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_contact:
            return WorkLogType.id.in_(select(Job.work_log_type_id).where(scope(Job, viewer)).correlate(None))
        return true() if viewer.is_user else false()
