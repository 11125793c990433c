"""Lines of invoices."""

from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, OfClient, parent_within_client, within_client


class InvoiceLineKind(Enum):
    """What a line bills."""

    FIXED = "A share of a fixed price."
    TIME = "Time."
    EXPENSE = "Expenses."
    JOB_ACTIVITY = "Activities of a job."
    ITEM = "Whatever the line says; it bills nothing recorded."


class InvoiceLine(OfClient, Base):
    """One line of an invoice, in the invoice's currency."""

    __tablename__ = "invoice_line"
    __table_args__ = (
        parent_within_client(),
        *within_client("invoice_id", "job_id"),
        CheckConstraint("(job_id IS NULL) = (kind <> 'JOB_ACTIVITY')", name="job_id"),
        CheckConstraint("(job_id IS NULL) = (activity_id IS NULL)", name="activity_id"),
        CheckConstraint("credited >= 0 AND credited <= greatest(net, 0)", name="credited"),
        CheckConstraint("discount_percent BETWEEN 0 AND 100", name="discount_percent"),
        Index("ix_invoice_line_invoice_id_position", "invoice_id", "position"),
    )

    invoice_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[InvoiceLineKind] = mapped_column(default=InvoiceLineKind.ITEM)
    job_id: Mapped[UUID | None] = mapped_column(index=True)
    """The job of a JOB_ACTIVITY; it stays when the billing is undone."""
    activity_id: Mapped[UUID | None] = mapped_column(ForeignKey("activity.id"), index=True)
    """The activity of a JOB_ACTIVITY."""
    description: Mapped[str]
    quantity: Mapped[Decimal] = mapped_column(default=Decimal(1))
    """Hours for TIME, a share of 1 for FIXED."""
    unit: Mapped[str] = mapped_column(default="unit")
    currency: Mapped[str]
    unit_price: Mapped[Decimal]
    discount_percent: Mapped[Decimal] = mapped_column(default=Decimal(0))
    discount: Mapped[Decimal] = mapped_column(default=Decimal(0))
    taxes: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Objects with name, rate_percent (a string) and compound."""
    net: Mapped[Decimal] = mapped_column(default=Decimal(0))
    """After discount, before tax."""
    document_discount: Mapped[Decimal] = mapped_column(default=Decimal(0))
    """Its share of the invoice's own discount (domain.md M4)."""
    tax: Mapped[Decimal] = mapped_column(default=Decimal(0))
    """Its part of the invoice's tax; the parts of all lines sum to it."""
    credited: Mapped[Decimal] = mapped_column(default=Decimal(0))
    """Net credited so far (domain.md M13)."""
