"""Which saved queries exist for whom, and who changes them."""

from sqlalchemy import ColumnElement, false, or_

from models import SavedQuery
from permissions.base import Rows
from permissions.viewer import Viewer


class SavedQueryRows(Rows):
    """Everybody's own, and what others share with the business's people; no contact."""

    of = SavedQuery

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return or_(SavedQuery.user_id == viewer.me, SavedQuery.is_shared) if viewer.is_user else false()
