"""Which remarks exist for whom."""

from sqlalchemy import ColumnElement

from models import Comment, Project, Visibility
from permissions.base import Rows
from permissions.task import on_task
from permissions.viewer import Viewer


class CommentRows(Rows):
    """With their task; in the portal those meant for the client, where the project shows remarks (domain.md 3.10)."""

    of = Comment

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        seen = on_task(viewer, Comment.client_id, Comment.task_id, Project.show_task_comments)
        return seen & (Comment.visibility == Visibility.CLIENT) if viewer.is_contact else seen
