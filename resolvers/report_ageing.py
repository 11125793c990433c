"""R4: open balances by days past due."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from models import Client, CreditAllocation, Invoice, InvoiceStatus, Payment, PaymentAllocation
from models.invoice import ISSUED_INVOICES
from models.payment import HELD_PAYMENTS
from permissions.viewer import Viewer
from resolvers.context import Context
from resolvers.reports import ZERO, About, local_day


@dataclass(frozen=True)
class Ageing:
    """What one client owes in one currency, by days past due."""

    client_id: UUID
    currency: str
    current: Decimal
    days_1_to_30: Decimal
    days_31_to_60: Decimal
    days_61_to_90: Decimal
    days_over_90: Decimal
    total: Decimal


async def receivables_ageing(context: Context, about: About, as_of: date | None) -> list[Ageing]:
    """R4: open balances, with tax, on a day; today's add up to the balances of the clients."""
    day = as_of or about.today
    is_past = day < about.today
    balance = _balance_on(about.viewer, day) if is_past else Invoice.balance
    in_force = Invoice.status.in_(ISSUED_INVOICES)
    if is_past:
        voided_later = and_(Invoice.status == InvoiceStatus.VOID, local_day(about.viewer, Invoice.voided_at) > day)
        in_force = and_(or_(in_force, voided_later), Invoice.issued_on <= day)
    owed = (
        select(Invoice.client_id, Invoice.currency, balance.label("balance"), (day - Invoice.due_on).label("late"))
        .where(*about.of(Invoice), in_force)
        .subquery("owed")
    )
    late, left = owed.c.late, owed.c.balance
    buckets = [late <= 0, late.between(1, 30), late.between(31, 60), late.between(61, 90), late > 90]
    sums = [func.coalesce(func.sum(left).filter(bucket), ZERO) for bucket in buckets]
    statement = (
        select(owed.c.client_id, owed.c.currency, *sums, func.sum(left))
        .join(Client, Client.id == owed.c.client_id)
        .where(left > 0)
        .group_by(owed.c.client_id, owed.c.currency, Client.name)
        .order_by(Client.name, owed.c.client_id, owed.c.currency)
    )
    return [Ageing(*row) for row in await context.rows(statement)]


def _balance_on(viewer: Viewer, day: date) -> Any:
    """What was left to pay on an earlier day."""
    received = (
        select(func.coalesce(func.sum(PaymentAllocation.net), ZERO))
        .join(Payment, Payment.id == PaymentAllocation.payment_id)
        .where(
            PaymentAllocation.invoice_id == Invoice.id,
            Payment.status.in_(HELD_PAYMENTS),
            local_day(viewer, Payment.received_at) <= day,
        )
    )
    credited = select(func.coalesce(func.sum(CreditAllocation.amount), ZERO)).where(
        CreditAllocation.invoice_id == Invoice.id, local_day(viewer, CreditAllocation.created_at) <= day
    )
    return Invoice.total - received.scalar_subquery() - credited.scalar_subquery()
