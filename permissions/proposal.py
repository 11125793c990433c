"""Which proposals exist for whom."""

from sqlalchemy import ColumnElement, false

from models import Proposal
from permissions.base import Rows
from permissions.viewer import Viewer


class ProposalRows(Rows):
    """Those who work here, for the clients they cover."""

    of = Proposal

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.covers(Proposal.client_id) if viewer.is_user else false()
