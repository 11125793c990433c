"""The parts of payments that settle invoices."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, OfClient, within_client


class PaymentAllocation(OfClient, Base):
    """The part of a payment that settles one invoice, in their common currency.

    It counts while its payment is held. A refund does not shrink `amount`; it adds to `refunded` (domain.md M9).
    """

    __tablename__ = "payment_allocation"
    __table_args__ = (
        *within_client("payment_id", "invoice_id"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("refunded >= 0 AND refunded <= amount", name="refunded"),
    )

    payment_id: Mapped[UUID] = mapped_column(index=True)
    invoice_id: Mapped[UUID] = mapped_column(index=True)
    currency: Mapped[str]
    amount: Mapped[Decimal]
    refunded: Mapped[Decimal] = mapped_column(default=Decimal(0))

    @hybrid_property
    def net(self) -> Decimal:
        """What still settles the invoice."""
        return self.amount - self.refunded
