"""What happens when money comes or does not: the one way, for cards, transfers and providers' messages."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

import structlog
from sqlalchemy import select

from models import (
    EventKind,
    Invoice,
    NumberedKind,
    Payment,
    PaymentAllocation,
    PaymentStatus,
    Receipt,
)
from models.core import ids
from models.core.money import Money
from models.errors import ErrorCode, Rejected, not_found
from models.invoice import UNSETTLED_INVOICES
from resolvers.change import Change
from resolvers.constraints import refuses
from resolvers.context import Context, Services
from resolvers.number_series import next_number
from resolvers.settlement import follow

log = structlog.get_logger(__name__)

refuses("uq_payment_gateway_ref", ErrorCode.CONFLICT, "The provider named another payment by this reference.")


async def settle(
    services: Services,
    provider: str,
    reference: str | None,
    payment_id: str,
    *,
    succeeded: bool,
    amount: Decimal,
    currency: str,
) -> Payment:
    """What a provider reports of a payment, by the payment's id in the graph. A second report changes nothing.

    NOT_FOUND for an unknown payment, INVALID or CURRENCY_MISMATCH where the report is about other money than the
    payment, CONFLICT where the reference is another payment's.
    """
    async with Context(services).as_system().change() as change:
        payment = await change.get(Payment, ids.key_of("Payment", payment_id))
        if payment is None or payment.provider != provider:
            raise not_found("paymentId")
        if currency != payment.currency:
            raise Rejected(ErrorCode.CURRENCY_MISMATCH, f"The payment is in {payment.currency}.", ["currency"])
        if amount != payment.amount:
            raise Rejected(ErrorCode.INVALID, f"The payment is of {payment.amount:f}.", ["amount"])
        if payment.status is not PaymentStatus.PENDING:
            if succeeded and payment.status is PaymentStatus.FAILED:
                log.warning("payment_reported_after_it_failed", payment=payment_id, provider=provider)
            return payment
        name_by_provider(payment, reference)
        await change.flush()
        if succeeded:
            await receive(change, payment)
        else:
            await turn_down(change, payment, "The provider reports that it failed.")
        return payment


def name_by_provider(payment: Payment, reference: str | None) -> None:
    """Keep the provider's own name for a payment."""
    payment.gateway_ref = payment.gateway_ref or reference
    payment.reference = payment.gateway_ref


async def receive(change: Change, payment: Payment) -> Receipt:
    """The money is there: set it against its invoices, tell, follow, and give the receipt (domain.md M9).

    Where an invoice has less left to pay than was meant for it, the rest stays as the client's unallocated credit.
    """
    payment.succeed(change.now)
    invoices = await _set_against_invoices(change, payment)
    await change.flush()
    topics = {"invoice_id": invoices[0].id, "project_id": invoices[0].project_id} if invoices else {}
    worth = Money(payment.amount, payment.currency)
    event = change.record(EventKind.PAYMENT_RECEIVED, payment, f"Payment received: {worth}", **topics)
    await change.notify(event, f"{worth} received", users=_makers(invoices))
    for invoice in invoices:
        await follow(change, invoice)
    number, _, _ = await next_number(change, NumberedKind.RECEIPT, await change.today())
    return await change.add(
        Receipt(
            number=number,
            client_id=payment.client_id,
            payment_id=payment.id,
            currency=payment.currency,
            amount=payment.amount,
            issued_at=change.now,
        )
    )


async def turn_down(change: Change, payment: Payment, reason: str) -> None:
    """The money did not come; the attempt is kept for the staff."""
    payment.fail(reason)
    await change.flush()
    (allocation,) = await allocations_of(change, payment) or (None,)
    about = {"invoice_id": allocation.invoice_id} if allocation else {}
    change.record(EventKind.PAYMENT_FAILED, payment, f"Payment failed: {reason}", **about)


async def allocations_of(change: Change, payment: Payment) -> list[PaymentAllocation]:
    """The parts of a payment, first to last, locked."""
    return await change.all(
        select(PaymentAllocation)
        .where(PaymentAllocation.payment_id == payment.id)
        .order_by(PaymentAllocation.created_at, PaymentAllocation.id)
        .with_for_update()
    )


async def locked_invoices(change: Change, keys: Iterable[UUID]) -> dict[UUID, Invoice]:
    """Invoices by their keys, locked in the order of the keys."""
    wanted = select(Invoice).where(Invoice.id.in_(list(keys))).order_by(Invoice.id).with_for_update(key_share=True)
    return {invoice.id: invoice for invoice in await change.all(wanted)}


async def _set_against_invoices(change: Change, payment: Payment) -> list[Invoice]:
    allocations = await allocations_of(change, payment)
    invoices = await locked_invoices(change, [each.invoice_id for each in allocations])
    for allocation in allocations:
        invoice = invoices[allocation.invoice_id]
        owed = invoice.balance if invoice.status in UNSETTLED_INVOICES else Decimal(0)
        part = min(allocation.amount, owed)
        if part == 0:
            await change.remove(allocation)
            continue
        allocation.amount = part
        payment.allocated += part
        invoice.paid += part
    return [invoices[each.invoice_id] for each in allocations]


def _makers(invoices: list[Invoice]) -> list[UUID]:
    return [invoice.created_by for invoice in invoices if invoice.created_by]
