"""Which services exist for whom."""

from sqlalchemy import ColumnElement, false, or_, select, true

from models import Activity, Job, Service
from permissions.base import Rows, scope
from permissions.viewer import Viewer


class ServiceRows(Rows):
    """Those who work here; contacts, those of the jobs they see and of what is done there."""

    of = Service

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_contact:
            needed = (select(model.service_id).where(scope(model, viewer)).correlate(None) for model in (Job, Activity))
            return or_(*(Service.id.in_(each) for each in needed))
        return true() if viewer.is_user else false()
