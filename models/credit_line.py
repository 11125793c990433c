"""Lines of credit notes."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, OfClient, within_client


class CreditLine(OfClient, Base):
    """The credit on one invoice line, in the invoice's currency."""

    __tablename__ = "credit_line"
    __table_args__ = (
        *within_client("credit_note_id", "invoice_line_id"),
        CheckConstraint("net >= 0 AND tax >= 0", name="amounts"),
    )

    credit_note_id: Mapped[UUID] = mapped_column(index=True)
    invoice_line_id: Mapped[UUID] = mapped_column(index=True)
    currency: Mapped[str]
    net: Mapped[Decimal]
    tax: Mapped[Decimal] = mapped_column(default=Decimal(0))
