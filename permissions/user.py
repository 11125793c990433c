"""Which users exist for whom."""

from sqlalchemy import ColumnElement, false, true

from models import User
from permissions.base import Rows
from permissions.viewer import Viewer


class UserRows(Rows):
    """Those who work here, for the clients they cover."""

    of = User

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return true() if viewer.is_user else false()
