"""Reports: figures that need a rule of the business, each from the rows its viewer sees (domain.md 3.15)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, and_, cast, func, or_, select

from models import (
    BillableState,
    Client,
    CreditNote,
    CreditNoteStatus,
    Expense,
    Invoice,
    Job,
    JobActivity,
    JobStatus,
    Payment,
    PaymentAllocation,
    Project,
    Task,
    TaskAssignee,
    TimeEntry,
    User,
)
from models.core import clock
from models.core.money import percent
from models.invoice import ISSUED_INVOICES
from models.payment import HELD_PAYMENTS
from permissions.base import CanSeeCosts, scope
from permissions.user import CanSeeCapacity
from permissions.viewer import Viewer
from resolvers import billable_time, project_finance
from resolvers.context import Context

ZERO = Decimal(0)


@dataclass(frozen=True)
class About:
    """What a report is about: keys of visible clients, projects and users as subqueries, and a predicate over days."""

    viewer: Viewer
    clients: Any = None
    projects: Any = None
    users: Any = None
    days: Callable[[Any], ColumnElement[bool]] | None = None

    def of(self, model: Any, *, day: Any = None, user: Any = None) -> list[ColumnElement[bool]]:
        """The visible rows of a model the report is about. `day` and `user` are the columns that say whose and when."""
        found = [scope(model, self.viewer)]
        if self.clients is not None:
            found.append((model.id if model is Client else model.client_id).in_(self.clients))
        if self.projects is not None:
            found.append((model.id if model is Project else model.project_id).in_(self.projects))
        return [*found, *self.work(day=day, user=user)]

    def work(self, *, day: Any = None, user: Any = None) -> list[ColumnElement[bool]]:
        """Whose work the report is about, and of which days."""
        found = []
        if self.users is not None and user is not None:
            found.append(user.in_(self.users))
        if self.days is not None and day is not None:
            found.append(self.days(day))
        return found

    @property
    def today(self) -> date:
        """The day in the organisation's time zone."""
        return clock.today(self.viewer.time_zone)


def local_day(viewer: Viewer, instant: Any) -> ColumnElement[date]:
    """The calendar day of an instant in the organisation's time zone, as SQL."""
    return cast(func.timezone(viewer.time_zone, instant), Date())


# --- R1


@dataclass(frozen=True)
class Hours:
    """Time of one user on one project."""

    project_id: UUID
    user_id: UUID
    seconds: int
    billable_seconds: int
    billed_seconds: int


async def hours_worked(context: Context, about: About) -> list[Hours]:
    """R1: time per project and user, by the day it was logged on."""
    sums = (
        func.sum(TimeEntry.seconds),
        func.coalesce(func.sum(TimeEntry.seconds).filter(TimeEntry.billable), 0),
        func.coalesce(func.sum(TimeEntry.billed_seconds), 0),
    )
    keys = (TimeEntry.project_id, TimeEntry.user_id)
    rows = about.of(TimeEntry, day=TimeEntry.logged_on, user=TimeEntry.user_id)
    found = await context.rows(select(*keys, *sums).where(*rows).group_by(*keys).order_by(*keys))
    return [Hours(row[0], row[1], *map(int, row[2:])) for row in found]


# --- R2


@dataclass(frozen=True)
class Revenue:
    """The money of one project, in its currency."""

    project_id: UUID
    client_id: UUID
    currency: str
    invoiced: Decimal
    earned: Decimal
    paid: Decimal


async def revenue(context: Context, about: About) -> list[Revenue]:
    """R2: invoiced by day of issue, credits deducted; paid by day of receipt; earned as it is now."""
    projects = await context.rows(
        select(Project.id, Project.client_id, Project.currency, project_finance.earned)
        .where(*about.of(Project))
        .order_by(Project.name, Project.id)
    )
    invoiced = await _by_project(context, _issued(about, Invoice.project_id, Invoice.currency))
    credits = await _by_project(context, _credits(about, Invoice.project_id, CreditNote.currency))
    paid = await _by_project(context, _paid(about))
    rows = []
    for key, client_id, currency, earned in projects:
        of_project = (key, currency)
        net = invoiced.get(of_project, ZERO) - credits.get(of_project, ZERO)
        rows.append(Revenue(key, client_id, currency, net, earned, paid.get(of_project, ZERO)))
    # A row that is there for what was earned alone would tell of it.
    may_tell = CanSeeCosts().allows(about.viewer)
    return [row for row in rows if row.invoiced or row.paid or (row.earned and may_tell)]


async def _by_project(context: Context, statement: Any) -> dict[tuple[UUID, str], Decimal]:
    return {(row[0], row[1]): row[2] for row in await context.rows(statement)}


def _issued(about: About, *keys: Any) -> Any:
    """Issued invoices net of tax, by keys."""
    rows = [*about.of(Invoice, day=Invoice.issued_on), Invoice.status.in_(ISSUED_INVOICES)]
    return select(*keys, func.sum(Invoice.total - Invoice.tax)).where(*rows).group_by(*keys)


def _credits(about: About, *keys: Any) -> Any:
    """Credits net of tax, by keys of the invoices they are on."""
    days = [about.days(CreditNote.issued_on)] if about.days else []
    rows = [*about.of(Invoice), scope(CreditNote, about.viewer), CreditNote.status == CreditNoteStatus.ISSUED, *days]
    statement = select(*keys, func.sum(CreditNote.subtotal)).join(Invoice, Invoice.id == CreditNote.invoice_id)
    return statement.where(*rows).group_by(*keys)


def _paid(about: About) -> Any:
    days = [about.days(local_day(about.viewer, Payment.received_at))] if about.days else []
    rows = [*about.of(Invoice), scope(Payment, about.viewer), Payment.status.in_(HELD_PAYMENTS), *days]
    keys = (Invoice.project_id, Invoice.currency)
    return (
        select(*keys, func.sum(PaymentAllocation.net))
        .join(Invoice, Invoice.id == PaymentAllocation.invoice_id)
        .join(Payment, Payment.id == PaymentAllocation.payment_id)
        .where(*rows)
        .group_by(*keys)
    )


# --- R3


@dataclass(frozen=True)
class Overdue:
    """The overdue tasks of one project; of none where the key is None."""

    project_id: UUID | None
    count: int
    task_ids: list[UUID]
    """Of exactly the tasks counted, by the filter of the report."""


def is_overdue(viewer: Viewer) -> ColumnElement[bool]:
    """Tasks past their day, neither DONE nor CANCELLED."""
    return Task.is_overdue(viewer.today)


async def overdue_tasks(context: Context, about: About) -> list[Overdue]:
    """R3: by project."""
    rows = [*about.of(Task, day=Task.due_on), is_overdue(about.viewer)]
    if about.users is not None:
        assigned = select(TaskAssignee.task_id).where(TaskAssignee.user_id.in_(about.users))
        rows.append(Task.id.in_(assigned))
    counted = select(Task.project_id, func.count(), func.array_agg(Task.id))
    statement = counted.where(*rows).group_by(Task.project_id)
    found = await context.rows(statement.order_by(Task.project_id.asc().nulls_last()))
    return [Overdue(*row) for row in found]


# --- R6


@dataclass(frozen=True)
class Utilisation:
    """The time of one user against what there is of it."""

    user_id: UUID
    capacity_seconds: int
    tracked_seconds: int
    billable_seconds: int

    @property
    def utilisation_percent(self) -> Decimal | None:
        """Billable of capacity; None without a capacity."""
        if not self.capacity_seconds:
            return None
        return percent(Decimal(100 * self.billable_seconds) / self.capacity_seconds)


async def utilisation(context: Context, about: About, first: date | None, last: date | None) -> list[Utilisation]:
    """R6: from the first day asked for, or of any entry, to the last, or today; of those whose weeks the viewer may
    know."""
    rows = about.of(TimeEntry, day=TimeEntry.logged_on, user=TimeEntry.user_id)
    worked = (
        select(
            TimeEntry.user_id,
            func.sum(TimeEntry.seconds).label("tracked"),
            func.coalesce(func.sum(TimeEntry.seconds).filter(TimeEntry.billable), 0).label("billable"),
            func.min(TimeEntry.logged_on).label("first_on"),
        )
        .where(*rows)
        .group_by(TimeEntry.user_id)
        .subquery("worked")
    )
    columns = (worked.c.user_id, User.weekly_capacity_minutes, worked.c.tracked, worked.c.billable, worked.c.first_on)
    statement = select(*columns).join(User, User.id == worked.c.user_id).where(CanSeeCapacity().rows(context.viewer))
    found = await context.rows(statement.order_by(User.name, User.id))
    begin = first or min((row.first_on for row in found), default=about.today)
    days = max((((last or about.today) - begin) + timedelta(days=1)).days, 0)
    return [
        Utilisation(row.user_id, _capacity(row.weekly_capacity_minutes, days), int(row.tracked), int(row.billable))
        for row in found
    ]


def _capacity(weekly_minutes: int | None, days: int) -> int:
    return (weekly_minutes or 0) * 60 * days // 7


# --- R8


@dataclass(frozen=True)
class Unbilled:
    """What could be invoiced now: of one project, or of the jobs of one client."""

    client_id: UUID
    project_id: UUID | None
    currency: str
    seconds: int = 0
    time: Decimal = ZERO
    expenses: Decimal = ZERO
    jobs: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """All of it."""
        return self.time + self.expenses + self.jobs


async def unbilled(context: Context, about: About) -> list[Unbilled]:
    """R8: work in progress not yet billed, as it is now; projects first, then jobs by client.

    Days are those time was logged on, money was spent on and jobs were completed on. An expense is of who recorded it,
    and a job of nobody by itself.
    """
    entries = about.work(day=TimeEntry.logged_on, user=TimeEntry.user_id)
    seconds, time = billable_time.unbilled_seconds(*entries), billable_time.unbilled_time(*entries)
    expenses = billable_time.unbilled_expenses(*about.work(day=Expense.spent_on, user=Expense.created_by))
    statement = (
        select(Project.client_id, Project.id, Project.currency, seconds, time, expenses)
        .where(*about.of(Project), or_(seconds > 0, expenses > 0))
        .order_by(Project.name, Project.id)
    )
    found = [Unbilled(row[0], row[1], row[2], int(row[3]), row[4], row[5]) for row in await context.rows(statement)]
    return found if about.users is not None else [*found, *await _unbilled_jobs(context, about)]


async def _unbilled_jobs(context: Context, about: About) -> list[Unbilled]:
    is_open = and_(Job.status == JobStatus.READY_TO_INVOICE, JobActivity.billable_state == BillableState.OPEN)
    statement = (
        select(Client.id, JobActivity.currency, func.sum(JobActivity.sale))
        .join(Job, Job.client_id == Client.id)
        .join(JobActivity, JobActivity.job_id == Job.id)
        .where(*about.of(Job, day=local_day(about.viewer, Job.completed_at)), is_open)
        .group_by(Client.id, Client.name, JobActivity.currency)
        .order_by(Client.name, Client.id, JobActivity.currency)
    )
    return [Unbilled(row[0], None, row[1], jobs=row[2]) for row in await context.rows(statement)]
