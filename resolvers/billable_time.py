"""What a time entry is billed for, in SQL: the same figures as `models.core.rounding` works out in Python.

Everything is rounded entry by entry, so a sum is what the invoice lines of single entries come to (domain.md T3, M3).
"""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Numeric, and_, case, cast, func, literal, null, select

from models import (
    ApprovalStatus,
    BillableState,
    BillingMethod,
    Expense,
    Organisation,
    Project,
    Task,
    TimeEntry,
    TimeRounding,
)
from models.core.money import NO_DECIMALS, RATE_PLACES, THREE_DECIMALS

AMOUNT = Numeric(19, 4)


def decimals(currency: Any) -> ColumnElement[int]:
    """How many decimals amounts of a currency have."""
    return case((currency.in_(sorted(NO_DECIMALS)), 0), (currency.in_(sorted(THREE_DECIMALS)), 3), else_=2)


def rounded(amount: Any, currency: Any) -> ColumnElement[Any]:
    """An amount half up to the decimals of its currency."""
    return func.round(amount, decimals(currency), type_=AMOUNT)


def billed_seconds() -> ColumnElement[int]:
    """The seconds of an entry as they would be billed now, by the organisation's rounding (domain.md T3)."""
    rounding = select(Organisation.time_rounding).scalar_subquery()
    kind = Organisation.time_rounding.type
    steps = {literal(each, kind): _stepped(each) for each in TimeRounding if each is not TimeRounding.NONE}
    return case(steps, value=rounding, else_=TimeEntry.seconds)


def _stepped(rounding: TimeRounding) -> ColumnElement[int]:
    direction, _, minutes = rounding.name.partition("_")
    step = int(minutes) * 60
    lifted = TimeEntry.seconds + (step - 1 if direction == "UP" else step // 2)
    return (lifted // step) * step


def hours(seconds: Any) -> ColumnElement[Any]:
    """Seconds as hours with four decimals, half up: the quantity of a time line (domain.md M2)."""
    return func.round(cast(seconds, Numeric) / 3600, RATE_PLACES, type_=AMOUNT)


def worth(seconds: Any, rate: Any, currency: Any) -> ColumnElement[Any]:
    """What seconds come to at an hourly rate, half up to the currency."""
    return rounded(hours(seconds) * rate, currency)


def billing_rate() -> ColumnElement[Any]:
    """The price of one hour of an entry by its project's method, in the project's currency (domain.md D6).

    By PROJECT_HOURS it is the project's, by TASK_HOURS the task's, and where those set none the one kept with the
    entry (T2); `invoice_plan.rate_of` says it in Python. Null for time without a task by TASK_HOURS, and where nothing
    sets a price in the currency: such time is on no invoice by itself. Stands in a statement over time entries that
    correlates the project.
    """
    kept = case((TimeEntry.currency == Project.currency, TimeEntry.rate))
    of_task = _of_task(case((Task.hourly_rate_currency == Project.currency, Task.hourly_rate)))
    has_own = _of_task(Task.hourly_rate).is_not(None)
    return case(
        (Project.billing_method == BillingMethod.PROJECT_HOURS, func.coalesce(Project.hourly_rate, kept)),
        (
            Project.billing_method == BillingMethod.TASK_HOURS,
            case((TimeEntry.task_id.is_(None), null()), (has_own, of_task), else_=kept),
        ),
        else_=kept,
    )


def _of_task(column: Any) -> Any:
    return select(column).where(Task.id == TimeEntry.task_id).correlate(TimeEntry, Project).scalar_subquery()


def is_open(model: type[TimeEntry] | type[Expense]) -> ColumnElement[bool]:
    """What of a project is to be billed, is on no invoice, and waits for no approval."""
    approved = model.approval_status.in_([ApprovalStatus.NOT_NEEDED, ApprovalStatus.APPROVED])
    return and_(model.project_id == Project.id, model.billable_state == BillableState.OPEN, approved)


def unbilled_seconds(*which: ColumnElement[bool]) -> ColumnElement[int]:
    """Open billable time of a project, as recorded; of entries for which all of `which` hold."""
    total = cast(func.coalesce(func.sum(TimeEntry.seconds), 0), BigInteger)
    return select(total).where(is_open(TimeEntry), *which).correlate(Project).scalar_subquery()


def unbilled_time(*which: ColumnElement[bool]) -> ColumnElement[Any]:
    """That time, rounded, at the rates it would be billed at."""
    each = worth(billed_seconds(), billing_rate(), Project.currency)
    return _sum(each).where(is_open(TimeEntry), *which).correlate(Project).scalar_subquery()


def unbilled_expenses(*which: ColumnElement[bool]) -> ColumnElement[Any]:
    """Open billable expenses of a project, with markup; of those for which all of `which` hold."""
    in_its_currency = and_(is_open(Expense), Expense.currency == Project.currency)
    return _sum(Expense.billable_amount).where(in_its_currency, *which).correlate(Project).scalar_subquery()


def _sum(amount: Any) -> Any:
    return select(func.coalesce(func.sum(amount), 0, type_=AMOUNT))
