"""Invoices over projects: the preview and the making, from one plan."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from models import (
    BillingAllocation,
    Client,
    Expense,
    Invoice,
    InvoiceLine,
    LineGrouping,
    Organisation,
    Project,
    Task,
    TimeEntry,
)
from models.core import ids
from models.core.money import half_up
from models.errors import not_found
from permissions.base import visible
from resolvers import invoice as invoices
from resolvers.answer import Answer
from resolvers.billing_allocation import LIVE
from resolvers.change import Change
from resolvers.context import Context
from resolvers.document_line import asked_taxes, kept_taxes
from resolvers.given import Given
from resolvers.invoice_plan import WHOLE, Facts, Plan, Wish, planned

Reader = Callable[[Select[Any]], Awaitable[Any]]
"""Answers all rows of a statement."""


async def preview(context: Context, given: Given) -> Plan | None:
    """What `create` would make of the same input; None where the project is hidden."""
    key = ids.key_of("Project", given.project_id)
    found = await context.scalars(visible(Project, context.viewer).where(Project.id == key)) if key else []
    if not found:
        return None
    facts = await _facts(context.scalars, found[0])
    return planned(_wish(given, facts), facts)


async def create(context: Context, given: Given) -> Answer:
    """Bill what is open. The project is locked first, so that two calls at once do not bill the same (B1)."""
    async with context.change() as change:
        invoices.require_may_issue(change, given)
        project = await change.find(Project, given.project_id, "projectId")
        facts = await _facts(change.all, project, lock=True)
        plan = planned(_wish(given, facts), facts)
        plan.require_lines()
        client = await change.get(Client, project.client_id, lock=False)
        invoice = await invoices.open_draft(
            change, client, currency=plan.currency, project_id=project.id, due_on=given.due_on, note=given.note
        )
        await _put(change, invoice, plan)
        return change.answer(invoice=await invoices.drafted(change, invoice, issue=bool(given.issue)))


async def _put(change: Change, invoice: Invoice, plan: Plan) -> None:
    """The plan's lines on the draft, each piece an entry of the ledger, each billable reserved."""
    lines = [
        InvoiceLine(
            invoice_id=invoice.id,
            client_id=invoice.client_id,
            position=position,
            kind=line.kind,
            description=line.description,
            quantity=line.quantity,
            unit=line.unit,
            currency=line.currency,
            unit_price=line.unit_price,
            taxes=kept_taxes(line.taxes),
        )
        for position, line in enumerate(plan.lines, start=1)
    ]
    invoices.total_up(invoice, lines)
    for line, planned_line in zip(lines, plan.lines, strict=True):
        await change.add(line)
        for piece in planned_line.pieces:
            change.session.add(_allocation(invoice, line, piece))
            if piece.billable is not None:
                piece.billable.reserve(line.id)
            if piece.seconds is not None:
                piece.billable.billed_seconds = piece.seconds
    await change.flush()


def _allocation(invoice: Invoice, line: InvoiceLine, piece: Any) -> BillingAllocation:
    share = piece.billable is None
    return BillingAllocation(
        invoice_line_id=line.id,
        client_id=invoice.client_id,
        time_entry_id=piece.billable.id if isinstance(piece.billable, TimeEntry) else None,
        expense_id=piece.billable.id if isinstance(piece.billable, Expense) else None,
        project_id=invoice.project_id if share else None,
        share_percent=piece.quantity * WHOLE if share else None,
        quantity=piece.quantity,
        seconds=piece.seconds,
        currency=line.currency,
        net=piece.net,
    )


async def _facts(read: Reader, project: Project, *, lock: bool = False) -> Facts:
    def work(statement: Select[Any]) -> Select[Any]:
        return statement.with_for_update() if lock else statement

    (organisation,) = await read(select(Organisation))
    tasks = await read(select(Task).where(Task.project_id == project.id))
    shares = await read(
        select(BillingAllocation).where(BillingAllocation.project_id == project.id, BillingAllocation.state.in_(LIVE))
    )
    entries = select(TimeEntry).where(TimeEntry.project_id == project.id, TimeEntry.archived_at.is_(None))
    expenses = select(Expense).where(Expense.project_id == project.id, Expense.archived_at.is_(None))
    return Facts(
        project=project,
        tasks={task.id: task for task in tasks},
        entries=await read(work(entries.order_by(TimeEntry.logged_on, TimeEntry.id))),
        expenses=await read(work(expenses.order_by(Expense.spent_on, Expense.id))),
        share_percent=half_up(sum(each.share_percent for each in shares), 4),
        share_worths=tuple(each.net for each in shares),
        time_rounding=organisation.time_rounding,
        tax_rounding=organisation.tax_rounding,
    )


def _wish(given: Given, facts: Facts) -> Wish:
    return Wish(
        basis=given.basis,
        grouping=given.grouping or LineGrouping.SINGLE_LINE,
        in_range=in_range(given.logged_on),
        include_expenses=bool(given.include_expenses),
        entry_ids=_chosen("TimeEntry", given.time_entry_ids, {each.id for each in facts.entries}, "timeEntryIds"),
        expense_ids=_chosen("Expense", given.expense_ids, {each.id for each in facts.expenses}, "expenseIds"),
        fixed_percent=WHOLE if given.fixed_price_percent is None else given.fixed_price_percent,
        taxes=asked_taxes(given.taxes),
    )


def _chosen(type_name: str, given: list[str] | None, known: set[UUID], path: str) -> frozenset[UUID] | None:
    if given is None:
        return None
    keys = [ids.key_of(type_name, each) for each in given]
    for place, key in enumerate(keys):
        if key not in known:
            raise not_found(path, place)
    return frozenset(keys)


def in_range(days: Given | None) -> Callable[[date], bool]:
    """A DateFilter over days that are in memory."""
    if days is None:
        return lambda day: True
    return lambda day: all(
        holds
        for limit, holds in (
            (days.eq, day == days.eq),
            (days.in_, day in (days.in_ or ())),
            (days.lt, days.lt is not None and day < days.lt),
            (days.lte, days.lte is not None and day <= days.lte),
            (days.gt, days.gt is not None and day > days.gt),
            (days.gte, days.gte is not None and day >= days.gte),
        )
        if limit is not None
    )
