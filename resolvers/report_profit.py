"""R5: revenue less cost, net of tax, by one key or another; the total is the same whatever the key."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Text, Uuid, cast, func, null, select, union_all

from models import Client, CreditNote, CreditNoteStatus, Expense, Invoice, Project, TimeEntry
from models.core.money import percent
from models.invoice import ISSUED_INVOICES
from permissions.base import scope
from resolvers.context import Context
from resolvers.reports import ZERO, About

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
    """What one key brought and cost, in one currency. Without a key and a month, it is the rest."""

    currency: str
    model: type[Any] | None = None
    node_id: UUID | None = None
    month: date | None = None
    name: str = REST
    revenue: Decimal = field(default=ZERO)
    cost: Decimal = field(default=ZERO)

    @property
    def key(self) -> str:
        """The node's name, or the first day of the month."""
        return self.month.isoformat() if self.month else self.name

    @property
    def profit(self) -> Decimal:
        """Revenue less cost."""
        return self.revenue - self.cost

    @property
    def margin_percent(self) -> Decimal | None:
        """Profit of revenue; None without revenue."""
        return percent(100 * self.profit / self.revenue) if self.revenue else None


NODES = {ProfitBy.PROJECT: (Project, "project_id"), ProfitBy.CLIENT: (Client, "client_id")}


async def profit(context: Context, about: About, by: ProfitBy) -> list[Profit]:
    """Issued invoices less credits, less time at cost and expenses; one row per key and currency, the rest last."""
    moved = _movements(about)
    model, column = NODES.get(by, (None, None))
    key = moved.c[column] if column else cast(null(), Uuid())
    month = cast(func.date_trunc("month", moved.c.day), Date()) if by is ProfitBy.MONTH else cast(null(), Date())
    keys = (key.label("key"), month.label("month"), moved.c.currency.label("currency"))
    grouped = (
        select(*keys, func.sum(moved.c.revenue).label("revenue"), func.sum(moved.c.cost).label("cost"))
        .group_by(*keys)
        .subquery("grouped")
    )
    name = model.name if model else cast(null(), Text())
    statement = select(grouped, name.label("name"))
    if model:
        statement = statement.outerjoin(model, model.id == grouped.c.key)
    order = (grouped.c.month.asc().nulls_last(), name.asc().nulls_last(), grouped.c.key, grouped.c.currency)
    return [
        Profit(row.currency, model, row.key, row.month, row.name or REST, row.revenue, row.cost)
        for row in await context.rows(statement.order_by(*order))
    ]


def _movements(about: About) -> Any:
    """Everything that brings or costs money, one row each: client, project, day, currency, revenue, cost."""
    days = [about.days(CreditNote.issued_on)] if about.days else []
    nothing = cast(ZERO, Invoice.total.type)
    billed = select(
        Invoice.client_id,
        Invoice.project_id,
        Invoice.issued_on.label("day"),
        Invoice.currency,
        (Invoice.total - Invoice.tax).label("revenue"),
        nothing.label("cost"),
    ).where(*about.of(Invoice, day=Invoice.issued_on), Invoice.status.in_(ISSUED_INVOICES))
    credited = (
        select(
            Invoice.client_id,
            Invoice.project_id,
            CreditNote.issued_on,
            CreditNote.currency,
            -CreditNote.subtotal,
            nothing,
        )
        .join(Invoice, Invoice.id == CreditNote.invoice_id)
        .where(
            *about.of(Invoice),
            scope(CreditNote, about.viewer),
            CreditNote.status == CreditNoteStatus.ISSUED,
            *days,
        )
    )
    worked = select(
        TimeEntry.client_id,
        TimeEntry.project_id,
        TimeEntry.logged_on,
        TimeEntry.cost_currency,
        nothing,
        TimeEntry.cost,
    ).where(*about.of(TimeEntry, day=TimeEntry.logged_on, user=TimeEntry.user_id), TimeEntry.cost.is_not(None))
    spent = select(
        Expense.client_id, Expense.project_id, Expense.spent_on, Expense.currency, nothing, Expense.amount
    ).where(*about.of(Expense, day=Expense.spent_on, user=Expense.created_by))
    return union_all(billed, credited, worked, spent).subquery("moved")
