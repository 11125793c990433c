"""Which timers exist for whom."""

from sqlalchemy import ColumnElement, false

from models import Timer
from permissions.base import Rows
from permissions.viewer import Viewer


class TimerRows(Rows):
    """Those who work here, for the clients they cover."""

    of = Timer

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.covers(Timer.client_id) if viewer.is_user else false()
