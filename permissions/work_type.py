"""Which work types exist for whom."""

from sqlalchemy import ColumnElement, false, or_, select, true

from models import Job, WorkType, WorkTypeClient, WorkTypePriority, WorkTypeService, WorkTypeWorkLogType
from permissions.base import Rows, scope
from permissions.viewer import Kind, Viewer


class WorkTypeRows(Rows):
    """Those who work here: of limited staff, those of a client they cover and of jobs they see. Contacts, those of
    the jobs they see.
    """

    of = WorkType

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.kind is Kind.LIMITED:
            covered = select(WorkTypeClient.work_type_id).where(viewer.covers(WorkTypeClient.client_id))
            used = WorkType.id.in_(select(Job.work_type_id).where(scope(Job, viewer)).correlate(None))
            return or_(WorkType.id.in_(covered.correlate(None)), used)
        if viewer.is_contact:
            return WorkType.id.in_(select(Job.work_type_id).where(scope(Job, viewer)).correlate(None))
        return true() if viewer.is_user else false()


class WorkTypeServiceRows(Rows):
    """Which services it needs is known to all who work here."""

    of = WorkTypeService

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return true() if viewer.is_user else false()


class WorkTypeWorkLogTypeRows(Rows):
    """Which work log types it is offered under is known to all who work here."""

    of = WorkTypeWorkLogType

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return true() if viewer.is_user else false()


class WorkTypePriorityRows(Rows):
    """Which priorities it may have is known to all who work here."""

    of = WorkTypePriority

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return true() if viewer.is_user else false()
