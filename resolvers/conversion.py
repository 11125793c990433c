"""A lead becomes a client with all of its history: the same rows, pointed at the client (domain.md 3.8)."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, update

from models import (
    ChecklistItem,
    Client,
    ClientStatus,
    ClientType,
    Comment,
    Communication,
    Contact,
    Estimate,
    Event,
    EventKind,
    File,
    Lead,
    LeadStatus,
    Notification,
    Proposal,
    Reminder,
    Task,
    TaskAssignee,
)
from models.client import CLIENT_MOVES
from models.errors import ErrorCode, Rejected
from models.lead import LEAD_MOVES
from permissions.base import scope
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.client import assign, open_client
from resolvers.client_standards import checked_currency
from resolvers.context import Context
from resolvers.given import Given

HANGING = (Communication, Task, Proposal, Estimate, File)
"""What hangs on a lead. Parents come before their children: a composite key is checked after each statement."""
BELOW: tuple[tuple[Any, Any], ...] = (
    (TaskAssignee.task_id, Task),
    (ChecklistItem.task_id, Task),
    (Comment.task_id, Task),
    (Reminder.task_id, Task),
    (File.task_id, Task),
    (File.communication_id, Communication),
)
"""What hangs on what hangs on a lead, by the column that says so."""
DOCUMENTS = (Proposal, Estimate, File)


async def convert(context: Context, given: Given) -> Answer:
    """Make the lead's client, or attach it to one that is there, and move everything to it, all or nothing (C1, C8).

    A lead that was converted answers the same once more (C3). DUPLICATE with the candidates the caller may see (C4).
    """
    async with context.change() as change:
        lead = await change.find(Lead, given.lead_id, "leadId")
        if lead.status is LeadStatus.CONVERTED:
            return change.answer(**await _converted(change, lead))
        change.expect(lead, given.expected_version)
        LEAD_MOVES.require(lead.status, LeadStatus.OPEN)
        history = await _history(change, lead)
        client = (
            await _attached(change, lead, given) if given.existing_client_id else await _opened(change, lead, given)
        )
        moved = await _move(change, lead, client.id)
        lead.convert(client.id, change.now)
        told = {"movedEvents": history, "movedDocuments": sum(len(moved[model]) for model in DOCUMENTS)}
        change.record(EventKind.LEAD_CONVERTED, lead, client_id=client.id, data=told)
        return change.answer(
            client=client, lead=lead, moved_events=told["movedEvents"], moved_documents=told["movedDocuments"]
        )


async def _converted(change: Change, lead: Lead) -> dict[str, Any]:
    """The answer of the conversion that was done."""
    done = select(Event).where(Event.subject_id == lead.id, Event.kind == EventKind.LEAD_CONVERTED)
    [event] = await change.all(done)
    return {
        "client": await change.get(Client, lead.converted_client_id, lock=False),
        "lead": lead,
        "moved_events": event.data["movedEvents"],
        "moved_documents": event.data["movedDocuments"],
    }


async def _history(change: Change, lead: Lead) -> int:
    """How many entries the lead's timeline has for the caller."""
    entries = select(func.count()).select_from(Event).where(Event.lead_id == lead.id, scope(Event, change.viewer))
    return await change.scalar(entries)


async def _opened(change: Change, lead: Lead, given: Given) -> Client:
    """A client of its own, with the lead's person as point of contact; its owner is assigned (C1, C6)."""
    wanted = Given(
        {
            "name": given.name or lead.company_name or lead.name,
            "type": given.type or (ClientType.COMPANY if lead.company_name else ClientType.INDIVIDUAL),
            "contact_name": lead.name,
            "email": lead.email,
            "phone": lead.phone,
            "currency": given.currency or await _currency_offered(change, lead),
            "billing_address": Given(lead.address) if lead.address else None,
            "source": lead.source,
        }
    )
    client, _ = await open_client(change, wanted, lead=lead)
    if lead.owner_id:
        await assign(change, lead.owner_id, client.id)
    return client


async def _currency_offered(change: Change, lead: Lead) -> str | None:
    """The currency of the latest proposal."""
    latest = select(Proposal.currency).where(Proposal.lead_id == lead.id).order_by(Proposal.created_at.desc())
    return await change.scalar(latest.limit(1))


async def _attached(change: Change, lead: Lead, given: Given) -> Client:
    """A client that is there: the lead's person joins its contacts, unless it is an individual or knows them."""
    client = await change.find(Client, given.existing_client_id, "existingClientId")
    CLIENT_MOVES.require(client.status, ClientStatus.ACTIVE, ClientStatus.INACTIVE)
    if given.currency and checked_currency(given.currency) != client.currency:
        raise Rejected(ErrorCode.CURRENCY_MISMATCH, f"The client is in {client.currency}.", ["currency"])
    same = (func.lower(Contact.email) == lead.email.lower()) if lead.email else (Contact.name == lead.name)
    known = select(Contact.id).where(Contact.client_id == client.id, Contact.archived_at.is_(None), same)
    if client.type is ClientType.COMPANY and not await change.scalar(known.limit(1)):
        person = Contact(client_id=client.id, name=lead.name, email=lead.email, phone=lead.phone)
        change.record(EventKind.CONTACT_ADDED, await change.add(person))
    client.lead_id = client.lead_id or lead.id
    return client


async def _move(change: Change, lead: Lead, client_id: UUID) -> dict[Any, set[UUID]]:
    """Point everything that hangs on the lead at the client, ids unchanged (C2). Answers the keys moved."""
    moved: dict[Any, set[UUID]] = {}
    for model in HANGING:
        moved[model] = await _point(change, model, model.lead_id == lead.id, client_id)
    for column, parent in BELOW:
        children = await _point(change, column.class_, column.in_(moved[parent]), client_id)
        moved[column.class_] = moved.get(column.class_, set()) | children
    subjects = {lead.id}.union(*moved.values())
    await _point(change, Event, or_(Event.lead_id == lead.id, Event.subject_id.in_(subjects)), client_id)
    await _point(change, Notification, Notification.subject_id.in_(subjects), client_id)
    return moved


async def _point(change: Change, model: Any, condition: Any, client_id: UUID) -> set[UUID]:
    """Set the client where there is none yet. The rows are the same as before, so their versions stay."""
    kept = {"updated_at": model.updated_at} if hasattr(model, "updated_at") else {}
    key = model.id if hasattr(model, "id") else model.client_id
    pointing = update(model).where(condition, model.client_id.is_(None)).values(client_id=client_id, **kept)
    moved = await change.session.scalars(pointing.returning(key).execution_options(synchronize_session=False))
    return set(moved)
