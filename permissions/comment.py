"""Which comments exist for whom."""

from sqlalchemy import ColumnElement, false

from models import Comment
from permissions.base import Rows
from permissions.viewer import Viewer


class CommentRows(Rows):
    """Those who work here, for the clients they cover."""

    of = Comment

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.covers(Comment.client_id) if viewer.is_user else false()
