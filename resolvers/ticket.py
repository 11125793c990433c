"""Tickets: opened by a client or for one, answered, resolved and closed."""

from typing import Any
from uuid import UUID

from sqlalchemy import case, select

from models import (
    Client,
    Contact,
    EventKind,
    NumberedKind,
    PortalPermission,
    PriorityLevel,
    Project,
    Ticket,
    User,
    Visibility,
)
from models.core.naming import spaced
from models.errors import ErrorCode, Rejected
from resolvers import reply as replies
from resolvers import tags
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.colleagues import colleague
from resolvers.context import Context
from resolvers.coverage import ADMINISTERING
from resolvers.given import Given
from resolvers.inputs import named
from resolvers.number_series import next_number
from resolvers.recipients import portal_contacts
from resolvers.spans import seconds

FIRST_RESPONSE_SECONDS = seconds(Ticket.created_at, Ticket.first_response_at)
"""From its opening to the first answer."""
RESOLUTION_SECONDS = seconds(Ticket.created_at, Ticket.resolved_at) - Ticket.waited_seconds
"""From its opening to its solution, without the time it waited for the client."""
URGENCY = case(*[(Ticket.priority == level, place) for place, level in enumerate(PriorityLevel)])
"""Its priority in the order of what comes before what."""


async def open_ticket(context: Context, given: Given) -> Answer:
    """Write down what a client asks. The client is the contact's own, else the one given, else the project's.

    INVALID at `projectId` or `contactId` where one is of another client (domain.md IN-30).
    """
    async with context.change() as change:
        project = None
        if given.project_id is not None:
            project = await change.find(Project, given.project_id, "projectId", lock=False)
        client = await _client(change, given, project)
        _same_client(project, client.id, "projectId")
        ticket = Ticket(
            client_id=client.id,
            project_id=project.id if project else None,
            contact_id=await _asking(change, given, client),
            subject=named(given.subject, "subject"),
            body=replies.written(given.body, "body"),
            priority=given.priority or PriorityLevel.NORMAL,
            department=spaced(given.department or "") or None,
            tags=tags.kept(given.tags),
        )
        ticket.number, *_ = await next_number(change, NumberedKind.TICKET, await change.today())
        await change.add(ticket)
        event = change.record(EventKind.TICKET_OPENED, ticket)
        if change.viewer.is_contact:
            title = f"{change.viewer.name} opened {ticket.number}: {ticket.subject}"
            await change.notify(event, title, users=await _administrators(change))
        return change.answer(ticket=ticket)


async def reply(context: Context, given: Given) -> Answer:
    """Answer. The staff's first answer to the client begins the work; a contact's reply opens the ticket again.

    Contacts are read by the client and wait for nobody: another visibility, or `waitForClient`, is INVALID.
    """
    async with context.change() as change:
        ticket = await change.find(Ticket, given.ticket_id, "ticketId")
        visibility = given.visibility or Visibility.CLIENT
        _check_reply(given, visibility, by_contact=change.viewer.is_contact)
        answer = await replies.add(change, ticket, replies.written(given.body, "body"), visibility)
        if visibility is Visibility.CLIENT and not change.viewer.is_contact:
            ticket.respond(change.now)
        await _tell_of_reply(change, ticket, answer)
        if change.viewer.is_contact and ticket.hear(change.now):
            change.record(EventKind.TICKET_REOPENED, ticket)
        if given.wait_for_client:
            ticket.wait(change.now)
            change.record(EventKind.TICKET_WAITING, ticket)
        return change.answer(reply=answer, ticket=ticket)


async def assign(context: Context, given: Given) -> Answer:
    """Give it to somebody who works for the client, or to nobody."""
    async with context.change() as change:
        ticket = await change.find(Ticket, given.ticket_id, "ticketId")
        user = given.user_id and await colleague(change, given.user_id, ticket.client_id, "userId")
        ticket.assignee_id = user.id if user else None
        if change.changed(ticket):
            event = change.record(EventKind.TICKET_ASSIGNED, ticket)
            await change.notify(event, f"{ticket.number} is yours: {ticket.subject}", users=[user.id] if user else [])
        return change.answer(ticket=ticket)


async def resolve(context: Context, given: Given) -> Answer:
    """It is solved; the resolution, where there is one, is an answer to the client."""
    async with context.change() as change:
        ticket = await change.find(Ticket, given.ticket_id, "ticketId")
        if given.resolution is not None:
            body = replies.written(given.resolution, "resolution")
            ticket.respond(change.now)
            await replies.add(change, ticket, body, Visibility.CLIENT)
        ticket.resolve(change.now)
        event = change.record(EventKind.TICKET_RESOLVED, ticket)
        told = await _asker(change, ticket)
        await change.notify(event, f"{ticket.number} is resolved: {ticket.subject}", contacts=told)
        return change.answer(ticket=ticket)


async def close(context: Context, given: Given) -> Answer:
    """It is done with; INVALID_STATE before it is resolved."""
    async with context.change() as change:
        ticket = await change.find(Ticket, given.ticket_id, "ticketId")
        ticket.close()
        change.record(EventKind.TICKET_CLOSED, ticket)
        return change.answer(ticket=ticket)


async def link_to_project(context: Context, given: Given) -> Answer:
    """Hang it on a project of its client; another client's is INVALID at `projectId`."""
    async with context.change() as change:
        ticket = await change.find(Ticket, given.ticket_id, "ticketId")
        project = await change.find(Project, given.project_id, "projectId", lock=False)
        _same_client(project, ticket.client_id, "projectId")
        ticket.project_id = project.id
        if change.changed(ticket):
            change.record(EventKind.TICKET_LINKED, ticket)
        return change.answer(ticket=ticket)


async def _client(change: Change, given: Given, project: Project | None) -> Client:
    if given.client_id is not None:
        return await change.find(Client, given.client_id, "clientId", lock=False)
    key = change.viewer.client_id if change.viewer.is_contact else project and project.client_id
    if key is None:
        raise Rejected(ErrorCode.REQUIRED, "A ticket is a client's: say whose.", ["clientId"])
    return await change.get(Client, key, lock=False)


async def _asking(change: Change, given: Given, client: Client) -> UUID | None:
    if given.contact_id is None:
        return change.viewer.contact_id
    contact = await change.find(Contact, given.contact_id, "contactId", lock=False)
    _same_client(contact, client.id, "contactId")
    return contact.id


def _same_client(row: Project | Contact | None, client_id: UUID, path: str) -> None:
    if row is not None and row.client_id != client_id:
        raise Rejected(ErrorCode.INVALID, "This is of another client than the ticket.", [path])


def _check_reply(given: Given, visibility: Visibility, *, by_contact: bool) -> None:
    if by_contact and visibility is not Visibility.CLIENT:
        raise Rejected(ErrorCode.INVALID, "What you write is read by your colleagues too.", ["visibility"])
    if given.wait_for_client and (by_contact or visibility is not Visibility.CLIENT):
        message = "A ticket waits for the client after an answer of the staff that the client reads."
        raise Rejected(ErrorCode.INVALID, message, ["waitForClient"])


async def _tell_of_reply(change: Change, ticket: Ticket, answer: Any) -> None:
    event = change.record(
        EventKind.TICKET_REPLIED, ticket, visibility=answer.visibility, data={"replyId": str(answer.id)}
    )
    told = await _asker(change, ticket) if answer.visibility is Visibility.CLIENT else []
    users = await replies.concerned(change, [ticket.assignee_id], ticket.client_id)
    await change.notify(event, f"A reply in {ticket.number}: {ticket.subject}", users=users, contacts=told)


async def _asker(change: Change, ticket: Ticket) -> list[UUID]:
    reached = await portal_contacts(change, ticket.client_id, PortalPermission.TICKETS)
    return [key for key in reached if key == ticket.contact_id]


async def _administrators(change: Change) -> list[UUID]:
    return await change.all(select(User.id).where(ADMINISTERING).order_by(User.id))
