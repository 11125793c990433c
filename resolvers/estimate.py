"""Estimates: drafted and sent by those who work here, answered by the client in the portal."""

from models import Client, Estimate, EventKind
from resolvers import invoice as invoices
from resolvers import offer
from resolvers.answer import Answer
from resolvers.context import Context
from resolvers.document_line import item_lines_of
from resolvers.given import Given


async def create(context: Context, given: Given) -> Answer:
    """Write a draft for exactly one of a lead and a client."""
    async with context.change() as change:
        return change.answer(estimate=await offer.draft(change, Estimate, given))


async def revise(context: Context, given: Given) -> Answer:
    """Change a draft in place; one that was sent is superseded by the next revision."""
    async with context.change() as change:
        estimate = await change.find(Estimate, given.estimate_id, "estimateId")
        return change.answer(estimate=await offer.revise(change, estimate, given))


async def send(context: Context, given: Given) -> Answer:
    """Put it before the lead or client."""
    async with context.change() as change:
        estimate = await change.find(Estimate, given.estimate_id, "estimateId")
        await offer.send(change, estimate, given)
        if given.email:
            await offer.mail(change, estimate, context.services.public_url)
        return change.answer(estimate=estimate)


async def sign(context: Context, given: Given) -> Answer:
    """Accept it, as a contact of the client. Signing twice answers the same signature."""
    async with context.change() as change:
        estimate = await change.find(Estimate, given.estimate_id, "estimateId")
        await offer.sign(change, estimate, given)
        return change.answer(estimate=estimate)


async def decline(context: Context, given: Given) -> Answer:
    """Turn it down, as a contact of the client."""
    async with context.change() as change:
        estimate = await change.find(Estimate, given.estimate_id, "estimateId")
        await offer.decline(change, estimate, given.reason)
        return change.answer(estimate=estimate)


async def convert(context: Context, given: Given) -> Answer:
    """Make an invoice of one that is signed, with its lines, client and project; INVALID_STATE the second time.

    What was signed stays as it is: the invoice has a copy (domain.md 3.3).
    """
    async with context.change() as change:
        invoices.require_may_issue(change, given)
        estimate = await change.find(Estimate, given.estimate_id, "estimateId")
        estimate.become_invoice()
        client = await change.get(Client, estimate.client_id, lock=False)
        invoice = await invoices.open_draft(
            change,
            client,
            currency=estimate.currency,
            project_id=estimate.project_id,
            estimate_id=estimate.id,
            due_on=given.due_on,
        )
        lines = item_lines_of(invoice, estimate.lines)
        invoices.total_up(invoice, lines)
        change.session.add_all(lines)
        change.record(EventKind.ESTIMATE_INVOICED, estimate, invoice_id=invoice.id)
        return change.answer(invoice=await invoices.drafted(change, invoice, issue=bool(given.issue)))


async def withdraw(context: Context, given: Given) -> Answer:
    """Take it back."""
    async with context.change() as change:
        estimate = await change.find(Estimate, given.estimate_id, "estimateId")
        offer.withdraw(change, estimate)
        return change.answer(estimate=estimate)
