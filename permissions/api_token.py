"""Which api tokens exist for whom."""

from sqlalchemy import ColumnElement, false, true

from models import ApiToken
from permissions.base import Rows
from permissions.viewer import Viewer


class ApiTokenRows(Rows):
    """Those who work here, for the clients they cover."""

    of = ApiToken

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return true() if viewer.is_user else false()
