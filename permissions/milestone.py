"""Which milestones exist for whom."""

from sqlalchemy import ColumnElement

from models import Milestone, Project
from permissions.base import Rows, within
from permissions.viewer import Viewer


class MilestoneRows(Rows):
    """Those who work here, for the clients they cover; in the portal, with their project (domain.md 3.10)."""

    of = Milestone

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_contact:
            return Milestone.project_id.in_(within(Project, viewer))
        return viewer.covers(Milestone.client_id)
