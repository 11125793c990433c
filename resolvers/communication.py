"""Communications: what was said, written and noted."""

from uuid import UUID

from models import (
    Client,
    Communication,
    CommunicationChannel,
    CommunicationDirection,
    Contact,
    EventKind,
    Lead,
    Visibility,
)
from models.errors import ErrorCode, Rejected
from resolvers import client_standards as rules
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context
from resolvers.given import Given
from resolvers.lead import client_of


async def log(context: Context, given: Given) -> Answer:
    """Write down an exchange with a lead or a client."""
    async with context.change() as change:
        communication = await _write(
            change,
            given,
            channel=given.channel,
            direction=given.direction,
            at=given.at,
            subject=rules.text(given.subject),
            visibility=given.visibility or Visibility.INTERNAL,
        )
        return change.answer(communication=communication)


async def note(context: Context, given: Given) -> Answer:
    """Write down something for the record."""
    async with context.change() as change:
        communication = await _write(
            change,
            given,
            channel=CommunicationChannel.NOTE,
            direction=CommunicationDirection.INTERNAL,
            at=change.now,
        )
        return change.answer(communication=communication)


async def _write(change: Change, given: Given, **values: object) -> Communication:
    lead = await change.find(Lead, given.lead_id, "leadId") if given.lead_id else None
    contact = await change.find(Contact, given.contact_id, "contactId", lock=False) if given.contact_id else None
    client_id = await _client(change, given, lead, contact)
    if lead is None and client_id is None:
        raise Rejected(ErrorCode.REQUIRED, "Say which lead or client it was with.", ["clientId"])
    if not given.body.strip():
        raise Rejected(ErrorCode.REQUIRED, "Write down what it was about.", ["body"])
    communication = await change.add(
        Communication(
            lead_id=lead.id if lead else None,
            client_id=client_id,
            contact_id=contact.id if contact else None,
            body=given.body,
            **values,
        )
    )
    change.record(EventKind.COMMUNICATION_LOGGED, communication, visibility=communication.visibility)
    return communication


async def _client(change: Change, given: Given, lead: Lead | None, contact: Contact | None) -> UUID | None:
    """The client it belongs to: the one given, the contact's, or what the lead became. All of them are one."""
    named = await change.find(Client, given.client_id, "clientId", lock=False) if given.client_id else None
    became = await client_of(change, lead, "leadId") if lead else None
    known = {named and named.id, contact and contact.client_id, became} - {None}
    if len(known) > 1:
        raise Rejected(ErrorCode.INVALID, "Lead, client and contact do not belong together.", ["clientId"])
    return known.pop() if known else None
