"""Which contracts exist for whom."""

from sqlalchemy import ColumnElement, false

from models import Contract
from permissions.base import Rows
from permissions.viewer import Viewer


class ContractRows(Rows):
    """Those who work here, for the clients they cover."""

    of = Contract

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        return viewer.covers(Contract.client_id) if viewer.is_user else false()
