"""Invoices over jobs: one line for every activity, on a draft of their own or beside other work of the client."""

from collections.abc import Sequence

from models import (
    Activity,
    BillableState,
    BillingAllocation,
    Client,
    Invoice,
    InvoiceLine,
    InvoiceLineKind,
    Job,
    JobActivity,
    Site,
)
from models.core.totals import Line, Tax
from models.errors import ErrorCode, Rejected
from resolvers import invoice as invoices
from resolvers import job_activity as activities
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context
from resolvers.document_line import asked_taxes, kept_taxes
from resolvers.given import Given


async def create(context: Context, given: Given) -> Answer:
    """Bill jobs of one client that are READY_TO_INVOICE; on the draft named, or on one of their own.

    The jobs are locked first, so that two calls at once do not bill the same (domain.md B1). A job of which a line was
    taken off a draft, or credited, is billed for what is on no invoice. ALREADY_BILLED where all of one is on an
    invoice, NOTHING_TO_BILL where none has an activity to bill.
    """
    async with context.change() as change:
        invoices.require_may_issue(change, given)
        jobs = await _jobs(change, given)
        invoice, earlier = await _draft(change, given, jobs)
        taxes = asked_taxes(given.taxes)
        billed = [row for job in jobs for row in await activities.of(change, job) if _is_open(row)]
        if not billed:
            raise Rejected(ErrorCode.NOTHING_TO_BILL, "Nothing of these jobs can be billed.", ["jobIds"])
        by_key = {job.id: job for job in jobs}
        after = max([line.position for line in earlier], default=0)
        lines = [
            await _line(change, invoice, by_key[row.job_id], row, taxes, position)
            for position, row in enumerate(billed, start=after + 1)
        ]
        invoices.total_up(invoice, [*earlier, *lines])
        await _reserve(change, invoice, lines, billed)
        for job in jobs:
            job.invoice_id = invoice.id
        if earlier:
            await invoices.extended(change, invoice, issue=bool(given.issue))
        else:
            await invoices.drafted(change, invoice, issue=bool(given.issue))
        return change.answer(invoice=invoice)


async def _jobs(change: Change, given: Given) -> list[Job]:
    if not given.job_ids:
        raise Rejected(ErrorCode.REQUIRED, "Say which jobs are billed.", ["jobIds"])
    jobs = await change.find_all(Job, given.job_ids, "jobIds")
    for place, job in enumerate(jobs):
        path = ["jobIds", place]
        if job.client_id != jobs[0].client_id:
            raise Rejected(ErrorCode.INVALID, f"{job.number} is of another client than {jobs[0].number}.", path)
        if job.currency != jobs[0].currency:
            raise Rejected(ErrorCode.CURRENCY_MISMATCH, f"{job.number} is priced in {job.currency}.", path)
    for place, job in enumerate(jobs):
        job.require_billable(["jobIds", place])
    return jobs


async def _draft(change: Change, given: Given, jobs: Sequence[Job]) -> tuple[Invoice, list[InvoiceLine]]:
    """The draft that is named, with its lines, or a new one."""
    first = jobs[0]
    if given.invoice_id is None:
        client = await change.get(Client, first.client_id, lock=False)
        projects = {job.project_id for job in jobs}
        (project_id,) = projects if len(projects) == 1 else (None,)
        values = {"project_id": project_id, "due_on": given.due_on, "note": given.note}
        return await invoices.open_draft(change, client, currency=first.currency, **values), []
    path = ["invoiceId"]
    invoice = await change.find(Invoice, given.invoice_id, *path)
    invoice.require_draft()
    if invoice.client_id != first.client_id:
        raise Rejected(ErrorCode.INVALID, "The draft is of another client.", path)
    if invoice.currency != first.currency:
        raise Rejected(ErrorCode.CURRENCY_MISMATCH, f"The draft is in {invoice.currency}.", path)
    if invoice.prices_include_tax:
        raise Rejected(ErrorCode.INVALID, "The prices of jobs are net, and those of the draft hold the tax.", path)
    change.update(invoice, given, "due_on", "note")
    return invoice, await invoices.lines_of(change, invoice)


async def _line(
    change: Change, invoice: Invoice, job: Job, row: JobActivity, taxes: tuple[Tax, ...], position: int
) -> InvoiceLine:
    activity = await change.get(Activity, row.activity_id, lock=False)
    site = await change.get(Site, job.site_id, lock=False)
    checked = Line(row.quantity, row.unit_sale, taxes).checked(["taxes"])
    return InvoiceLine(
        invoice_id=invoice.id,
        client_id=invoice.client_id,
        position=position,
        kind=InvoiceLineKind.JOB_ACTIVITY,
        job_id=job.id,
        activity_id=activity.id,
        description=f"{job.number}, {site.name}: {activity.name}",
        quantity=row.quantity,
        unit=activity.unit,
        currency=invoice.currency,
        unit_price=row.unit_sale,
        taxes=kept_taxes(checked.taxes),
    )


async def _reserve(
    change: Change, invoice: Invoice, lines: Sequence[InvoiceLine], billed: Sequence[JobActivity]
) -> None:
    """Each line an entry of the ledger, each activity reserved."""
    for line, row in zip(lines, billed, strict=True):
        await change.add(line)
        change.session.add(
            BillingAllocation(
                invoice_line_id=line.id,
                client_id=invoice.client_id,
                job_activity_id=row.id,
                quantity=row.quantity,
                currency=line.currency,
                net=line.net,
            )
        )
        row.reserve(line.id)
    await change.flush()


def _is_open(row: JobActivity) -> bool:
    return row.billable_state is BillableState.OPEN
