"""The bills of the demo business's jobs, a month's work on each, written as createInvoiceFromJobs writes them."""

from datetime import timedelta
from decimal import Decimal

from models import (
    BillableState,
    BillingAllocation,
    Client,
    EventKind,
    Invoice,
    InvoiceLine,
    InvoiceLineKind,
    JobActivity,
    NumberedKind,
)
from models.core import clock
from models.core.money import Money
from models.core.totals import Tax
from resolvers import invoice as invoices
from resolvers.document_line import kept_taxes
from resolvers.made_out import make_out
from resolvers.number_series import next_number
from server.demo_bulk import Bulk
from server.demo_jobs import ZONE, Life

VAT = kept_taxes((Tax("VAT", Decimal(20)),))


async def bill(book: Bulk, lives: list[Life]) -> Invoice:
    """Bill jobs of one client that are ready, and issue it."""
    jobs = [life.job for life in lives]
    client = await book.get(Client, jobs[0].client_id, lock=False)
    rounding = (await book.organisation()).tax_rounding
    invoice = Invoice(client_id=client.id, currency=jobs[0].currency, tax_rounding=rounding)
    await make_out(book, book.make(invoice), client)
    wanted = [(life, row) for life in lives for row in life.activities if row.billable_state is BillableState.OPEN]
    lines = [_line(book, invoice, life, row, place) for place, (life, row) in enumerate(wanted, start=1)]
    invoices.total_up(invoice, lines)
    for job in jobs:
        job.invoice_id = invoice.id
    book.tell(EventKind.INVOICE_DRAFTED, invoice)
    book.note(invoice)
    for line, (_, row) in zip(lines, wanted, strict=True):
        _allocate(book, line, row)
    for job in jobs:
        job.bill(invoice.id)
        book.tell(EventKind.JOB_INVOICED, job)
    day = book.now.astimezone(ZONE).date()
    due_on = day + timedelta(days=client.payment_terms_days)
    number, sequence, year = await next_number(book, NumberedKind.INVOICE, day)
    invoice.issue(number, sequence, year, day, due_on, book.now)
    event = book.tell(EventKind.INVOICE_ISSUED, invoice)
    title = f"Invoice {number}: {Money(invoice.total, invoice.currency)}, due on {due_on:%Y-%m-%d}"
    with clock.moved(book.now - clock.now()):
        await book.notify(event, title, contacts=await invoices.told(book, client.id))
    return invoice


def _line(book: Bulk, invoice: Invoice, life: Life, row: JobActivity, position: int) -> InvoiceLine:
    activity = life.firm.activity(row.activity_id)
    line = InvoiceLine(
        invoice_id=invoice.id,
        client_id=invoice.client_id,
        position=position,
        kind=InvoiceLineKind.JOB_ACTIVITY,
        job_id=life.job.id,
        activity_id=activity.id,
        description=f"{life.job.number}, {life.site.name}: {activity.name}",
        quantity=row.quantity,
        unit=activity.unit,
        currency=invoice.currency,
        unit_price=row.unit_sale,
        taxes=VAT,
    )
    book.make(line)
    return line


def _allocate(book: Bulk, line: InvoiceLine, row: JobActivity) -> None:
    """An entry of the ledger, reserved by the draft and billed by its issue."""
    entry = BillingAllocation(
        invoice_line_id=line.id,
        client_id=line.client_id,
        job_activity_id=row.id,
        quantity=row.quantity,
        currency=line.currency,
        net=line.net,
    )
    book.make(entry)
    row.reserve(line.id)
    for each in (row, entry):
        each.bill()
    book.touch(row)
