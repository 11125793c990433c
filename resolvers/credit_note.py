"""Credit notes: crediting an invoice, using what remains, writing off."""

from decimal import Decimal
from typing import Any

from models import (
    AllocationState,
    BillingAllocation,
    CreditAllocation,
    CreditLine,
    CreditNote,
    CreditNoteKind,
    EventKind,
    Invoice,
    InvoiceLine,
    NumberedKind,
    Project,
)
from models.core import ids
from models.core.base import Base
from models.core.money import Money
from models.errors import ErrorCode, Rejected, not_found
from models.invoice import INVOICE_MOVES, ISSUED_INVOICES
from resolvers import billing_allocation as ledger
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context
from resolvers.credit_note_totals import Credited, credited, given_up, summaries
from resolvers.given import Given
from resolvers.invoice import lines_of
from resolvers.loaders import Loaders
from resolvers.number_series import next_number
from resolvers.reading import Link
from resolvers.settlement import follow

Released = list[BillingAllocation]
OF_NOTE = Link(BillingAllocation, BillingAllocation.credit_note_id)


async def credit(context: Context, given: Given) -> Answer:
    """Credit lines of an issued invoice; exactly the billables named can be billed again (domain.md B3, M13).

    The credit is set against the invoice as far as it has something left to pay; the rest remains for the client.
    """
    async with context.change() as change:
        invoice = await change.find(Invoice, given.invoice_id, "invoiceId")
        INVOICE_MOVES.require(invoice.status, *ISSUED_INVOICES)
        _require_reason(given)
        if not given.lines:
            raise Rejected(ErrorCode.REQUIRED, "Say which lines are credited.", ["lines"])
        await change.get(Project, invoice.project_id)
        parts, released = await _asked(change, invoice, given.lines)
        note = await _issue(change, invoice, CreditNoteKind.CREDIT, given.reason, parts)
        billables = await ledger.release(change, released, note.id)
        about = {"project_id": invoice.project_id}
        change.record(EventKind.CREDIT_NOTE_ISSUED, note, **about)
        await _set_against(change, note, invoice, min(note.remaining, invoice.balance))
        return change.answer(credit_note=note, invoice=invoice, released_billables=billables)


async def apply(context: Context, given: Given) -> Answer:
    """Set what remains of a credit against an invoice of its client; all that fits unless an amount is given."""
    async with context.change() as change:
        note = await change.find(CreditNote, given.credit_note_id, "creditNoteId")
        invoice = await change.find(Invoice, given.invoice_id, "invoiceId")
        if invoice.client_id != note.client_id:
            raise Rejected(ErrorCode.INVALID, "The invoice is of another client.", ["invoiceId"])
        invoice.require_payable()
        Money(invoice.balance, invoice.currency).require(note.currency, ["invoiceId"])
        amount = min(note.remaining, invoice.balance)
        if given.amount is not None:
            asked = Money.of(given.amount.amount, given.amount.currency, ["amount"]).require(note.currency, ["amount"])
            amount = asked.amount
        if amount > invoice.balance:
            message = f"Only {Money(invoice.balance, invoice.currency)} is left to pay."
            raise Rejected(ErrorCode.AMOUNT_EXCEEDS_BALANCE, message, ["amount"])
        if not note.remaining:
            raise Rejected(ErrorCode.AMOUNT_EXCEEDS_BALANCE, "Nothing remains of the credit.", ["creditNoteId"])
        note.use(amount)
        await _allocate(change, note, invoice, amount)
        about = {"invoice_id": invoice.id, "project_id": invoice.project_id}
        change.record(EventKind.CREDIT_APPLIED, note, **about)
        await follow(change, invoice)
        return change.answer(credit_note=note, invoice=invoice, released_billables=[])


async def write_off(context: Context, given: Given) -> Answer:
    """Give up the balance of an invoice (domain.md M14)."""
    async with context.change() as change:
        invoice = await change.find(Invoice, given.invoice_id, "invoiceId")
        invoice.require_payable()
        _require_reason(given)
        await change.get(Project, invoice.project_id)
        parts = given_up(await lines_of(change, invoice), Money(invoice.balance, invoice.currency))
        note = await _issue(change, invoice, CreditNoteKind.WRITE_OFF, given.reason, parts)
        change.record(EventKind.INVOICE_WRITTEN_OFF, note, project_id=invoice.project_id)
        await _set_against(change, note, invoice, note.remaining)
        return change.answer(credit_note=note, invoice=invoice, released_billables=[])


async def released(loaders: Loaders, line: CreditLine) -> list[Base]:
    """The billables a line of a credit note gave back."""
    entries = await loaders.several(OF_NOTE).load(line.credit_note_id)
    found = [
        await ledger.billable(loaders, entry) for entry in entries if entry.invoice_line_id == line.invoice_line_id
    ]
    return [each for each in found if each is not None]


def _require_reason(given: Given) -> None:
    if not given.reason.strip():
        raise Rejected(ErrorCode.REQUIRED, "Say why.", ["reason"])


async def _asked(change: Change, invoice: Invoice, given: list[Given]) -> tuple[list[Credited], Released]:
    lines = {line.id: line for line in await lines_of(change, invoice)}
    billed = [each for each in await ledger.live(change, lines) if each.state is AllocationState.BILLED]
    parts: list[Credited] = []
    released: Released = []
    for place, each in enumerate(given):
        path = ["lines", place]
        line = lines.get(ids.key_of("InvoiceLine", each.invoice_line_id))
        if line is None:
            raise not_found(*path, "invoiceLineId")
        if any(part.line is line for part in parts):
            raise Rejected(ErrorCode.INVALID, "Name each line once.", [*path, "invoiceLineId"])
        named = _named(each, [entry for entry in billed if entry.invoice_line_id == line.id], path)
        parts.append(credited(line, _amount(each, line, named, path)))
        released += named
    return parts, released


def _named(given: Given, billed: Released, path: list[Any]) -> Released:
    """The ledger's entries behind the billables named."""
    found: Released = []
    for place, each in enumerate(given.release_billable_ids or ()):
        parsed = ids.parse(each)
        keys = [
            entry for entry in billed if parsed and parsed[1] in [getattr(entry, column) for column in ledger.BILLABLES]
        ]
        if not keys:
            raise not_found(*path, "releaseBillableIds", place)
        found += [entry for entry in keys if entry not in found]
    return found


def _amount(given: Given, line: InvoiceLine, named: Released, path: list[Any]) -> Decimal:
    rest = line.net - line.credited
    if given.amount is not None:
        asked = Money.of(given.amount.amount, given.amount.currency, [*path, "amount"])
        amount = asked.require(line.currency, [*path, "amount"]).amount
    else:
        amount = min(sum((entry.net for entry in named), Decimal(0)), rest) if named else rest
    if rest <= 0 or amount > rest:
        left = Money(max(rest, Decimal(0)), line.currency)
        raise Rejected(ErrorCode.AMOUNT_EXCEEDS_BALANCE, f"Only {left} of the line can be credited.", [*path, "amount"])
    if amount <= 0:
        raise Rejected(ErrorCode.INVALID, "The amount is more than zero.", [*path, "amount"])
    return amount


async def _issue(
    change: Change, invoice: Invoice, kind: CreditNoteKind, reason: str, parts: list[Credited]
) -> CreditNote:
    subtotal, tax = sum(part.net for part in parts), sum(part.tax for part in parts)
    note = CreditNote(
        client_id=invoice.client_id,
        invoice_id=invoice.id,
        kind=kind,
        reason=reason,
        currency=invoice.currency,
        subtotal=subtotal,
        tax=tax,
        total=subtotal + tax,
        tax_summaries=summaries(parts),
    )
    today = await change.today()
    number, sequence, year = await next_number(change, NumberedKind.CREDIT_NOTE, today)
    note.issue(number, sequence, year, today, change.now)
    await change.add(note)
    for part in parts:
        part.line.credited += part.amount
        await change.add(
            CreditLine(
                client_id=invoice.client_id,
                credit_note_id=note.id,
                invoice_line_id=part.line.id,
                currency=invoice.currency,
                net=part.net,
                tax=part.tax,
            )
        )
    return note


async def _set_against(change: Change, note: CreditNote, invoice: Invoice, amount: Decimal) -> None:
    if amount > 0:
        note.use(amount)
        await _allocate(change, note, invoice, amount)
    await follow(change, invoice)


async def _allocate(change: Change, note: CreditNote, invoice: Invoice, amount: Decimal) -> None:
    invoice.credited += amount
    await change.add(
        CreditAllocation(
            client_id=invoice.client_id,
            credit_note_id=note.id,
            invoice_id=invoice.id,
            currency=invoice.currency,
            amount=amount,
        )
    )
