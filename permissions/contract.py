"""Which contracts exist for whom."""

from sqlalchemy import ColumnElement, and_, false

from models import Contract, ContractStatus, PortalPermission
from permissions.base import Rows
from permissions.viewer import Viewer


class ContractRows(Rows):
    """Users see those of the clients they cover; a contact the client's own once sent (domain.md 3.10)."""

    of = Contract

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_user:
            return viewer.covers(Contract.client_id)
        if viewer.is_contact:
            return and_(
                viewer.portal(PortalPermission.DOCUMENTS),
                Contract.client_id == viewer.own_client,
                Contract.status != ContractStatus.DRAFT,
            )
        return false()
