"""Which lines of checklists exist for whom."""

from sqlalchemy import ColumnElement

from models import ChecklistItem, Project
from permissions.base import Rows
from permissions.task import on_task
from permissions.viewer import Viewer


class ChecklistItemRows(Rows):
    """With their task; in the portal where the project shows checklists (domain.md 3.10)."""

    of = ChecklistItem

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return on_task(viewer, ChecklistItem.client_id, ChecklistItem.task_id, Project.show_checklists)
