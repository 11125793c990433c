"""The parts of credit notes that are set against invoices."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, OfClient, within_client


class CreditAllocation(OfClient, Base):
    """The part of a credit note that settles one invoice; an invoice's `credited` is their sum (domain.md M9, M11)."""

    __tablename__ = "credit_allocation"
    __table_args__ = (*within_client("credit_note_id", "invoice_id"), CheckConstraint("amount > 0", name="amount"))

    credit_note_id: Mapped[UUID] = mapped_column(index=True)
    invoice_id: Mapped[UUID] = mapped_column(index=True)
    currency: Mapped[str]
    amount: Mapped[Decimal]
