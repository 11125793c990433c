"""Which checklist items exist for whom."""

from sqlalchemy import ColumnElement, false

from models import ChecklistItem
from permissions.base import Rows
from permissions.viewer import Viewer


class ChecklistItemRows(Rows):
    """Those who work here, for the clients they cover."""

    of = ChecklistItem

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.covers(ChecklistItem.client_id) if viewer.is_user else false()
