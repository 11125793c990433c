"""Whose clocks exist for whom."""

from sqlalchemy import ColumnElement, and_, false, or_

from models import Timer
from permissions.base import Rows
from permissions.viewer import Viewer


class TimerRows(Rows):
    """The user's own, and all of them for administrators; no contact's."""

    of = Timer

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if not viewer.is_user:
            return false()
        return and_(viewer.covers(Timer.client_id), or_(Timer.user_id == viewer.me, viewer.administers()))
