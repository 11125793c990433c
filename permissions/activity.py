"""Which activities exist for whom."""

from sqlalchemy import ColumnElement, false, or_, select, true

from models import Activity, ActivityClient, JobActivity
from permissions.base import Rows, scope
from permissions.viewer import Kind, Viewer


class ActivityRows(Rows):
    """Those who work here: of limited staff, the activities of a client they cover and of jobs they see. Contacts,
    those done for them.
    """

    of = Activity

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.kind is Kind.LIMITED:
            covered = select(ActivityClient.activity_id).where(viewer.covers(ActivityClient.client_id))
            done = Activity.id.in_(select(JobActivity.activity_id).where(scope(JobActivity, viewer)).correlate(None))
            return or_(Activity.id.in_(covered.correlate(None)), done)
        if viewer.is_contact:
            return Activity.id.in_(select(JobActivity.activity_id).where(scope(JobActivity, viewer)).correlate(None))
        return true() if viewer.is_user else false()
