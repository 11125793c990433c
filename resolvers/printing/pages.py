"""What each document says. A page is made of what was frozen when it left the house, and of the log where nothing was:
the letterhead and the client as they were that day (domain.md L5)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from models import (
    Client,
    Contract,
    CreditLine,
    CreditNote,
    CreditNoteKind,
    Estimate,
    Event,
    EventKind,
    Face,
    Invoice,
    InvoiceLine,
    Lead,
    Organisation,
    Payment,
    PaymentAllocation,
    Project,
    Proposal,
    Receipt,
)
from models.core.drawing import strokes
from resolvers.as_of import as_of
from resolvers.context import Context
from resolvers.printing import parts
from resolvers.printing.page import Page, Party, Section, Table
from resolvers.printing.wording import address, day, days, local_day, moment, money, priced, rate, written


@dataclass(frozen=True)
class Desk:
    """What a page is made with: the platform's own eyes, the document's face, and the house as it was then."""

    context: Context
    face: Face
    since: datetime
    house: Organisation

    async def all(self, statement: Any) -> list[Any]:
        """The rows of a statement."""
        return list(await self.context.scalars(statement))

    async def then(self, model: type[Any], key: Any, instant: datetime) -> Any:
        """A row by its key as it was at an instant; as it is, where it came later."""
        (row,) = await self.all(select(model).where(model.id == key))
        return await as_of(self.context, row, instant) or row

    def page(self, kind: str, number: str, **said: Any) -> Page:
        """A page with the letterhead, named by kind and number."""
        name = f"{kind} {number}"
        return Page(kind=kind, name=name, seller=parts.letterhead(self.house), footer=parts.imprint(self.house), **said)


async def page_of(context: Context, document: Any, face: Face, since: datetime) -> Page:
    """The page of one face of a document."""
    system = context.as_system()
    house = (await system.scalars(select(Organisation)))[0]
    desk = Desk(system, face, since, await as_of(system, house, since) or house)
    return await _PAGES[type(document)](desk, document)


async def _invoice(desk: Desk, invoice: Invoice) -> Page:
    of_invoice = select(InvoiceLine).where(InvoiceLine.invoice_id == invoice.id)
    lines = await desk.all(of_invoice.order_by(InvoiceLine.position, InvoiceLine.id))
    currency, due_on, issued_on = invoice.currency, invoice.due_on, invoice.issued_on
    facts = [("Invoice number", written(invoice.number)), ("Issued", day(issued_on)), ("Due", day(due_on))]
    if due_on and issued_on:
        facts.append(("Payment terms", days((due_on - issued_on).days)))
    # From the log: it may be attached to a project afterwards.
    issued = select(Event.project_id).where(Event.subject_id == invoice.id, Event.kind == EventKind.INVOICE_ISSUED)
    for project_id in filter(None, await desk.all(issued)):
        facts.append(("Project", written((await desk.then(Project, project_id, invoice.issued_at)).name)))
    sums = [("Subtotal", money(invoice.subtotal, currency))]
    if invoice.discount:
        sums.append((f"Discount {rate(invoice.discount_percent)}", money(-invoice.discount, currency)))
    sections = [Section("Note", written(invoice.note))] if invoice.note else []
    if desk.face is Face.VOID:
        when = moment(desk.since, desk.house.time_zone)
        sections.insert(0, Section("Voided", f"On {when}: {written(invoice.void_reason)}\nNothing is to be paid."))
    elif desk.house.bank_details and invoice.total:
        quoted = f"Please quote {written(invoice.number)} with your payment."
        sections.insert(0, Section("How to pay", f"{written(desk.house.bank_details)}\n\n{quoted}"))
    return desk.page(
        "Invoice",
        written(invoice.number),
        party=_billed(invoice),
        facts=facts,
        table=parts.lines(lines, currency, prices_include_tax=invoice.prices_include_tax),
        sums=[*sums, *parts.taxes(invoice.tax_summaries, currency)],
        total=("Total", priced(invoice.total, currency)),
        remark="The total includes the tax shown." if invoice.prices_include_tax and invoice.tax else "",
        sections=sections,
        stamp="VOID" if desk.face is Face.VOID else "",
    )


async def _credit_note(desk: Desk, note: CreditNote) -> Page:
    (invoice,) = await desk.all(select(Invoice).where(Invoice.id == note.invoice_id))
    credits = await desk.all(
        select(CreditLine).where(CreditLine.credit_note_id == note.id).order_by(CreditLine.created_at, CreditLine.id)
    )
    credited = select(InvoiceLine).where(InvoiceLine.id.in_([each.invoice_line_id for each in credits]))
    described = {line.id: written(line.description) for line in await desk.all(credited)}
    currency = note.currency
    rows = [[described[each.invoice_line_id], money(each.net, currency)] for each in credits]
    written_off = note.kind is CreditNoteKind.WRITE_OFF
    return desk.page(
        "Credit note",
        written(note.number),
        title="Written off: this is no longer to be paid" if written_off else "",
        party=_billed(invoice, "Credited to"),
        facts=[
            ("Credit note number", written(note.number)),
            ("Issued", day(note.issued_on)),
            ("For invoice", written(invoice.number)),
            ("Invoiced", day(invoice.issued_on)),
        ],
        table=Table(["Credited", f"Amount ({currency})"], rows),
        sums=[("Subtotal", money(note.subtotal, currency)), *parts.taxes(note.tax_summaries, currency)],
        total=("Written off" if written_off else "Total credit", priced(note.total, currency)),
        sections=[Section("Reason", written(note.reason))],
    )


async def _receipt(desk: Desk, receipt: Receipt) -> Page:
    """What the payment settled when it came; what was set against invoices later is not on it."""
    (payment,) = await desk.all(select(Payment).where(Payment.id == receipt.payment_id))
    allocations = await desk.all(
        select(PaymentAllocation)
        .where(PaymentAllocation.payment_id == payment.id, PaymentAllocation.created_at <= receipt.created_at)
        .order_by(PaymentAllocation.created_at, PaymentAllocation.id)
    )
    settled = select(Invoice).where(Invoice.id.in_([each.invoice_id for each in allocations]))
    numbers = {invoice.id: f"Invoice {written(invoice.number)}" for invoice in await desk.all(settled)}
    client = await desk.then(Client, receipt.client_id, desk.since)
    currency = receipt.currency
    rows = [[numbers[each.invoice_id], money(each.amount, currency)] for each in allocations]
    kept = receipt.amount - sum((each.amount for each in allocations), Decimal(0))
    if kept > 0:
        rows.append(["Kept on your account", money(kept, currency)])
    received = local_day(payment.received_at or receipt.issued_at, desk.house.time_zone)
    facts = [("Receipt number", written(receipt.number)), ("Received", received)]
    facts.append(("Paid by", payment.method.name.replace("_", " ").capitalize()))
    if payment.reference:
        facts.append(("Reference", written(payment.reference)))
    return desk.page(
        "Receipt",
        written(receipt.number),
        party=parts.client(client, "Received from"),
        facts=facts,
        table=Table(["Paid for", f"Amount ({currency})"], rows),
        total=("Received", priced(receipt.amount, currency)),
    )


async def _offer(desk: Desk, offer: Any) -> Page:
    currency = offer.currency
    kind = type(offer).__name__
    facts = [(f"{kind} number", written(offer.number))]
    if offer.revision > 1:
        facts.append(("Revision", str(offer.revision)))
    facts.append(("Sent", local_day(offer.sent_at, desk.house.time_zone)))
    if offer.expires_on:
        facts.append(("Valid until", day(offer.expires_on)))
    return desk.page(
        kind,
        written(offer.number),
        title=written(offer.title),
        party=await _offered_to(desk, offer),
        facts=facts,
        table=parts.kept_lines(offer.lines, currency),
        sums=[("Subtotal", money(offer.subtotal, currency)), *parts.taxes(offer.tax_summaries, currency)],
        total=("Total", priced(offer.total, currency)),
        sections=_to_sign(desk.face, kind.lower(), offer.expires_on),
        signature=parts.signature(offer, desk.house.time_zone),
        drawing=strokes(offer.signature_drawing),
    )


async def _contract(desk: Desk, contract: Contract) -> Page:
    client = await desk.then(Client, contract.client_id, contract.sent_at)
    facts = [
        ("Provider", written(desk.house.name)),
        ("Starts", day(contract.starts_on)),
        ("Ends", day(contract.ends_on) or "Open-ended"),
    ]
    if contract.value is not None:
        facts.append(("Value", priced(contract.value, contract.value_currency)))
    return desk.page(
        "Contract",
        written(contract.title),
        title=written(contract.title),
        party=parts.client(client, "Client"),
        facts=facts,
        sections=[Section("Terms", written(contract.body)), *_to_sign(desk.face, "contract")],
        signature=parts.signature(contract, desk.house.time_zone),
        drawing=strokes(contract.signature_drawing),
    )


def _billed(invoice: Invoice, label: str = "Billed to") -> Party:
    tax_id = [f"Tax no. {written(invoice.bill_to_tax_id)}"] if invoice.bill_to_tax_id else []
    return Party(written(invoice.bill_to_name), [*address(invoice.bill_to_address), *tax_id], label)


def _to_sign(face: Face, kind: str, until: date | None = None) -> list[Section]:
    """How what was sent and not signed is accepted."""
    if face is Face.SIGNED:
        return []
    last = f" until {day(until)}" if until else ""
    return [Section("How to accept", f"You can read and sign this {kind} online{last}.")]


async def _offered_to(desk: Desk, offer: Any) -> Party:
    """The client, or the lead before it became one."""
    if offer.client_id is not None:
        return parts.client(await desk.then(Client, offer.client_id, offer.sent_at), "Prepared for")
    lead = await desk.then(Lead, offer.lead_id, offer.sent_at)
    lines = [written(lead.name)] if lead.company_name else []
    return Party(written(lead.company_name or lead.name), [*lines, *address(lead.address)], "Prepared for")


_PAGES: dict[type[Any], Callable[[Desk, Any], Awaitable[Page]]] = {
    Contract: _contract,
    CreditNote: _credit_note,
    Estimate: _offer,
    Invoice: _invoice,
    Proposal: _offer,
    Receipt: _receipt,
}
