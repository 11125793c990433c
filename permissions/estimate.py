"""Which estimates exist for whom."""

from sqlalchemy import ColumnElement, false

from models import Estimate
from permissions.base import Rows
from permissions.viewer import Viewer


class EstimateRows(Rows):
    """Those who work here, for the clients they cover."""

    of = Estimate

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.covers(Estimate.client_id) if viewer.is_user else false()
