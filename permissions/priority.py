"""Which priorities exist for whom."""

from sqlalchemy import ColumnElement, false, or_, select, true

from models import Job, Priority, WorkType, WorkTypePriority
from permissions.base import Rows, scope, within
from permissions.viewer import Kind, Viewer


class PriorityRows(Rows):
    """Those who work here: of limited staff, those of the work types and jobs they see. Contacts, those of the jobs."""

    of = Priority

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_contact:
            return Priority.id.in_(select(Job.priority_id).where(scope(Job, viewer)).correlate(None))
        if viewer.kind is Kind.LIMITED:
            theirs = WorkTypePriority.work_type_id.in_(within(WorkType, viewer))
            offered = select(WorkTypePriority.priority_id).where(theirs)
            return or_(
                Priority.id.in_(offered.correlate(None)),
                Priority.id.in_(select(Job.priority_id).where(scope(Job, viewer)).correlate(None)),
            )
        return true() if viewer.is_user else false()
