"""Receipts: proofs of payment."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, OfClient, parent_within_client, within_client


class Receipt(OfClient, Base):
    """Proof of a payment, there as soon as the payment succeeds. It never changes."""

    __tablename__ = "receipt"
    __table_args__ = (
        parent_within_client(),
        *within_client("payment_id"),
        Index("ix_receipt_client_id_issued_at", "client_id", "issued_at"),
    )

    number: Mapped[str] = mapped_column(unique=True)
    payment_id: Mapped[UUID] = mapped_column(unique=True)
    currency: Mapped[str]
    amount: Mapped[Decimal]
    issued_at: Mapped[datetime]
