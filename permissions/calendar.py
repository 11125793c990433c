"""Which calendars exist for whom."""

from sqlalchemy import ColumnElement, false, or_, select, true

from models import Calendar, Priority, Resource, Team
from permissions.base import Rows, scope
from permissions.viewer import Kind, Viewer

BY_CALENDAR = (Priority, Team, Resource)


class CalendarRows(Rows):
    """Those who work here: of limited staff, those that something they see goes by. Contacts, those of the priorities
    of their jobs.
    """

    of = Calendar

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.kind is Kind.LIMITED:
            goes_by = (
                Calendar.id.in_(select(each.calendar_id).where(scope(each, viewer)).correlate(None))
                for each in BY_CALENDAR
            )
            return or_(*goes_by)
        if viewer.is_contact:
            return Calendar.id.in_(select(Priority.calendar_id).where(scope(Priority, viewer)).correlate(None))
        return true() if viewer.is_user else false()
