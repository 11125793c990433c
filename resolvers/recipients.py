"""Whom a document is for: those who are told of it in the portal, and the address it is mailed to."""

from uuid import UUID

from sqlalchemy import select

from models import Contact, Lead, PortalPermission, PortalStatus
from models.errors import ErrorCode, Rejected
from resolvers.change import Change


async def portal_contacts(change: Change, client_id: UUID | None, permission: PortalPermission) -> list[UUID]:
    """The contacts of a client who are in the portal and see this there."""
    found = select(Contact).where(
        Contact.client_id == client_id, Contact.portal_status == PortalStatus.ACTIVE, Contact.archived_at.is_(None)
    )
    return [contact.id for contact in await change.all(found.order_by(Contact.id)) if contact.may(permission)]


async def letter_box(change: Change, client_id: UUID | None, lead_id: UUID | None = None) -> str:
    """The e-mail address of a client's point of contact, else the lead's; REQUIRED at `email` where there is none."""
    if client_id is not None:
        asked = select(Contact.email).where(Contact.client_id == client_id, Contact.is_point_of_contact)
    else:
        asked = select(Lead.email).where(Lead.id == lead_id)
    address = await change.scalar(asked)
    if not address:
        raise Rejected(ErrorCode.REQUIRED, "There is no e-mail address to send it to.", ["email"])
    return address


async def sender(change: Change) -> str:
    """The organisation's name, as letters are signed."""
    return (await change.organisation()).name
