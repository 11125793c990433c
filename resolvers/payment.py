"""Payments: paying, recording, allocating, refunding."""

import re
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlsplit
from uuid import UUID

from models import Client, EventKind, Invoice, Payment, PaymentAllocation, PaymentMethod
from models.core.money import Money
from models.errors import ErrorCode, Rejected
from models.payment import HELD_PAYMENTS, PAYMENT_MOVES
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context, Services
from resolvers.given import Given
from resolvers.payments import allocations_of, locked_invoices, name_by_provider, receive, turn_down
from resolvers.provider import Outcome, provider_named
from resolvers.settlement import follow

AHEAD = timedelta(minutes=5)
"""How far the clock of whoever records a payment may run ahead of ours."""
HOST = re.compile(r"[\w.-]+(:\d{1,5})?|\[[\dA-Fa-f:.]+\](:\d{1,5})?", re.ASCII)
"""A host as it stands in an address, and may stand in a header: nobody's name, nothing that ends a directive."""


async def pay(context: Context, given: Given) -> Answer:
    """Take money for an invoice. The invoice is locked, so that two payments at once cannot pay it twice.

    A declined attempt is kept as FAILED, and the caller is refused with PAYMENT_DECLINED.
    """
    name = given.provider or "sandbox"
    provider = provider_named(context.services, name)
    async with context.change() as change:
        invoice = await change.find(Invoice, given.invoice_id, "invoiceId")
        invoice.require_payable()
        balance = Money(invoice.balance, invoice.currency)
        amount = _within(balance, given.amount, ["amount"]) if given.amount is not None else balance
        payment = await change.add(
            Payment(
                client_id=invoice.client_id,
                method=given.method or PaymentMethod.CARD,
                currency=amount.currency,
                amount=amount.amount,
                provider=name,
                return_url=_checked_return_url(context.services, given.return_url),
            )
        )
        await change.add(_part(payment, invoice, amount.amount))
        charge = await provider.charge(payment.id, amount, given.token)
        name_by_provider(payment, charge.reference)
        payment.checkout_url = charge.checkout_url
        if charge.outcome is Outcome.DECLINED:
            await turn_down(change, payment, charge.reason or "It was declined.")
            raise change.decline(Rejected(ErrorCode.PAYMENT_DECLINED, payment.failure_reason, ["token"]))
        receipt = None
        if charge.outcome is Outcome.SUCCEEDED:
            receipt = await receive(change, payment)
        else:
            await change.flush()
            about = {"invoice_id": invoice.id, "project_id": invoice.project_id}
            change.record(EventKind.PAYMENT_PENDING, payment, f"Payment on its way: {amount}", **about)
        return change.answer(payment=payment, receipt=receipt, invoice=invoice, checkout_url=payment.checkout_url)


async def record(context: Context, given: Given) -> Answer:
    """Write down money that came outside of the platform, and set it against invoices."""
    async with context.change() as change:
        client = await change.find(Client, given.client_id, "clientId", lock=False)
        amount = _positive(given.amount, client.currency, ["amount"])
        if given.received_at > change.now + AHEAD:
            raise Rejected(ErrorCode.INVALID, "This lies in the future.", ["receivedAt"])
        parts = await _asked_parts(change, given, client.id, client.currency, amount.amount)
        payment = await change.add(
            Payment(
                client_id=client.id,
                method=given.method,
                currency=amount.currency,
                amount=amount.amount,
                reference=given.reference,
                received_at=given.received_at,
            )
        )
        for invoice, part in parts:
            await change.add(_part(payment, invoice, part))
        receipt = await receive(change, payment)
        return change.answer(payment=payment, receipt=receipt, invoice=parts[0][0] if parts else None)


async def allocate(context: Context, given: Given) -> Answer:
    """Set what is left of a payment against invoices of its client."""
    async with context.change() as change:
        payment = await change.find(Payment, given.payment_id, "paymentId")
        PAYMENT_MOVES.require(payment.status, *HELD_PAYMENTS)
        if not given.allocations:
            raise Rejected(ErrorCode.REQUIRED, "Say which invoices it settles.", ["allocations"])
        parts = await _asked_parts(change, given, payment.client_id, payment.currency, payment.unallocated)
        earlier = {each.invoice_id: each for each in await allocations_of(change, payment)}
        for invoice, part in parts:
            if known := earlier.get(invoice.id):
                known.amount += part
            else:
                await change.add(_part(payment, invoice, part))
            payment.allocated += part
            invoice.paid += part
            await change.flush()
            about = {"invoice_id": invoice.id, "project_id": invoice.project_id}
            change.record(EventKind.PAYMENT_ALLOCATED, payment, **about)
            await follow(change, invoice)
        return change.answer(payment=payment, invoice=parts[0][0])


async def refund(context: Context, given: Given) -> Answer:
    """Give money back: first what settles nothing, then what settles the invoices paid last (domain.md M9)."""
    async with context.change() as change:
        payment = await change.find(Payment, given.payment_id, "paymentId")
        amount = _positive(given.amount, payment.currency, ["amount"])
        from_invoices = max(amount.amount - payment.unallocated, Decimal(0))
        allocations = await allocations_of(change, payment)
        invoices = await locked_invoices(change, [each.invoice_id for each in allocations])
        payment.refund(amount.amount)
        touched = []
        for allocation in reversed(allocations):
            back = min(allocation.net, from_invoices)
            if back:
                invoice = invoices[allocation.invoice_id]
                allocation.refunded += back
                payment.allocated -= back
                invoice.paid -= back
                from_invoices -= back
                touched.append(invoice)
        if payment.provider:
            await provider_named(context.services, payment.provider).refund(payment.gateway_ref, amount)
        await change.flush()
        about = {"invoice_id": touched[0].id, "project_id": touched[0].project_id} if touched else {}
        summary = f"Payment refunded: {amount}" + (f" ({given.reason})" if given.reason else "")
        change.record(EventKind.PAYMENT_REFUNDED, payment, summary, **about)
        for invoice in touched:
            await follow(change, invoice)
        return change.answer(payment=payment, invoice=touched[0] if touched else None)


def _part(payment: Payment, invoice: Invoice, amount: Decimal) -> PaymentAllocation:
    return PaymentAllocation(
        payment_id=payment.id,
        invoice_id=invoice.id,
        client_id=invoice.client_id,
        currency=invoice.currency,
        amount=amount,
    )


async def _asked_parts(
    change: Change, given: Given, client_id: UUID, currency: str, available: Decimal
) -> list[tuple[Invoice, Decimal]]:
    """The invoices named and how much is for each, locked. AMOUNT_EXCEEDS_BALANCE beyond a balance or what is there."""
    asked = given.allocations or []
    wanted = [await change.find(Invoice, each.invoice_id, "allocations", n, "invoiceId", lock=False)
              for n, each in enumerate(asked)]  # fmt: skip
    locked = await locked_invoices(change, [invoice.id for invoice in wanted])
    parts: dict[UUID, Decimal] = {}
    for place, (each, invoice) in enumerate(zip(asked, wanted, strict=True)):
        path = ["allocations", place]
        if invoice.client_id != client_id:
            raise Rejected(ErrorCode.INVALID, "The invoice is of another client.", [*path, "invoiceId"])
        if invoice.id in parts:
            raise Rejected(ErrorCode.INVALID, "Name each invoice once.", [*path, "invoiceId"])
        locked[invoice.id].require_payable([*path, "invoiceId"])
        balance = Money(locked[invoice.id].balance, currency)
        parts[invoice.id] = _within(balance, each.amount, [*path, "amount"]).amount
    if sum(parts.values(), Decimal(0)) > available:
        message = f"Only {Money(available, currency)} of the payment is there to allocate."
        raise Rejected(ErrorCode.AMOUNT_EXCEEDS_BALANCE, message, ["allocations"])
    return [(locked[key], part) for key, part in parts.items()]


def _positive(given: Given, currency: str, path: list[str | int]) -> Money:
    amount = Money.of(given.amount, given.currency, path).require(currency, path)
    if amount.amount <= 0:
        raise Rejected(ErrorCode.INVALID, "The amount is more than zero.", path)
    return amount


def _within(balance: Money, given: Given, path: list[str | int]) -> Money:
    amount = _positive(given, balance.currency, path)
    if amount > balance:
        raise Rejected(ErrorCode.AMOUNT_EXCEEDS_BALANCE, f"Only {balance} is left to pay.", path)
    return amount


def _checked_return_url(services: Services, given: str | None) -> str | None:
    """An address of this platform, or any other by HTTPS: nobody is led to a page that anybody can read along."""
    if given is None:
        return None
    own, wanted = urlsplit(services.public_url), urlsplit(given)
    is_own = (wanted.scheme, wanted.netloc) == (own.scheme, own.netloc)
    if not HOST.fullmatch(wanted.netloc) or not (is_own or wanted.scheme == "https"):
        raise Rejected(
            ErrorCode.INVALID, "A return address is one of this platform, or begins with https.", ["returnUrl"]
        )
    return given
