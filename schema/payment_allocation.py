"""The parts of payments that settle invoices."""

import models
from schema.core.fields import field, related
from schema.core.money import Money
from schema.core.node import part_of


@part_of(models.PaymentAllocation)
class PaymentAllocation:
    """The part of a payment that settles one invoice."""

    payment = related(models.PaymentAllocation.payment_id, "The payment.")
    invoice = related(models.PaymentAllocation.invoice_id, "The invoice.")
    amount: Money = field("How much of it, less what was refunded.", source="net")
