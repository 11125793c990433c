"""Which files exist for whom."""

from sqlalchemy import ColumnElement, false

from models import File
from permissions.base import Rows
from permissions.viewer import Viewer


class FileRows(Rows):
    """Those who work here, for the clients they cover."""

    of = File

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.covers(File.client_id) if viewer.is_user else false()
