"""The people at a client."""

from sqlalchemy import func, select

from models import Client, ClientType, Contact, EventKind, PortalStatus, TokenPurpose
from models.errors import ErrorCode, Rejected
from resolvers import client_standards as rules
from resolvers import one_time_token
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context
from resolvers.given import Given
from resolvers.made_out import follow_client


async def add(context: Context, given: Given) -> Answer:
    """Add a person to a company. CONFLICT at an INDIVIDUAL client, DUPLICATE for an address that is there (OC-05)."""
    async with context.change() as change:
        client = await change.find(Client, given.client_id, "clientId")
        if client.type is ClientType.INDIVIDUAL:
            raise Rejected(
                ErrorCode.CONFLICT, "An individual has exactly one contact; make it a company first.", ["clientId"]
            )
        email = rules.email(given.email)
        await _refuse_known(change, client, email)
        standards = (await change.organisation()).data_standards
        contact = await change.add(
            Contact(
                client_id=client.id,
                name=rules.contact_name(standards, given.name),
                email=email,
                phone=rules.text(given.phone),
                job_role=rules.text(given.job_role),
            )
        )
        change.record(EventKind.CONTACT_ADDED, contact)
        return change.answer(contact=contact)


async def update(context: Context, given: Given) -> Answer:
    """Change what is given. The point of contact cannot be archived: CONFLICT (OC-15)."""
    async with context.change() as change:
        contact = await change.find(Contact, given.contact_id, "contactId")
        change.expect(contact, given.expected_version)
        standards = (await change.organisation()).data_standards
        if "email" in given and (email := rules.email(given.email)) != contact.email:
            await _change_email(change, contact, email)
        if "name" in given:
            contact.name = rules.contact_name(standards, given.name)
        change.update(contact, given, "phone", "job_role", "email_notifications")
        if contact.is_point_of_contact:
            rules.require_fields(standards, contact, only=("email", "phone"))
        if given.archived is not None:
            await _archive(change, contact, given.archived)
        if change.changed(contact):
            change.record(EventKind.CONTACT_UPDATED, contact)
        if contact.is_point_of_contact and "email" in given:
            await follow_client(change, await change.get(Client, contact.client_id))
        return change.answer(contact=contact)


async def _refuse_known(change: Change, client: Client, email: str | None) -> None:
    if email is None:
        return
    same = select(Contact.id).where(
        Contact.client_id == client.id, func.lower(Contact.email) == email, Contact.archived_at.is_(None)
    )
    if await change.scalar(same.limit(1)):
        raise Rejected(ErrorCode.DUPLICATE, "The client has a contact with this e-mail address already.", ["email"])


async def _change_email(change: Change, contact: Contact, email: str | None) -> None:
    client = await change.get(Client, contact.client_id)
    await _refuse_known(change, client, email)
    if email is None and contact.portal_status is PortalStatus.INVITED:
        raise Rejected(ErrorCode.CONFLICT, "The invitation to the portal was sent to this address.", ["email"])
    if contact.portal_status is PortalStatus.INVITED and email != contact.email:
        # The letter went to the old address; whoever holds it may not open a door under the new one.
        await one_time_token.revoke(change, TokenPurpose.PORTAL_INVITATION, contact.id)
    contact.email = email


async def _archive(change: Change, contact: Contact, archived: bool) -> None:
    if archived and contact.is_point_of_contact:
        raise Rejected(ErrorCode.CONFLICT, "Make somebody else the point of contact first.", ["archived"])
    if archived and contact.portal_status is PortalStatus.ACTIVE:
        raise Rejected(ErrorCode.CONFLICT, "Suspend the contact's portal first.", ["archived"])
    client = await change.get(Client, contact.client_id)
    if not archived and contact.archived_at and client.type is ClientType.INDIVIDUAL:
        raise Rejected(ErrorCode.CONFLICT, "An individual has exactly one contact.", ["archived"])
    if archived:
        await one_time_token.revoke(change, TokenPurpose.PORTAL_INVITATION, contact.id)
    contact.archived_at = (contact.archived_at or change.now) if archived else None
