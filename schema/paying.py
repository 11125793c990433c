"""Paying invoices, and what is done with money that came."""

from datetime import datetime

import strawberry

import models
from permissions.base import CanBill, CanWork
from permissions.invoice import CanPay
from resolvers import payment as payments
from schema.core.inputs import given, optional
from schema.core.made import described, noun
from schema.core.money import MoneyInput
from schema.core.mutation import mutation, payload
from schema.core.node import roots
from schema.invoicing import KEY

described(models.PaymentMethod)

PaymentPayload = payload(
    "PaymentPayload",
    "What a write of a payment answers.",
    payment=(noun("Payment") | None, "PENDING or SUCCEEDED; null when declined."),
    receipt=(noun("Receipt") | None, "Proof of it, once it succeeded."),
    invoice=(noun("Invoice") | None, "The first one settled."),
    checkout_url=(str | None, "Where the payer goes on, for providers that need it."),
)


@strawberry.input(description="The part of a payment for one invoice.")
class AllocationInput:
    invoice_id: strawberry.ID = given("The invoice.")
    amount: MoneyInput = given("How much of the payment.")


@strawberry.input(description="For payInvoice.")
class PayInvoiceInput:
    invoice_id: strawberry.ID = given("The invoice.")
    amount: MoneyInput | None = optional("The whole balance by default.")
    method: models.PaymentMethod | None = given("How it is paid.", default=models.PaymentMethod.CARD)
    provider: str | None = given("Who takes the money.", default="sandbox")
    token: str | None = optional(
        "What the provider gave for the payer. The sandbox takes tok_ok, tok_declined and tok_pending. Absent: the "
        "provider's own checkout page."
    )
    return_url: str | None = optional("Where a checkout page sends the payer back to.")
    idempotency_key: str = given(KEY)


@strawberry.input(description="For recordPayment.")
class RecordPaymentInput:
    client_id: strawberry.ID = given("The client it came from.")
    amount: MoneyInput = given("How much.")
    method: models.PaymentMethod = given("How it came.")
    received_at: datetime = given("When it came.")
    allocations: list[AllocationInput] | None = optional("The invoices it settles; none leaves it as credit.")
    reference: str | None = optional("What the payer calls it.")
    idempotency_key: str = given(KEY)


@strawberry.input(description="For allocatePayment.")
class AllocatePaymentInput:
    payment_id: strawberry.ID = given("The payment.")
    allocations: list[AllocationInput] = given("The invoices it settles.")
    idempotency_key: str | None = optional(KEY)


@strawberry.input(description="For refundPayment.")
class RefundPaymentInput:
    payment_id: strawberry.ID = given("The payment.")
    amount: MoneyInput = given("How much is given back.")
    reason: str | None = optional("Why, in words the client reads too.")
    idempotency_key: str = given(KEY)


@roots
class PayingMutations:
    """Writing payments."""

    pay_invoice: PaymentPayload = mutation(
        payments.pay, PayInvoiceInput, CanPay, description="Pay an invoice, in full or in part."
    )
    record_payment: PaymentPayload = mutation(
        payments.record, RecordPaymentInput, CanWork, description="Money that came outside the platform."
    )
    allocate_payment: PaymentPayload = mutation(
        payments.allocate,
        AllocatePaymentInput,
        CanWork,
        description="Set what is left of a payment against invoices.",
    )
    refund_payment: PaymentPayload = mutation(
        payments.refund, RefundPaymentInput, CanBill, description="Give money back. Needs BILL."
    )
