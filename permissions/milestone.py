"""Which milestones exist for whom."""

from sqlalchemy import ColumnElement, false

from models import Milestone
from permissions.base import Rows
from permissions.viewer import Viewer


class MilestoneRows(Rows):
    """Those who work here, for the clients they cover."""

    of = Milestone

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.covers(Milestone.client_id) if viewer.is_user else false()
