"""Who an invoice is made out to: a draft follows its client, what was issued stays as it was (domain.md OS-08)."""

from sqlalchemy import select

from models import Client, Contact, EventKind, Invoice, InvoiceStatus
from resolvers.change import Change


async def make_out(change: Change, invoice: Invoice, client: Client) -> None:
    """Fill in who it is made out to, from the client and its point of contact."""
    point_of_contact = await change.all(
        select(Contact).where(Contact.client_id == client.id, Contact.is_point_of_contact)
    )
    invoice.bill_to_name, invoice.bill_to_address = client.name, client.billing_address
    invoice.bill_to_email = point_of_contact[0].email if point_of_contact else None
    invoice.bill_to_tax_id = client.tax_id


async def follow_client(change: Change, client: Client) -> None:
    """Make the client's drafts out anew, once it, its point of contact or which drafts it has was changed."""
    await change.flush()
    drafts = select(Invoice).where(Invoice.client_id == client.id, Invoice.status == InvoiceStatus.DRAFT)
    for draft in await change.all(drafts.order_by(Invoice.id).with_for_update()):
        await make_out(change, draft, client)
        if change.changed(draft):
            change.record(EventKind.INVOICE_UPDATED, draft)
