"""The portal: who of a client's people comes in, and what they see there (domain.md 3.3, 3.10)."""

from models import Contact, EventKind, Lead, Organisation, PortalStatus, Session, TokenPurpose
from models.contact import INVITATION_LASTS
from models.core import ids
from models.errors import ErrorCode, Rejected
from resolvers import invitation, one_time_token
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.constraints import refuses
from resolvers.context import Context
from resolvers.given import Given
from resolvers.sign_in import acting_as, end_sessions, entered, open_session

refuses(
    "uq_contact_client_id_identity_id", ErrorCode.CONFLICT, "This address signs in for another contact of the client."
)


async def enable(context: Context, given: Given) -> Answer:
    """Invite a contact, or let a suspended one back in. INVALID_STATE for a lead, and for who is in already (OS-55)."""
    async with context.change() as change:
        contact = await _contact(change, given)
        if contact.portal_status is PortalStatus.SUSPENDED:
            contact.permit(given.permissions)
            contact.activate()
            change.record(EventKind.PORTAL_ACTIVATED, contact)
            return change.answer(contact=contact)
        contact.invite(change.now)
        contact.permit(given.permissions)
        return await _invited(change, contact)


async def resend(context: Context, given: Given) -> Answer:
    """Invite once more; the earlier token stops working. INVALID_STATE unless an invitation is open."""
    async with context.change() as change:
        contact = await _contact(change, given)
        if contact.portal_status is not PortalStatus.INVITED:
            raise Rejected(ErrorCode.INVALID_STATE, "There is no invitation to send again.", ["contactId"])
        contact.invite(change.now)
        return await _invited(change, contact)


async def accept(context: Context, given: Given) -> Answer:
    """Enter the portal with an invitation and a password. INVALID_TOKEN, or INVALID_CREDENTIALS where the address
    signs in already and the password is another."""
    async with context.change() as change:
        contact, identity = await invitation.accept(
            change, TokenPurpose.PORTAL_INVITATION, Contact, given.token, given.password
        )
        if contact.portal_status is not PortalStatus.INVITED or contact.archived_at:
            raise invitation.invalid_token()
        acting_as(change, contact)
        contact.activate(identity.id)
        await change.flush()
        change.record(EventKind.PORTAL_ACTIVATED, contact)
        token = await open_session(change, identity, contact)
    return await entered(context, token)


async def permit(context: Context, given: Given) -> Answer:
    """Replace what a contact sees in the portal; effective on its next request."""
    async with context.change() as change:
        contact = await _contact(change, given)
        contact.permit(given.permissions)
        if change.changed(contact):
            change.record(EventKind.PORTAL_PERMISSIONS_CHANGED, contact)
        return change.answer(contact=contact)


async def suspend(context: Context, given: Given) -> Answer:
    """Close the portal to a contact: sessions end now, streams within a second (domain.md S5)."""
    async with context.change() as change:
        contact = await _contact(change, given)
        contact.suspend()
        await end_sessions(change, Session.contact_id == contact.id)
        await one_time_token.revoke(change, TokenPurpose.PORTAL_INVITATION, contact.id)
        change.record(EventKind.PORTAL_SUSPENDED, contact)
        return change.answer(contact=contact)


async def _contact(change: Change, given: Given) -> Contact:
    if ids.key_of(Lead.__name__, given.contact_id):
        await change.find(Lead, given.contact_id, "contactId", lock=False)
        raise Rejected(ErrorCode.INVALID_STATE, "A lead has no portal; convert it to a client first.", ["contactId"])
    contact = await change.find(Contact, given.contact_id, "contactId")
    if contact.archived_at:
        raise Rejected(ErrorCode.INVALID_STATE, "The contact is kept for the record alone.", ["contactId"])
    return contact


async def _invited(change: Change, contact: Contact) -> Answer:
    organisation: Organisation = await change.organisation()
    change.record(EventKind.PORTAL_INVITED, contact)
    told = await invitation.invite(
        change,
        TokenPurpose.PORTAL_INVITATION,
        contact,
        INVITATION_LASTS,
        f"Your access to the client portal of {organisation.name}",
        f"{organisation.name} opened a portal for you. Follow this link to choose a password and come in.",
    )
    return change.answer(contact=contact, **told)
