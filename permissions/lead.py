"""Which leads exist for whom."""

from sqlalchemy import ColumnElement, false, true

from models import Lead
from permissions.base import Rows
from permissions.viewer import Viewer


class LeadRows(Rows):
    """Those who work here, for the clients they cover."""

    of = Lead

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return true() if viewer.is_user else false()
