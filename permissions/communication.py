"""Which communications exist for whom."""

from sqlalchemy import ColumnElement, and_, false, or_

from models import Communication, Lead, Visibility
from permissions.base import Rows, within
from permissions.viewer import Viewer


class CommunicationRows(Rows):
    """Those of the clients covered and, until there is a client, of the leads seen; in the portal what is meant for
    the client (domain.md 3.10)."""

    of = Communication

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_contact:
            return and_(Communication.client_id == viewer.own_client, Communication.visibility == Visibility.CLIENT)
        if not viewer.is_user:
            return false()
        of_lead = and_(Communication.client_id.is_(None), Communication.lead_id.in_(within(Lead, viewer)))
        return or_(viewer.covers(Communication.client_id), of_lead)
