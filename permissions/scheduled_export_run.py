"""Whose business it is what a scheduled export made."""

from sqlalchemy import ColumnElement, false

from models import ScheduledExport, ScheduledExportRun
from permissions.base import Rows, within
from permissions.viewer import Viewer


class ScheduledExportRunRows(Rows):
    """Whoever sees the schedule sees how its runs went; the file is for fewer (resolvers/export_scope.py)."""

    of = ScheduledExportRun

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if not viewer.is_user:
            return false()
        return ScheduledExportRun.scheduled_export_id.in_(within(ScheduledExport, viewer))
