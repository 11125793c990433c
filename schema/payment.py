"""Payments as they are read."""

from datetime import datetime
from typing import Any

import models
from permissions.base import StaffOnly
from schema.core.fields import as_link, field, related, several, through
from schema.core.filters import linked
from schema.core.made import noun
from schema.core.making import MadeField
from schema.core.money import Money
from schema.core.node import ClientScoped, found, listing, node, roots
from schema.core.scalars import CurrencyCode

OF_INVOICE = through(models.PaymentAllocation.payment_id, models.PaymentAllocation.invoice_id)

RECEIPTS = as_link(models.Receipt.payment_id)


async def _receipt(payment: models.Payment, info: Any) -> models.Receipt | None:
    receipts = await info.context.loaders.several(RECEIPTS).load(payment.id)
    return receipts[0] if receipts else None


@node(
    models.Payment,
    "payments",
    ["-RECEIVED_AT"],
    criteria=[linked("invoice", "Invoice", OF_INVOICE, models.Payment)],
)
class Payment(ClientScoped):
    """Money from a client. Contacts need INVOICES."""

    client = related(models.Payment.client_id, "The client.", filterable=True, groupable=True)
    status: models.PaymentStatus = field("Where it stands.", filterable=True, groupable=True)
    method: models.PaymentMethod = field("How it came.", filterable=True, groupable=True)
    currency: CurrencyCode = field("The currency of its amounts.", filterable=True, groupable=True)
    amount: Money = field("How much.", filterable=True, orderable=True, measure=True)
    refunded: Money = field("What was given back.", measure=True)
    unallocated: Money = field("Not set against an invoice.", measure=True)
    allocations = several(
        models.PaymentAllocation.payment_id, "What it settles.", by=[models.PaymentAllocation.created_at]
    )
    receipt: noun("Receipt") | None = MadeField(
        "Proof of it, once it succeeded.", _receipt, sql=lambda asked: asked.first(RECEIPTS)
    )
    reference: str | None = field("What the payer or the provider calls it.")
    failure_reason: str | None = field("Why it failed.")
    provider: str | None = field("Who took it. Staff.", StaffOnly)
    received_at: datetime | None = field(
        "When the money came.", filterable=True, orderable=True, bound=True, groupable="RECEIVED_ON"
    )
    created_at: datetime = field("When it was begun.", orderable=True)
    version: int = field("Rises with every change.")


@roots
class PaymentQueries:
    """Reading payments."""

    payments = listing("Payment", description="Every visible payment.")
    payment = found("Payment", "One payment.")
