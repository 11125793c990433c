"""Which keys of programs exist for whom."""

from sqlalchemy import ColumnElement, false, or_

from models import ApiToken
from permissions.base import Rows
from permissions.viewer import Viewer


class ApiTokenRows(Rows):
    """Administrators see all, others their own."""

    of = ApiToken

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return or_(viewer.administers(), ApiToken.user_id == viewer.me) if viewer.is_user else false()
