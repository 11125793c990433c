"""Which offers, proposals and estimates alike, exist for whom, and who may answer them."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_

from models import Lead, PortalPermission
from permissions.base import Permission, Rows, within
from permissions.viewer import Viewer


class OfferRows(Rows):
    """Users see those of the clients they cover, and of the leads they see until these become clients; a contact the
    client's own once sent, until taken back (domain.md 3.10)."""

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        offer: Any = self.of
        if viewer.is_user:
            on_lead = and_(offer.client_id.is_(None), offer.lead_id.in_(within(Lead, viewer)))
            return or_(viewer.covers(offer.client_id), on_lead)
        if viewer.is_contact:
            hidden = [offer.states[name] for name in ("DRAFT", "WITHDRAWN")]
            return and_(
                viewer.portal(PortalPermission.DOCUMENTS),
                offer.client_id == viewer.own_client,
                offer.status.not_in(hidden),
            )
        return false()


class CanSign(Permission):
    """A contact with DOCUMENTS: signing and declining are the client's alone (domain.md 3.11)."""

    def allows(self, viewer: Viewer) -> bool:
        return viewer.is_contact and PortalPermission.DOCUMENTS in viewer.portal_permissions
