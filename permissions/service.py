"""Which services exist for whom."""

from sqlalchemy import ColumnElement, false, select, true

from models import Job, Service
from permissions.base import Rows, scope
from permissions.viewer import Viewer


class ServiceRows(Rows):
    """Those who work here; contacts, those of the jobs they see."""

    of = Service

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_contact:
            return Service.id.in_(select(Job.service_id).where(scope(Job, viewer)).correlate(None))
        return true() if viewer.is_user else false()
