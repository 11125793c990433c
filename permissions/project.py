"""Which projects exist for whom."""

from sqlalchemy import ColumnElement, false

from models import Project
from permissions.base import Rows
from permissions.viewer import Viewer


class ProjectRows(Rows):
    """Those who work here, for the clients they cover."""

    of = Project

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.covers(Project.client_id) if viewer.is_user else false()
