"""What clients were billed and owe, in SQL: always the sum of the rows behind it (domain.md M11).

billed - paid - credited = outstanding - unallocated credit
"""

from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, select

from models import Client, Contact, CreditNote, CreditNoteStatus, Invoice, Payment, PortalStatus
from models.invoice import ISSUED_INVOICES
from models.payment import HELD_PAYMENTS
from permissions.viewer import Viewer


def _sum(model: Any, amount: Any, *conditions: ColumnElement[bool]) -> ScalarSelect[Decimal]:
    ours = (model.client_id == Client.id, model.currency == Client.currency)
    added = func.coalesce(func.sum(amount), Decimal(0))
    return select(added).where(*ours, *conditions).correlate(Client).scalar_subquery()


_ISSUED = Invoice.status.in_(ISSUED_INVOICES)
_IN_FORCE = CreditNote.status == CreditNoteStatus.ISSUED

billed = _sum(Invoice, Invoice.total, _ISSUED)
"""Issued invoices, with tax."""
paid = _sum(Payment, Payment.amount - Payment.refunded, Payment.status.in_(HELD_PAYMENTS))
"""Succeeded payments less refunds."""
credited = _sum(CreditNote, CreditNote.total, _IN_FORCE)
"""Issued credit notes, with tax; write-offs among them."""
outstanding = _sum(Invoice, Invoice.balance, _ISSUED)
"""What is left to pay on issued invoices."""
unallocated_credit = _sum(Payment, Payment.unallocated) + _sum(CreditNote, CreditNote.remaining, _IN_FORCE)
"""Paid or credited, and not yet set against an invoice."""


def overdue(viewer: Viewer) -> ScalarSelect[Decimal]:
    """The part of what is outstanding whose due day has passed (domain.md M12)."""
    return _sum(Invoice, Invoice.balance, Invoice.is_overdue(viewer.today))


def has_overdue(viewer: Viewer) -> ColumnElement[bool]:
    """Whether anything is overdue."""
    return overdue(viewer) > 0


has_portal = (
    select(Contact.id)
    .where(Contact.client_id == Client.id, Contact.portal_status == PortalStatus.ACTIVE)
    .correlate(Client)
    .exists()
)
"""Whether a contact can enter the portal."""
