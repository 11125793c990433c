"""Who sees which fields are asked for."""

from sqlalchemy import ColumnElement

from models import FieldUsage
from permissions.base import Rows
from permissions.viewer import Viewer


class FieldUsageRows(Rows):
    """Administrators: programs are named after those who run them."""

    of = FieldUsage

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.administers()
