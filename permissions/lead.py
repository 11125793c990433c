"""Which leads exist for whom."""

from sqlalchemy import ColumnElement, false, true

from models import Lead
from permissions.base import Rows
from permissions.viewer import Kind, Viewer


class LeadRows(Rows):
    """Everybody who covers every client; whoever does not sees the leads they own (domain.md D8). No contact."""

    of = Lead

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.kind is Kind.ALL:
            return true()
        return Lead.owner_id == viewer.me if viewer.kind is Kind.LIMITED else false()
