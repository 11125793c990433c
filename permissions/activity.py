"""Which activities exist for whom."""

from sqlalchemy import ColumnElement, false, select, true

from models import Activity, ActivityClient, JobActivity
from permissions.base import Rows, scope
from permissions.viewer import Kind, Viewer


class ActivityRows(Rows):
    """Those who work here: of limited staff, the activities of a client they cover. Contacts, those done for them."""

    of = Activity

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.kind is Kind.LIMITED:
            covered = select(ActivityClient.activity_id).where(viewer.covers(ActivityClient.client_id))
            return Activity.id.in_(covered.correlate(None))
        if viewer.is_contact:
            return Activity.id.in_(select(JobActivity.activity_id).where(scope(JobActivity, viewer)).correlate(None))
        return true() if viewer.is_user else false()
