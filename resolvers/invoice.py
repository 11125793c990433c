"""Invoices: drafts, issuing, voiding."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select

from models import (
    Ability,
    BillingAllocation,
    Client,
    Contact,
    Estimate,
    EventKind,
    Invoice,
    InvoiceLine,
    InvoiceLineKind,
    InvoiceStatus,
    NumberedKind,
    PortalPermission,
    Project,
)
from models.core import ids
from models.core.money import Money, percentage
from models.core.totals import Line, add_up
from models.errors import ErrorCode, Rejected, not_found
from permissions.viewer import Viewer
from resolvers import billing_allocation as ledger
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context
from resolvers.document_line import asked_lines, kept_summaries, kept_taxes, read_taxes
from resolvers.given import Given
from resolvers.made_out import make_out
from resolvers.number_series import next_number
from resolvers.settlement import follow_project


def is_overdue(viewer: Viewer) -> ColumnElement[bool]:
    """Whether the day of an invoice has passed with something left to pay (domain.md M12), as SQL."""
    return Invoice.is_overdue(viewer.today)


async def create(context: Context, given: Given) -> Answer:
    """An invoice of lines that bill nothing recorded; issued at once if asked for."""
    async with context.change() as change:
        require_may_issue(change, given)
        client = await change.find(Client, given.client_id, "clientId", lock=False)
        project = await project_of(change, client.id, given.project_id)
        invoice = await open_draft(
            change,
            client,
            currency=client.currency,
            project_id=project and project.id,
            due_on=given.due_on,
            note=given.note,
            prices_include_tax=bool(given.prices_include_tax),
            discount_percent=percentage(given.discount_percent or Decimal(0), ["discountPercent"]),
        )
        if not given.lines:
            raise Rejected(ErrorCode.REQUIRED, "Put at least one line on it.", ["lines"])
        lines = item_lines(invoice, given.lines)
        total_up(invoice, lines)
        change.session.add_all(lines)
        return change.answer(invoice=await drafted(change, invoice, issue=bool(given.issue)))


async def update(context: Context, given: Given) -> Answer:
    """Change a draft; `internalNote` can change at any time."""
    async with context.change() as change:
        invoice = await change.find(Invoice, given.invoice_id, "invoiceId")
        change.expect(invoice, given.expected_version)
        if any(name in given for name in ("lines", "remove_line_ids", "discount_percent", "due_on", "note")):
            invoice.require_draft()
        change.update(invoice, given, "due_on", "note", "internal_note")
        if given.discount_percent is not None:
            invoice.discount_percent = percentage(given.discount_percent, ["discountPercent"])
        lines = await lines_of(change, invoice)
        for line in _lines_to_remove(given, lines):
            await _remove_line(change, line)
            lines.remove(line)
        if given.lines is not None:
            lines += item_lines(invoice, given.lines, after=max([line.position for line in lines], default=0))
            change.session.add_all(lines)
        if invoice.status is InvoiceStatus.DRAFT:
            total_up(invoice, lines)
        change.record(EventKind.INVOICE_UPDATED, invoice)
        return change.answer(invoice=invoice)


async def issue(context: Context, given: Given) -> Answer:
    """Give a draft its number and freeze it."""
    async with context.change() as change:
        invoice = await change.find(Invoice, given.invoice_id, "invoiceId")
        change.expect(invoice, given.expected_version)
        await issue_draft(change, invoice, given.issued_on)
        return change.answer(invoice=invoice)


async def discard(context: Context, given: Given) -> Answer:
    """Remove a draft; what it would have billed is open again."""
    async with context.change() as change:
        invoice = await change.find(Invoice, given.invoice_id, "invoiceId")
        invoice.require_draft()
        change.record(EventKind.INVOICE_DISCARDED, invoice)
        await _reopen_estimate(change, invoice)
        for line in await lines_of(change, invoice):
            await _remove_line(change, line)
        await change.remove(invoice)
        return change.answer(invoice=None)


async def void(context: Context, given: Given) -> Answer:
    """Undo an issued invoice without payment or credit; everything it billed is open again (domain.md B3)."""
    async with context.change() as change:
        invoice = await change.find(Invoice, given.invoice_id, "invoiceId")
        invoice.void(given.reason, change.now)
        await change.get(Project, invoice.project_id)
        lines = await lines_of(change, invoice)
        await ledger.release(change, await ledger.live(change, [line.id for line in lines]))
        await change.flush()
        change.record(EventKind.INVOICE_VOIDED, invoice)
        await _reopen_estimate(change, invoice)
        await follow_project(change, invoice)
        return change.answer(invoice=invoice)


async def attach(context: Context, given: Given) -> Answer:
    """Attach an invoice to a project of its client. CONFLICT where it is another project's."""
    async with context.change() as change:
        invoice = await change.find(Invoice, given.invoice_id, "invoiceId")
        project = await project_of(change, invoice.client_id, given.project_id)
        if invoice.project_id not in (None, project.id):
            raise Rejected(ErrorCode.CONFLICT, "The invoice is of another project.", ["projectId"])
        if invoice.project_id is None:
            invoice.project_id = project.id
            await change.flush()
            change.record(EventKind.INVOICE_ATTACHED, invoice)
            await follow_project(change, invoice)
        return change.answer(invoice=invoice)


# --- what other verbs make invoices with


def require_may_issue(change: Change, given: Given) -> None:
    """FORBIDDEN where an invoice is to be issued at once by somebody without BILL."""
    if given.issue and not change.viewer.can(Ability.BILL):
        raise Rejected(ErrorCode.FORBIDDEN, "You may draft this invoice, but not issue it.", ["issue"])


async def project_of(change: Change, client_id: UUID, given_id: str | None) -> Project | None:
    """The project named, locked; INVALID where it is another client's."""
    if given_id is None:
        return None
    project = await change.find(Project, given_id, "projectId")
    if project.client_id != client_id:
        raise Rejected(ErrorCode.INVALID, "The project is of another client.", ["projectId"])
    return project


async def open_draft(change: Change, client: Client, *, currency: str, **values: Any) -> Invoice:
    """An empty draft made out to the client; `values` are further columns."""
    organisation = await change.organisation()
    invoice = Invoice(client_id=client.id, currency=currency, tax_rounding=organisation.tax_rounding, **values)
    await make_out(change, invoice, client)
    return await change.add(invoice)


def item_lines(invoice: Invoice, given: list[Given], after: int = 0) -> list[InvoiceLine]:
    """Lines that bill nothing recorded, from `LineInput`s; checked, to be added up by `total_up`."""
    return [
        InvoiceLine(
            invoice_id=invoice.id,
            client_id=invoice.client_id,
            position=after + place,
            kind=InvoiceLineKind.ITEM,
            description=each.description,
            quantity=line.quantity,
            unit=each.unit or "unit",
            currency=invoice.currency,
            unit_price=line.unit_price,
            discount_percent=line.discount_percent,
            taxes=kept_taxes(line.taxes),
        )
        for place, (each, line) in enumerate(zip(given, asked_lines(given, invoice.currency), strict=True), start=1)
    ]


def total_up(invoice: Invoice, lines: Sequence[InvoiceLine]) -> None:
    """Work out every figure of the invoice and its lines. INVALID where the lines come to less than nothing."""
    totals = add_up(
        [Line(each.quantity, each.unit_price, read_taxes(each.taxes), each.discount_percent) for each in lines],
        invoice.currency,
        discount_percent=invoice.discount_percent,
        prices_include_tax=invoice.prices_include_tax,
        rounding=invoice.tax_rounding,
    )
    if totals.total < 0:
        raise Rejected(ErrorCode.INVALID, "An invoice cannot come to less than nothing; credit instead.", ["lines"])
    invoice.subtotal, invoice.discount = totals.subtotal, totals.discount
    invoice.tax, invoice.total = totals.tax, totals.total
    invoice.tax_summaries = kept_summaries(totals)
    for line, figures in zip(lines, totals.lines, strict=True):
        line.discount, line.net = figures.discount, figures.net
        line.document_discount, line.tax = figures.document_discount, figures.tax


async def drafted(change: Change, invoice: Invoice, *, issue: bool) -> Invoice:
    """Record a new draft, and issue it where that was asked for."""
    await change.flush()
    change.record(EventKind.INVOICE_DRAFTED, invoice)
    if issue:
        await issue_draft(change, invoice)
    return invoice


async def extended(change: Change, invoice: Invoice, *, issue: bool) -> None:
    """Record that a draft has further lines, and issue it where that was asked for."""
    await change.flush()
    change.record(EventKind.INVOICE_UPDATED, invoice)
    if issue:
        await issue_draft(change, invoice)


async def issue_draft(change: Change, invoice: Invoice, issued_on: date | None = None) -> None:
    """Number, freeze and announce a draft (domain.md N2). The number is taken last; a failure gives it back (B5)."""
    invoice.require_draft()
    lines = await lines_of(change, invoice)
    if not lines:
        raise Rejected(ErrorCode.REQUIRED, "There is nothing on it yet; add a line.", ["invoiceId"])
    today = await change.today()
    day = issued_on or today
    if day > today:
        raise Rejected(ErrorCode.INVALID, "An invoice is not issued before its day.", ["issuedOn"])
    client = await change.get(Client, invoice.client_id, lock=False)
    await make_out(change, invoice, client)
    invoice.tax_rounding = (await change.organisation()).tax_rounding
    total_up(invoice, lines)
    await change.get(Project, invoice.project_id)
    await ledger.bill(change, invoice.id, await ledger.live(change, [line.id for line in lines]))
    due_on = invoice.due_on or day + timedelta(days=client.payment_terms_days)
    number, sequence, year = await next_number(change, NumberedKind.INVOICE, day)
    invoice.issue(number, sequence, year, day, due_on, change.now)
    await change.flush()
    event = change.record(EventKind.INVOICE_ISSUED, invoice)
    total = Money(invoice.total, invoice.currency)
    contacts = await told(change, client.id)
    await change.notify(event, f"Invoice {number}: {total}, due on {due_on:%Y-%m-%d}", contacts=contacts)
    if invoice.status is InvoiceStatus.PAID:
        change.record(EventKind.INVOICE_PAID, invoice)
    await follow_project(change, invoice)


async def lines_of(change: Change, invoice: Invoice) -> list[InvoiceLine]:
    """The lines, in order."""
    of_invoice = select(InvoiceLine).where(InvoiceLine.invoice_id == invoice.id)
    return await change.all(of_invoice.order_by(InvoiceLine.position, InvoiceLine.id))


async def told(change: Change, client_id: UUID) -> list[UUID]:
    """The contacts of a client who are told of its invoices."""
    contacts = await change.all(select(Contact).where(Contact.client_id == client_id))
    return [contact.id for contact in contacts if contact.may(PortalPermission.INVOICES)]


def _lines_to_remove(given: Given, lines: list[InvoiceLine]) -> list[InvoiceLine]:
    """The lines named, and all that bill nothing where new ones take their place."""
    by_key = {line.id: line for line in lines}
    named = []
    for place, each in enumerate(given.remove_line_ids or ()):
        line = by_key.get(ids.key_of("InvoiceLine", each))
        if line is None:
            raise not_found("removeLineIds", place)
        named.append(line)
    replaced = [line for line in lines if given.lines is not None and line.kind is InvoiceLineKind.ITEM]
    return list(dict.fromkeys([*named, *replaced]))


async def _reopen_estimate(change: Change, invoice: Invoice) -> None:
    """What was agreed is billed by no invoice any more, so that its estimate can become another."""
    estimate = await change.get(Estimate, invoice.estimate_id)
    if estimate is not None:
        estimate.lose_invoice()
        change.record(EventKind.ESTIMATE_REOPENED, estimate)


async def _remove_line(change: Change, line: InvoiceLine) -> None:
    """Take a line off a draft: what it reserved is open again, and the ledger forgets what was never billed."""
    await ledger.release(change, await ledger.live(change, [line.id]))
    await change.flush()
    await change.session.execute(delete(BillingAllocation).where(BillingAllocation.invoice_line_id == line.id))
    await change.remove(line)
