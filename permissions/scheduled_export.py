"""Which scheduled exports exist for whom."""

from sqlalchemy import ColumnElement, false, or_

from models import ScheduledExport, ScheduledExportRecipient
from permissions.base import Rows, within
from permissions.viewer import Viewer


class ScheduledExportRows(Rows):
    """Administrators see all, so that they know what leaves the house; others their own. No contact."""

    of = ScheduledExport

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return or_(viewer.administers(), ScheduledExport.user_id == viewer.me) if viewer.is_user else false()


class ScheduledExportRecipientRows(Rows):
    """Whoever sees the schedule sees who gets its letters."""

    of = ScheduledExportRecipient

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if not viewer.is_user:
            return false()
        return ScheduledExportRecipient.scheduled_export_id.in_(within(ScheduledExport, viewer))
