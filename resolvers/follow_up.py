"""Follow-ups by themselves (domain.md IN-50): everybody concerned is told once, whatever servers look or start again.

Servers look at what the calendar and the clock demand as often as they like; the key of `follow_up` decides which of
them tells it, in the transaction that tells it. Reminders, offers that expire and clocks of jobs use it too.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.dialects.postgresql import insert

from models import EventKind, FollowUp, Invoice, PortalPermission, Ticket, TicketStatus, User
from models.core.money import Money
from permissions.viewer import SYSTEM
from resolvers.change import Change
from resolvers.context import Context
from resolvers.coverage import ADMINISTERING
from resolvers.recipients import portal_contacts
from resolvers.reply import concerned

BATCH = 100
PATIENCE = timedelta(days=2)
"""How long a ticket waits for the client before anybody is reminded of it."""


async def follow_up(services: Any) -> None:
    """Tell of invoices that are overdue and of tickets that wait for the client. Run it as often as you like."""
    for tell in (_overdue, _waiting):
        await in_batches(services, tell)


def untold(kind: EventKind, subject: Any, occasion: Any) -> ColumnElement[bool]:
    """Whether nobody was told yet, as SQL: to find candidates, of which `first_time` decides."""
    told = select(FollowUp.told_at).where(
        FollowUp.kind == kind, FollowUp.subject_id == subject, FollowUp.occasion == occasion
    )
    return ~exists(told)


async def first_time(change: Change, kind: EventKind, subject_id: UUID, occasion: datetime) -> bool:
    """Whether this unit of work is the one to tell; of two at once the second waits for the first, and is not."""
    claim = insert(FollowUp).values(kind=kind, subject_id=subject_id, occasion=occasion, told_at=change.now)
    claimed = claim.on_conflict_do_nothing().returning(FollowUp.subject_id)
    return await change.scalar(claimed) is not None


async def in_batches(services: Any, tell: Callable[[Change], Awaitable[int]]) -> None:
    """Batch by batch, each in a transaction of its own, until there is nothing left."""
    found = BATCH
    while found == BATCH:
        async with Context(services, SYSTEM).change() as change:
            found = await tell(change)


async def _overdue(change: Change) -> int:
    """An invoice's day has passed with something left to pay (domain.md M12): the client, who drafted it, and the
    administrators are told, once for each invoice."""
    kind = EventKind.INVOICE_OVERDUE
    late = select(Invoice).where(Invoice.is_overdue(await change.today()), untold(kind, Invoice.id, Invoice.created_at))
    invoices = await change.all(_next(late, Invoice.due_on, Invoice.id))
    for invoice in invoices:
        if not await first_time(change, kind, invoice.id, invoice.created_at):
            continue
        event = change.record(kind, invoice)
        left = Money(invoice.balance, invoice.currency)
        await change.notify(
            event,
            f"Invoice {invoice.number} was due on {invoice.due_on:%Y-%m-%d}; {left} is left to pay",
            users=await responsible(change, invoice.client_id, [invoice.created_by]),
            contacts=await portal_contacts(change, invoice.client_id, PortalPermission.INVOICES),
        )
    return len(invoices)


async def _waiting(change: Change) -> int:
    """A ticket waits for the client: who asked and who works on it are reminded, once for each wait."""
    kind = EventKind.TICKET_WAITING
    waiting = select(Ticket).where(
        Ticket.status == TicketStatus.WAITING_CLIENT,
        Ticket.waiting_since <= change.now - PATIENCE,
        untold(kind, Ticket.id, Ticket.waiting_since),
    )
    tickets = await change.all(_next(waiting, Ticket.waiting_since, Ticket.id))
    for ticket in tickets:
        if not await first_time(change, kind, ticket.id, ticket.waiting_since):
            continue
        since = f"{ticket.number} waits for an answer since {ticket.waiting_since:%Y-%m-%d}: {ticket.subject}"
        event = change.record(kind, ticket, since)
        asking = await portal_contacts(change, ticket.client_id, PortalPermission.TICKETS)
        users = await concerned(change, [ticket.assignee_id], ticket.client_id)
        await change.notify(
            event,
            since,
            users=users or await responsible(change, ticket.client_id, []),
            contacts=[key for key in asking if key == ticket.contact_id],
        )
    return len(tickets)


def _next(found: Any, *order: Any) -> Any:
    model = found.column_descriptions[0]["entity"]
    return found.order_by(*order).limit(BATCH).with_for_update(of=model, key_share=True, skip_locked=True)


async def responsible(change: Change, client_id: UUID, users: list[UUID | None]) -> list[UUID]:
    """Those of the users who still work for the client, and the administrators."""
    administering = await change.all(select(User.id).where(ADMINISTERING).order_by(User.id))
    return [*await concerned(change, users, client_id), *administering]
