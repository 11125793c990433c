"""Which prices of activities exist for whom."""

from sqlalchemy import ColumnElement, false, or_, true

from models import Activity, ActivityRate
from permissions.base import Rows, within
from permissions.viewer import Kind, Viewer


class ActivityRateRows(Rows):
    """Those who work here, with the activity; of limited staff, those for everybody and for the clients they cover."""

    of = ActivityRate

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.kind is Kind.LIMITED:
            theirs = or_(ActivityRate.client_id.is_(None), viewer.covers(ActivityRate.client_id))
            return ActivityRate.activity_id.in_(within(Activity, viewer)) & theirs
        return true() if viewer.is_user else false()
