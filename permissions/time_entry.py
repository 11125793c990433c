"""Which time exists for whom."""

from sqlalchemy import ColumnElement

from models import Project, TimeEntry
from permissions.base import Rows, within
from permissions.viewer import Viewer


class TimeEntryRows(Rows):
    """Those who work here, for the clients they cover; in the portal where the project shows time (domain.md 3.10)."""

    of = TimeEntry

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_contact:
            return TimeEntry.project_id.in_(within(Project, viewer, Project.show_time))
        return viewer.covers(TimeEntry.client_id)
