"""Which credit notes exist for whom."""

from sqlalchemy import ColumnElement, and_, false

from models import CreditNote, CreditNoteStatus, PortalPermission
from permissions.base import Rows
from permissions.viewer import Viewer


class CreditNoteRows(Rows):
    """Those who work here, for the clients they cover; contacts with INVOICES, what is no draft."""

    of = CreditNote

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_user:
            return viewer.covers(CreditNote.client_id)
        if viewer.is_contact:
            return and_(
                CreditNote.client_id == viewer.own_client,
                viewer.portal(PortalPermission.INVOICES),
                CreditNote.status != CreditNoteStatus.DRAFT,
            )
        return false()
