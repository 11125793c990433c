"""Which codings exist for whom."""

from sqlalchemy import ColumnElement, false, select, true

from models import Coding, CodingClient, CodingWorkLogType
from permissions.base import Rows
from permissions.viewer import Kind, Viewer


class CodingRows(Rows):
    """Those who work here: of limited staff, the codes of a client they cover. No contact."""

    of = Coding

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.kind is Kind.LIMITED:
            covered = select(CodingClient.coding_id).where(viewer.covers(CodingClient.client_id))
            return Coding.id.in_(covered.correlate(None))
        return true() if viewer.is_user else false()


class CodingWorkLogTypeRows(Rows):
    """Which work log types a code is for is known to all who work here."""

    of = CodingWorkLogType

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return true() if viewer.is_user else false()
