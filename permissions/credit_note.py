"""Which credit notes exist for whom."""

from sqlalchemy import ColumnElement, false

from models import CreditNote
from permissions.base import Rows
from permissions.viewer import Viewer


class CreditNoteRows(Rows):
    """Those who work here, for the clients they cover."""

    of = CreditNote

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.covers(CreditNote.client_id) if viewer.is_user else false()
