"""Recurring invoices: made, paused and resumed by those who work here, and the invoices they make by themselves."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select

from models import Client, EventKind, RecurringInvoice, RecurringInvoiceStatus
from models.core.totals import add_up
from models.errors import ErrorCode, Rejected
from permissions.viewer import SYSTEM
from resolvers import invoice as invoices
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context
from resolvers.document_line import asked_lines, item_lines_of, kept_lines, kept_summaries
from resolvers.follow_up import first_time, responsible
from resolvers.given import Given

MOST_UNITS = 100
"""Units between two invoices, at most."""
LONGEST_PAST = timedelta(days=366)
"""How far back the first day may lie: every period since then is billed at once."""

log = structlog.get_logger(__name__)


async def create(context: Context, given: Given) -> Answer:
    """Begin one. Periods that have begun since its first day are billed soon after, each by itself."""
    async with context.change() as change:
        invoices.require_may_issue(change, given)
        client = await change.find(Client, given.client_id, "clientId", lock=False)
        project = await invoices.project_of(change, client.id, given.project_id)
        recurring = RecurringInvoice(
            client_id=client.id,
            project_id=project and project.id,
            currency=given.currency or client.currency,
            unit=given.unit,
            every=_every(given),
            starts_on=await _first_day(change, given),
            next_on=given.starts_on,
            ends_on=given.ends_on,
            issue=bool(given.issue),
        )
        await _price(change, recurring, given.lines)
        await change.add(recurring)
        change.record(EventKind.RECURRING_INVOICE_CREATED, recurring)
        return change.answer(recurring_invoice=recurring)


async def pause(context: Context, given: Given) -> Answer:
    """Make no invoices until it is resumed."""
    async with context.change() as change:
        recurring = await change.find(RecurringInvoice, given.recurring_invoice_id, "recurringInvoiceId")
        recurring.pause()
        change.record(EventKind.RECURRING_INVOICE_PAUSED, recurring)
        return change.answer(recurring_invoice=recurring)


async def resume(context: Context, given: Given) -> Answer:
    """Make invoices again. Periods that fell into the pause are not made up; past its last day it has ended."""
    async with context.change() as change:
        recurring = await change.find(RecurringInvoice, given.recurring_invoice_id, "recurringInvoiceId")
        recurring.resume(await change.today())
        change.record(EventKind.RECURRING_INVOICE_RESUMED, recurring)
        return change.answer(recurring_invoice=recurring)


async def make_due_invoices(services: Any) -> int:
    """Make the invoice of every period that has begun in the organisation's time zone; answers how many.

    Each period has one invoice, by a unique constraint as well, however many servers look at once. One that cannot be
    made is logged and tried again in the next turn, and who made it and the administrators are told, once for each
    period; the others do not wait for it.
    """
    made = 0
    for key in await _due(services):
        try:
            while await _make_next(services, key):
                made += 1
        except Rejected as refused:
            log.warning("recurring invoice not made", recurring_invoice=str(key), reason=refused.message)
            await _tell(services, key, refused.message)
    return made


async def _due(services: Any) -> list[UUID]:
    async with Context(services, SYSTEM).change() as change:
        return await change.all(
            select(RecurringInvoice.id)
            .where(RecurringInvoice.status == RecurringInvoiceStatus.ACTIVE)
            .where(RecurringInvoice.next_on <= await change.today())
            .order_by(RecurringInvoice.next_on, RecurringInvoice.id)
        )


async def _make_next(services: Any, key: UUID) -> bool:
    """Make the next invoice of one, if it is due and no other server is at it; whether it was."""
    async with Context(services, SYSTEM).change() as change:
        asked = select(RecurringInvoice).where(
            RecurringInvoice.id == key,
            RecurringInvoice.status == RecurringInvoiceStatus.ACTIVE,
            RecurringInvoice.next_on <= await change.today(),
        )
        due = await change.all(asked.with_for_update(skip_locked=True))
        for recurring in due:
            client = await change.get(Client, recurring.client_id, lock=False)
            invoice = await invoices.open_draft(
                change,
                client,
                currency=recurring.currency,
                project_id=recurring.project_id,
                recurring_invoice_id=recurring.id,
                recurring_on=recurring.next_on,
            )
            lines = item_lines_of(invoice, recurring.lines)
            invoices.total_up(invoice, lines)
            change.session.add_all(lines)
            recurring.advance()
            await invoices.drafted(change, invoice, issue=recurring.issue)
        return bool(due)


async def _tell(services: Any, key: UUID, reason: str) -> None:
    """Tell that an invoice is due and could not be made."""
    kind = EventKind.RECURRING_INVOICE_FAILED
    async with Context(services, SYSTEM).change() as change:
        recurring = await change.get(RecurringInvoice, key, lock=False)
        day = recurring.next_on
        if day is None or not await first_time(change, kind, key, datetime.combine(day, time(), UTC)):
            return
        title = f"The recurring invoice of {day:%Y-%m-%d} could not be made: {reason}"
        users = await responsible(change, recurring.client_id, [recurring.created_by])
        await change.notify(change.record(kind, recurring, title), title, users=users)


def _every(given: Given) -> int:
    every = 1 if given.every is None else given.every
    if not 1 <= every <= MOST_UNITS:
        raise Rejected(ErrorCode.INVALID, f"Between two invoices are from 1 to {MOST_UNITS} units.", ["every"])
    return every


async def _first_day(change: Change, given: Given) -> date:
    if given.starts_on < await change.today() - LONGEST_PAST:
        raise Rejected(ErrorCode.INVALID, "It cannot begin more than a year ago.", ["startsOn"])
    if given.ends_on is not None and given.ends_on < given.starts_on:
        raise Rejected(ErrorCode.INVALID, "It cannot end before it starts.", ["endsOn"])
    return given.starts_on


async def _price(change: Change, recurring: RecurringInvoice, given: list[Given]) -> None:
    if not given:
        raise Rejected(ErrorCode.REQUIRED, "Put at least one line on it.", ["lines"])
    lines = asked_lines(given, recurring.currency)
    totals = add_up(lines, recurring.currency, rounding=(await change.organisation()).tax_rounding)
    if totals.total < 0:
        raise Rejected(ErrorCode.INVALID, "An invoice cannot come to less than nothing.", ["lines"])
    recurring.lines, recurring.tax_summaries = kept_lines(given, lines, totals), kept_summaries(totals)
    recurring.subtotal, recurring.tax, recurring.total = totals.subtotal, totals.tax, totals.total
