"""Credit notes: credits on issued invoices."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, OfClient, parent_within_client, within_client
from models.core.money import Money
from models.core.states import Machine
from models.errors import ErrorCode, Rejected


class CreditNoteStatus(Enum):
    """The life of a credit note."""

    DRAFT = "Being put together; has no number."
    ISSUED = "In force."


class CreditNoteKind(Enum):
    """Whether the client is given money back or the debt is given up. A write-off is no revenue."""

    CREDIT = "The client owes less, or is given money back."
    WRITE_OFF = "The debt is given up."


CREDIT_NOTE_MOVES = Machine("credit note", {CreditNoteStatus.DRAFT: {CreditNoteStatus.ISSUED}})


class CreditNote(OfClient, Base):
    """A credit on an issued invoice, in its own gapless series and in the invoice's currency."""

    __tablename__ = "credit_note"
    __table_args__ = (
        parent_within_client(),
        *within_client("invoice_id"),
        CheckConstraint("remaining >= 0 AND remaining <= total", name="remaining"),
        CheckConstraint("(status = 'DRAFT') = (number IS NULL)", name="number"),
        Index("ix_credit_note_client_id_issued_on", "client_id", text("issued_on DESC NULLS LAST")),
    )

    number: Mapped[str | None] = mapped_column(unique=True)
    series_year: Mapped[int | None]
    sequence: Mapped[int | None]
    status: Mapped[CreditNoteStatus] = mapped_column(default=CreditNoteStatus.DRAFT)
    kind: Mapped[CreditNoteKind] = mapped_column(default=CreditNoteKind.CREDIT)
    reason: Mapped[str]
    invoice_id: Mapped[UUID] = mapped_column(index=True)
    currency: Mapped[str]
    subtotal: Mapped[Decimal] = mapped_column(default=Decimal(0))
    tax: Mapped[Decimal] = mapped_column(default=Decimal(0))
    total: Mapped[Decimal] = mapped_column(default=Decimal(0))
    tax_summaries: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    remaining: Mapped[Decimal] = mapped_column(default=Decimal(0))
    """Not yet set against an invoice or refunded."""
    issued_on: Mapped[date | None]
    issued_at: Mapped[datetime | None]

    def issue(self, number: str, sequence: int, series_year: int, issued_on: date, now: datetime) -> None:
        """Give it its number; all of it remains to be used."""
        self.status = CREDIT_NOTE_MOVES.move(self.status, CreditNoteStatus.ISSUED)
        self.number, self.sequence, self.series_year = number, sequence, series_year
        self.issued_on, self.issued_at = issued_on, now
        self.remaining = self.total

    def use(self, amount: Decimal) -> None:
        """Set some of what remains against an invoice. AMOUNT_EXCEEDS_BALANCE beyond it."""
        CREDIT_NOTE_MOVES.require(self.status, CreditNoteStatus.ISSUED)
        if amount <= 0:
            raise Rejected(ErrorCode.INVALID, "The amount is more than zero.", ["amount"])
        if amount > self.remaining:
            message = f"Only {Money(self.remaining, self.currency)} remains of the credit."
            raise Rejected(ErrorCode.AMOUNT_EXCEEDS_BALANCE, message, ["amount"])
        self.remaining -= amount
