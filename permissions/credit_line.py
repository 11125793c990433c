"""Which lines of credit notes exist for whom."""

from sqlalchemy import ColumnElement, and_, false

from models import CreditLine, CreditNote
from permissions.base import Rows, within
from permissions.viewer import Viewer


class CreditLineRows(Rows):
    """Those who work here, for the clients they cover; contacts, on the credit notes they see."""

    of = CreditLine

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_user:
            return viewer.covers(CreditLine.client_id)
        if viewer.is_contact:
            of_note = CreditLine.credit_note_id.in_(within(CreditNote, viewer))
            return and_(CreditLine.client_id == viewer.own_client, of_note)
        return false()
