"""Which work log types exist for whom."""

from sqlalchemy import ColumnElement, false, or_, select, true

from models import Job, WorkLogType, WorkType, WorkTypeWorkLogType
from permissions.base import Rows, scope, within
from permissions.viewer import Kind, Viewer


class WorkLogTypeRows(Rows):
    """Those who work here: of limited staff, those of the work types and jobs they see. Contacts, those of the jobs."""

    of = WorkLogType

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_contact:
            return WorkLogType.id.in_(select(Job.work_log_type_id).where(scope(Job, viewer)).correlate(None))
        if viewer.kind is Kind.LIMITED:
            theirs = WorkTypeWorkLogType.work_type_id.in_(within(WorkType, viewer))
            offered = select(WorkTypeWorkLogType.work_log_type_id).where(theirs)
            return or_(
                WorkLogType.id.in_(offered.correlate(None)),
                WorkLogType.id.in_(select(Job.work_log_type_id).where(scope(Job, viewer)).correlate(None)),
            )
        return true() if viewer.is_user else false()
