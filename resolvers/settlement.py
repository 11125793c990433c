"""What follows from a movement of money: the status of the invoice, and of its project."""

from collections.abc import Iterable

from sqlalchemy import select

from models import EventKind, Invoice, InvoiceStatus, Project, ProjectPaymentStatus, Visibility
from models.invoice import ISSUED_INVOICES
from resolvers.change import Change

TOLD = {
    InvoiceStatus.PARTIALLY_PAID: EventKind.INVOICE_PARTIALLY_PAID,
    InvoiceStatus.PAID: EventKind.INVOICE_PAID,
}


async def follow(change: Change, invoice: Invoice) -> None:
    """After `paid`, `credited` or the status of an invoice changed: its status and its project's follow (M10, D2).

    The invoice is locked by the caller. A change of its status is recorded; where the status stays while the money
    moved, that is recorded too, and PROJECT_PAID when the project becomes PAID.
    """
    if invoice.status in ISSUED_INVOICES:
        moved = change.changed(invoice).keys() & {"paid", "credited"}
        before = invoice.status
        invoice.follow_balance()
        await change.flush()
        if moved or invoice.status is not before:
            change.record(TOLD.get(invoice.status, EventKind.INVOICE_UPDATED), invoice)
    await follow_project(change, invoice)


async def follow_project(change: Change, invoice: Invoice) -> None:
    """Keep `payment_status` of the invoice's project in step with all its issued invoices (domain.md D2)."""
    project = await change.get(Project, invoice.project_id)
    if project is None:
        return
    await change.flush()
    issued = await change.all(
        select(Invoice).where(Invoice.project_id == project.id, Invoice.status.in_(ISSUED_INVOICES))
    )
    status = payment_status(issued)
    if status is project.payment_status:
        return
    project.payment_status = status
    kind = EventKind.PROJECT_PAID if status is ProjectPaymentStatus.PAID else EventKind.PROJECT_UPDATED
    visibility = kind.visibility if kind is EventKind.PROJECT_PAID else Visibility.INTERNAL
    change.record(kind, project, visibility=visibility)


def payment_status(issued: Iterable[Invoice]) -> ProjectPaymentStatus:
    """How far the issued invoices of a project are paid."""
    found = list(issued)
    if not found:
        return ProjectPaymentStatus.NOT_INVOICED
    if all(invoice.balance == 0 for invoice in found):
        return ProjectPaymentStatus.PAID
    if any(invoice.balance < invoice.total for invoice in found):
        return ProjectPaymentStatus.PARTIALLY_PAID
    return ProjectPaymentStatus.INVOICED
