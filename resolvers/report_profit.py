"""R5: revenue less cost, net of tax, by one key or another; the total is the same whatever the key."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Text, Uuid, and_, cast, func, null, select, text, union_all

from models import (
    Activity,
    Client,
    CreditLine,
    CreditNote,
    CreditNoteStatus,
    Expense,
    Invoice,
    InvoiceLine,
    Job,
    JobActivity,
    Project,
    Team,
    TimeEntry,
)
from models.core.money import percent
from models.errors import ErrorCode, Rejected
from models.invoice import ISSUED_INVOICES
from permissions.base import scope
from resolvers.context import Context
from resolvers.reports import ZERO, About, local_day

REST = "Other"
"""What the row is called that holds all that has no key."""


class ProfitBy(Enum):
    """The key of a profit report."""

    PROJECT = "Each project."
    JOB = "Each job."
    ACTIVITY = "Each activity."
    CLIENT = "Each client."
    TEAM = "Each team."
    MONTH = "Each calendar month."


@dataclass
class Profit:
    """What one key brought and cost, in one currency; or what both keys did, where there are two. A key that is called
    `REST` is that of the rest."""

    currency: str
    model: type[Any] | None = None
    node_id: UUID | None = None
    name: str = REST
    then_model: type[Any] | None = None
    then_node_id: UUID | None = None
    then_name: str | None = None
    revenue: Decimal = field(default=ZERO)
    cost: Decimal = field(default=ZERO)

    @property
    def profit(self) -> Decimal:
        """Revenue less cost."""
        return self.revenue - self.cost

    @property
    def margin_percent(self) -> Decimal | None:
        """Profit of revenue; None without revenue."""
        return percent(100 * self.profit / self.revenue) if self.revenue else None


NODES: dict[ProfitBy, tuple[type[Any], str]] = {
    ProfitBy.PROJECT: (Project, "project_id"),
    ProfitBy.CLIENT: (Client, "client_id"),
    ProfitBy.JOB: (Job, "job_id"),
    ProfitBy.ACTIVITY: (Activity, "activity_id"),
    ProfitBy.TEAM: (Team, "team_id"),
}
NAMES: dict[type[Any], Any] = {
    Project: Project.name,
    Client: Client.name,
    Job: Job.number,
    Activity: Activity.code,
    Team: Team.name,
}
OF_JOBS = (ProfitBy.JOB, ProfitBy.ACTIVITY, ProfitBy.TEAM)
"""Keys that lines of invoices have, and not the invoices themselves."""


async def profit(context: Context, about: About, by: ProfitBy, then_by: ProfitBy | None = None) -> list[Profit]:
    """Issued invoices less credits, less time at cost, expenses and what was done on jobs; one row per key, or pair of
    them, and currency, the rest last. What has a key the viewer does not see is among the rest. Raises Rejected INVALID
    where both keys are one."""
    if by is then_by:
        raise Rejected(ErrorCode.INVALID, "`thenBy` is another key than `by`.", ["thenBy"])
    wanted = [by, then_by] if then_by else [by]
    moved = _movements(about, by_line=any(each in OF_JOBS for each in wanted))
    keys = [_key(each, moved).label(f"key_{n}") for n, each in enumerate(wanted)]
    sums = (func.sum(moved.c.revenue).label("revenue"), func.sum(moved.c.cost).label("cost"))
    grouped = select(*keys, moved.c.currency, *sums).group_by(*keys, moved.c.currency).subquery("grouped")
    columns: list[Any] = []
    rows: Any = grouped
    for n, each in enumerate(wanted):
        key = grouped.c[f"key_{n}"]
        if each not in NODES:
            columns += [cast(null(), Uuid()).label(f"id_{n}"), cast(key, Text()).label(f"name_{n}")]
            continue
        model, _ = NODES[each]
        seen = select(model.id, NAMES[model].label("name")).where(scope(model, about.viewer)).subquery(f"seen_{n}")
        rows = rows.outerjoin(seen, seen.c.id == key)
        columns += [seen.c.id.label(f"id_{n}"), seen.c.name.label(f"name_{n}")]
    sums = (func.sum(grouped.c.revenue).label("revenue"), func.sum(grouped.c.cost).label("cost"))
    shared = select(*columns, grouped.c.currency, *sums).select_from(rows).group_by(*columns, grouped.c.currency)
    order = [step for n in range(len(wanted)) for step in (text(f"name_{n} NULLS LAST"), text(f"id_{n} NULLS LAST"))]
    return [_row(row, wanted) for row in await context.rows(shared.order_by(*order, grouped.c.currency))]


def _key(by: ProfitBy, moved: Any) -> Any:
    return moved.c[NODES[by][1]] if by in NODES else cast(func.date_trunc("month", moved.c.day), Date())


def _row(row: Any, wanted: list[ProfitBy]) -> Profit:
    keys: list[Any] = []
    for n, by in enumerate(wanted):
        model, _ = NODES.get(by, (None, None))
        keys += [model, getattr(row, f"id_{n}"), getattr(row, f"name_{n}") or REST]
    if len(wanted) == 1:
        keys += [None, None, None]
    return Profit(row.currency, *keys, row.revenue, row.cost)


NOTHING = cast(ZERO, Invoice.total.type)
NO_JOB = tuple(cast(null(), Uuid()).label(name) for name in ("job_id", "activity_id", "team_id"))
OF_LINE = (InvoiceLine.job_id, InvoiceLine.activity_id, Job.team_id)


def _movements(about: About, *, by_line: bool) -> Any:
    """Everything that brings or costs money, one row each: client, project, day, currency, revenue, cost, and of jobs
    job, activity and team. Invoices and credits are one row each, or one for each line; the sums are the same."""
    worked = select(
        TimeEntry.client_id,
        TimeEntry.project_id,
        TimeEntry.logged_on,
        TimeEntry.cost_currency,
        NOTHING,
        TimeEntry.cost,
        *NO_JOB,
    ).where(*about.of(TimeEntry, day=TimeEntry.logged_on, user=TimeEntry.user_id), TimeEntry.cost.is_not(None))
    spent = select(
        Expense.client_id, Expense.project_id, Expense.spent_on, Expense.currency, NOTHING, Expense.amount, *NO_JOB
    ).where(*about.of(Expense, day=Expense.spent_on, user=Expense.created_by))
    return union_all(_billed(about, by_line), _credited(about, by_line), worked, spent, _done(about)).subquery("moved")


def _billed(about: About, by_line: bool) -> Any:
    revenue = InvoiceLine.net - InvoiceLine.document_discount if by_line else Invoice.total - Invoice.tax
    billed = select(
        Invoice.client_id,
        Invoice.project_id,
        Invoice.issued_on.label("day"),
        Invoice.currency,
        revenue.label("revenue"),
        NOTHING.label("cost"),
        *(column.label(each.name) for column, each in zip(OF_LINE if by_line else NO_JOB, NO_JOB, strict=True)),
    ).where(*about.of(Invoice, day=Invoice.issued_on), Invoice.status.in_(ISSUED_INVOICES))
    if not by_line:
        return billed
    return billed.join(InvoiceLine, InvoiceLine.invoice_id == Invoice.id).outerjoin(Job, _job_of_line(about))


def _job_of_line(about: About) -> Any:
    """The job a line bills, as far as it is seen: whose team did it is known with it alone."""
    return and_(Job.id == InvoiceLine.job_id, scope(Job, about.viewer))


def _credited(about: About, by_line: bool) -> Any:
    days = [about.days(CreditNote.issued_on)] if about.days else []
    credited = (
        select(
            Invoice.client_id,
            Invoice.project_id,
            CreditNote.issued_on,
            CreditNote.currency,
            -CreditLine.net if by_line else -CreditNote.subtotal,
            NOTHING,
            *(OF_LINE if by_line else NO_JOB),
        )
        .select_from(CreditNote)
        .join(Invoice, Invoice.id == CreditNote.invoice_id)
        .where(*about.of(Invoice), scope(CreditNote, about.viewer), CreditNote.status == CreditNoteStatus.ISSUED, *days)
    )
    if not by_line:
        return credited
    of_note = credited.join(CreditLine, CreditLine.credit_note_id == CreditNote.id)
    return of_note.join(InvoiceLine, InvoiceLine.id == CreditLine.invoice_line_id).outerjoin(Job, _job_of_line(about))


def _done(about: About) -> Any:
    """What was done on jobs, at its cost, on its day."""
    day = local_day(about.viewer, JobActivity.done_at)
    return (
        select(
            Job.client_id,
            Job.project_id,
            day,
            JobActivity.currency,
            NOTHING,
            JobActivity.cost,
            Job.id,
            JobActivity.activity_id,
            Job.team_id,
        )
        .join(JobActivity, JobActivity.job_id == Job.id)
        .where(*about.of(Job, day=day), JobActivity.done_at.is_not(None))
    )
