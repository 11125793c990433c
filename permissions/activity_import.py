"""Which imports of activities exist for whom."""

from sqlalchemy import ColumnElement, false

from models import ActivityImport
from permissions.base import Rows
from permissions.viewer import Viewer


class ActivityImportRows(Rows):
    """Those who work here, for the clients they cover; no contact."""

    of = ActivityImport

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.covers(ActivityImport.client_id) if viewer.is_user else false()
