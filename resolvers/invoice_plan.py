"""What an invoice over a project would be: one plan for the preview and for the making (domain.md B7).

Nothing here asks the database; the same facts and the same wish always give the same plan.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from models import (
    BillableState,
    BillingMethod,
    ExclusionReason,
    Expense,
    InvoiceLineKind,
    LineGrouping,
    Project,
    Task,
    TimeEntry,
    TimeRounding,
)
from models.core.money import Money, exponent, half_up, percentage, plain, spread
from models.core.rounding import TaxRounding, billed_seconds, hours
from models.core.totals import Line, Tax, Totals, add_up
from models.errors import ErrorCode, Rejected

HOUR_BASES = (BillingMethod.PROJECT_HOURS, BillingMethod.TASK_HOURS)
ON_INVOICE = {BillableState.RESERVED: ExclusionReason.RESERVED, BillableState.BILLED: ExclusionReason.BILLED}
WHOLE = Decimal(100)


@dataclass(frozen=True)
class Wish:
    """What is asked for. Chosen keys of None mean all that are open."""

    basis: BillingMethod
    grouping: LineGrouping = LineGrouping.SINGLE_LINE
    in_range: Callable[[date], bool] = lambda day: True
    include_expenses: bool = False
    entry_ids: frozenset[UUID] | None = None
    expense_ids: frozenset[UUID] | None = None
    fixed_percent: Decimal = WHOLE
    taxes: tuple[Tax, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What is known of the project: its work, and what of it is on invoices."""

    project: Project
    tasks: dict[UUID, Task]
    entries: list[TimeEntry]
    expenses: list[Expense]
    share_percent: Decimal
    """Of the fixed price, on drafts and invoices."""
    share_worths: tuple[Decimal, ...]
    """What each of those shares comes to."""
    time_rounding: TimeRounding
    tax_rounding: TaxRounding


@dataclass(frozen=True)
class Piece:
    """What one billable brings to a line."""

    billable: Any
    quantity: Decimal
    seconds: int | None = None
    net: Decimal = Decimal(0)


@dataclass
class PlannedLine:
    """A line that would be made."""

    kind: InvoiceLineKind
    description: str
    unit: str
    quantity: Decimal
    unit_price: Decimal
    currency: str
    taxes: tuple[Tax, ...]
    pieces: list[Piece] = field(default_factory=list)
    net: Decimal = Decimal(0)


@dataclass(frozen=True)
class Excluded:
    """A billable that stays off, and why."""

    billable: Any
    reason: ExclusionReason


@dataclass(frozen=True)
class Plan:
    """What the invoice would be."""

    lines: list[PlannedLine]
    totals: Totals
    excluded: list[Excluded]
    currency: str

    def require_lines(self) -> None:
        """ALREADY_BILLED where all that matches is on an invoice, NOTHING_TO_BILL where nothing matches."""
        if self.lines:
            return
        if any(each.reason in ON_INVOICE.values() for each in self.excluded):
            raise Rejected(ErrorCode.ALREADY_BILLED, "All of this is on an invoice already.")
        raise Rejected(ErrorCode.NOTHING_TO_BILL, "Nothing here can be billed.")


def planned(wish: Wish, facts: Facts) -> Plan:
    """The plan for a wish. INVALID_STATE where a share is asked for after hours were billed, or the reverse (B6)."""
    _refuse_mixing(wish, facts)
    lines, excluded = [], []
    if wish.basis is BillingMethod.FIXED_PRICE:
        lines += _share_of_price(wish, facts)
    else:
        time, excluded = _time(wish, facts)
        lines += time
    if wish.include_expenses or wish.expense_ids is not None:
        expenses, left_out = _expenses(wish, facts)
        lines += expenses
        excluded += left_out
    currency = facts.project.currency
    asked = [Line(each.quantity, each.unit_price, wish.taxes).checked([]) for each in lines]
    totals = add_up(asked, currency, rounding=facts.tax_rounding)
    for line, figures in zip(lines, totals.lines, strict=True):
        line.net = figures.net
        line.pieces = _worth(line)
    return Plan(lines, totals, excluded, currency)


def rate_of(basis: BillingMethod, project: Project, entry: TimeEntry, task: Task | None) -> Money | None:
    """The price of an hour of this entry, by the basis (domain.md D6); `billable_time.billing_rate` says it in SQL.

    By PROJECT_HOURS it is the project's, by TASK_HOURS the task's, and where those set none the one kept with the
    entry (T2).
    """
    if basis is BillingMethod.PROJECT_HOURS:
        first, currency = project.hourly_rate, project.currency
    else:
        first, currency = (task.hourly_rate, task.hourly_rate_currency) if task else (None, None)
    if first is not None:
        return Money(first, currency)
    return None if entry.rate is None else Money(entry.rate, entry.currency)


def _refuse_mixing(wish: Wish, facts: Facts) -> None:
    if wish.basis is BillingMethod.NON_BILLABLE:
        raise Rejected(ErrorCode.INVALID, "Choose what to bill by.", ["basis"])
    if wish.basis in HOUR_BASES and facts.share_percent:
        raise Rejected(ErrorCode.INVALID_STATE, "Shares of the fixed price are billed already.", ["basis"])
    if wish.basis is BillingMethod.FIXED_PRICE and any(each.billable_state in ON_INVOICE for each in facts.entries):
        raise Rejected(ErrorCode.INVALID_STATE, "Hours of this project are billed already.", ["basis"])


def _share_of_price(wish: Wish, facts: Facts) -> list[PlannedLine]:
    project, path = facts.project, ["fixedPricePercent"]
    percent = percentage(wish.fixed_percent, path)
    if project.fixed_price is None:
        raise Rejected(ErrorCode.NOTHING_TO_BILL, "The project has no fixed price.", ["basis"])
    if facts.share_percent >= WHOLE:
        raise Rejected(ErrorCode.ALREADY_BILLED, "The whole price is on invoices already.", path)
    if percent == 0 or percent != round(percent, 2):
        raise Rejected(ErrorCode.INVALID, "A share is more than zero, with up to two decimals.", path)
    if facts.share_percent + percent > WHOLE:
        left = plain(WHOLE - facts.share_percent)
        raise Rejected(ErrorCode.INVALID, f"Only {left} percent of the price are left.", path)
    share = percent / WHOLE
    quantity, price = share, project.fixed_price
    if facts.share_percent + percent == WHOLE:
        quantity, price = _last_share(share, facts)
    line = PlannedLine(InvoiceLineKind.FIXED, project.name, "project", quantity, price, project.currency, wish.taxes)
    line.pieces.append(Piece(None, share))
    return [line]


def _last_share(share: Decimal, facts: Facts) -> tuple[Decimal, Decimal]:
    """Quantity and unit price of the share that completes the price: all shares come to the price, to the cent.

    Where rounding the shares lost or gained some, it is one piece of what is left. A larger difference is no matter of
    rounding: the price was changed in between, and shares billed before keep theirs.
    """
    price, currency = facts.project.fixed_price, facts.project.currency
    left = price - sum(facts.share_worths)
    off = abs(left - half_up(price * share, exponent(currency)))
    explained = len(facts.share_worths) * Decimal(1).scaleb(-exponent(currency))
    return (Decimal(1), left) if 0 < off <= explained else (share, price)


def _time(wish: Wish, facts: Facts) -> tuple[list[PlannedLine], list[Excluded]]:
    lines: dict[Any, PlannedLine] = {}
    excluded = []
    for entry in facts.entries:
        task = facts.tasks.get(entry.task_id) if entry.task_id else None
        rate = rate_of(wish.basis, facts.project, entry, task)
        reason = _why_not(entry, entry.logged_on, wish, wish.entry_ids) or _why_no_price(rate, facts)
        if reason:
            excluded.append(Excluded(entry, reason))
            continue
        key, description = _line_of(entry, task, wish.grouping, facts.project)
        line = lines.setdefault(
            (key, rate.amount),
            PlannedLine(InvoiceLineKind.TIME, description, "hour", Decimal(0), rate.amount, rate.currency, wish.taxes),
        )
        seconds = billed_seconds(entry.seconds, facts.time_rounding)
        line.pieces.append(Piece(entry, hours(seconds), seconds))
    for line in lines.values():
        line.quantity = hours(sum(piece.seconds for piece in line.pieces))
    return list(lines.values()), excluded


def _line_of(entry: TimeEntry, task: Task | None, grouping: LineGrouping, project: Project) -> tuple[Any, str]:
    if grouping is LineGrouping.PER_ENTRY:
        return entry.id, entry.note or (task.name if task else project.name)
    if grouping is LineGrouping.PER_TASK and task is not None:
        return task.id, task.name
    return None, project.name


def _expenses(wish: Wish, facts: Facts) -> tuple[list[PlannedLine], list[Excluded]]:
    lines, excluded = [], []
    for expense in facts.expenses:
        reason = _why_not(expense, expense.spent_on, wish, wish.expense_ids)
        if reason is None and expense.currency != facts.project.currency:
            reason = ExclusionReason.CURRENCY_MISMATCH
        if reason:
            excluded.append(Excluded(expense, reason))
            continue
        lines.append(
            PlannedLine(
                InvoiceLineKind.EXPENSE,
                expense.note or expense.category,
                "unit",
                Decimal(1),
                expense.billable_amount,
                expense.currency,
                wish.taxes,
                [Piece(expense, Decimal(1))],
            )
        )
    return lines, excluded


def _why_not(row: TimeEntry | Expense, day: date, wish: Wish, chosen: frozenset[UUID] | None) -> ExclusionReason | None:
    """What does not match is left out before what matches and is billed, so that ALREADY_BILLED is said rightly."""
    if row.billable_state is BillableState.NOT_BILLABLE:
        return ExclusionReason.NOT_BILLABLE
    if not wish.in_range(day):
        return ExclusionReason.OUT_OF_RANGE
    if chosen is not None and row.id not in chosen:
        return ExclusionReason.NOT_SELECTED
    if wish.basis is BillingMethod.TASK_HOURS and isinstance(row, TimeEntry) and row.task_id is None:
        return ExclusionReason.NO_TASK
    if row.billable_state in ON_INVOICE:
        return ON_INVOICE[row.billable_state]
    return None if row.is_approved else ExclusionReason.NOT_APPROVED


def _why_no_price(rate: Money | None, facts: Facts) -> ExclusionReason | None:
    if rate is None:
        return ExclusionReason.NO_RATE
    return None if rate.currency == facts.project.currency else ExclusionReason.CURRENCY_MISMATCH


def _worth(line: PlannedLine) -> list[Piece]:
    """The line's net divided among its pieces by their time, so that they sum to it exactly."""
    weights = [1 if piece.seconds is None else piece.seconds for piece in line.pieces]
    parts = spread(Money(line.net, line.currency), weights)
    return [
        Piece(piece.billable, piece.quantity, piece.seconds, part.amount)
        for piece, part in zip(line.pieces, parts, strict=True)
    ]


def billables(lines: Iterable[PlannedLine]) -> list[Any]:
    """Everything the lines bill."""
    return [piece.billable for line in lines for piece in line.pieces if piece.billable is not None]
