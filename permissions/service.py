"""Which services exist for whom."""

from sqlalchemy import ColumnElement, false, or_, select, true

from models import Activity, Job, Service, WorkType, WorkTypeService
from permissions.base import Rows, scope, within
from permissions.viewer import Kind, Viewer


class ServiceRows(Rows):
    """Those who work here: of limited staff, those of the activities, work types and jobs they see. Contacts, those
    of the jobs they see and of what is done there.
    """

    of = Service

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_contact:
            needed = (select(model.service_id).where(scope(model, viewer)).correlate(None) for model in (Job, Activity))
            return or_(*(Service.id.in_(each) for each in needed))
        if viewer.kind is Kind.LIMITED:
            priced = select(Activity.service_id).where(scope(Activity, viewer))
            theirs = WorkTypeService.work_type_id.in_(within(WorkType, viewer))
            return or_(
                Service.id.in_(priced.correlate(None)),
                Service.id.in_(select(WorkTypeService.service_id).where(theirs).correlate(None)),
                Service.id.in_(select(Job.service_id).where(scope(Job, viewer)).correlate(None)),
            )
        return true() if viewer.is_user else false()
