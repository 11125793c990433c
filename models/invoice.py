"""Invoices: bills to a client."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, Index, UniqueConstraint, text
from sqlalchemy.ext.hybrid import hybrid_method, hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, OfClient, parent_within_client, within_client
from models.core.columns import Document
from models.core.money import Path
from models.core.rounding import TaxRounding
from models.core.states import Machine
from models.errors import ErrorCode, Rejected


class InvoiceStatus(Enum):
    """The life of an invoice. Overdue is worked out, never a status. VOID keeps the number."""

    DRAFT = "Being put together; has no number."
    ISSUED = "Sent, and nothing settled."
    PARTIALLY_PAID = "Paid or credited in part."
    PAID = "Nothing is left to pay."
    VOID = "Of no effect; keeps its number."


UNSETTLED_INVOICES = (InvoiceStatus.ISSUED, InvoiceStatus.PARTIALLY_PAID)
ISSUED_INVOICES = (*UNSETTLED_INVOICES, InvoiceStatus.PAID)
INVOICE_MOVES = Machine(
    "invoice",
    {
        InvoiceStatus.DRAFT: {InvoiceStatus.ISSUED},
        InvoiceStatus.ISSUED: {InvoiceStatus.PARTIALLY_PAID, InvoiceStatus.PAID, InvoiceStatus.VOID},
        InvoiceStatus.PARTIALLY_PAID: {InvoiceStatus.ISSUED, InvoiceStatus.PAID},
        InvoiceStatus.PAID: {InvoiceStatus.ISSUED, InvoiceStatus.PARTIALLY_PAID},
    },
)


class Invoice(OfClient, Base):
    """A bill to a client in one currency. `paid` and `credited` are kept by the verbs (domain.md M9)."""

    __tablename__ = "invoice"
    __table_args__ = (
        parent_within_client(),
        *within_client("project_id", "recurring_invoice_id", "estimate_id"),
        CheckConstraint("paid >= 0 AND credited >= 0 AND paid + credited <= total", name="balance"),
        CheckConstraint("(status = 'DRAFT') = (number IS NULL)", name="number"),
        CheckConstraint("discount_percent BETWEEN 0 AND 100", name="discount_percent"),
        Index("ix_invoice_client_id_issued_on", "client_id", text("issued_on DESC NULLS LAST")),
        Index("ix_invoice_client_id_status_due_on", "client_id", "status", "due_on"),
        Index("ix_invoice_issued_on", text("issued_on DESC NULLS LAST"), "id"),
        Index("ix_invoice_status_due_on", "status", "due_on"),
        UniqueConstraint("recurring_invoice_id", "recurring_on"),
    )

    number: Mapped[str | None] = mapped_column(unique=True)
    series_year: Mapped[int | None]
    """The year of its series; 0 for one that runs through the years."""
    sequence: Mapped[int | None]
    """Its place in the series."""
    status: Mapped[InvoiceStatus] = mapped_column(default=InvoiceStatus.DRAFT)
    project_id: Mapped[UUID | None] = mapped_column(index=True)
    recurring_invoice_id: Mapped[UUID | None] = mapped_column(index=True)
    recurring_on: Mapped[date | None]
    """The day of its recurring invoice that it was made for."""
    estimate_id: Mapped[UUID | None] = mapped_column(index=True)
    bill_to_name: Mapped[str]
    bill_to_address: Mapped[Document | None]
    bill_to_email: Mapped[str | None]
    bill_to_tax_id: Mapped[str | None]
    currency: Mapped[str]
    issued_on: Mapped[date | None]
    due_on: Mapped[date | None]
    prices_include_tax: Mapped[bool] = mapped_column(default=False)
    tax_rounding: Mapped[TaxRounding] = mapped_column(default=TaxRounding.PER_RATE)
    discount_percent: Mapped[Decimal] = mapped_column(default=Decimal(0))
    subtotal: Mapped[Decimal] = mapped_column(default=Decimal(0))
    """Sum of the lines' nets."""
    discount: Mapped[Decimal] = mapped_column(default=Decimal(0))
    tax: Mapped[Decimal] = mapped_column(default=Decimal(0))
    total: Mapped[Decimal] = mapped_column(default=Decimal(0))
    tax_summaries: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Objects with name, rate_percent, taxable and tax, every decimal a string."""
    paid: Mapped[Decimal] = mapped_column(default=Decimal(0))
    credited: Mapped[Decimal] = mapped_column(default=Decimal(0))
    note: Mapped[str | None]
    internal_note: Mapped[str | None]
    issued_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str | None]

    @hybrid_property
    def balance(self) -> Decimal:
        """What is left to pay (domain.md M9)."""
        return self.total - self.paid - self.credited

    def require_draft(self) -> None:
        """INVALID_STATE once it was issued."""
        INVOICE_MOVES.require(self.status, InvoiceStatus.DRAFT)

    def require_payable(self, path: Path | None = None) -> None:
        """INVALID_STATE where it cannot be paid or credited."""
        INVOICE_MOVES.require(self.status, *UNSETTLED_INVOICES, path=path)

    def issue(self, number: str, sequence: int, series_year: int, issued_on: date, due_on: date, now: datetime) -> None:
        """Give it its number and freeze it. INVALID where it would be due before it is issued."""
        self.require_draft()
        if due_on < issued_on:
            raise Rejected(ErrorCode.INVALID, "An invoice cannot be due before it is issued.", ["dueOn"])
        self.status = InvoiceStatus.ISSUED
        self.number, self.sequence, self.series_year = number, sequence, series_year
        self.issued_on, self.due_on, self.issued_at = issued_on, due_on, now
        self.follow_balance()

    def void(self, reason: str, now: datetime) -> None:
        """Undo it; it keeps its number (domain.md N5). Only without payment and credit."""
        if self.paid or self.credited:
            raise INVOICE_MOVES.refusal(self.status, "has payments or credits")
        voided = INVOICE_MOVES.move(self.status, InvoiceStatus.VOID)
        if not reason.strip():
            raise Rejected(ErrorCode.REQUIRED, "Say why the invoice is voided.", ["reason"])
        self.status, self.voided_at, self.void_reason = voided, now, reason

    def follow_balance(self) -> None:
        """The status of an issued invoice follows its balance, in any direction (domain.md M10)."""
        INVOICE_MOVES.require(self.status, *ISSUED_INVOICES)
        if self.balance < 0:
            raise Rejected(ErrorCode.AMOUNT_EXCEEDS_BALANCE, "That is more than is left to pay.", ["amount"])
        if self.balance == 0:
            followed = InvoiceStatus.PAID
        elif self.balance < self.total:
            followed = InvoiceStatus.PARTIALLY_PAID
        else:
            followed = InvoiceStatus.ISSUED
        if followed is not self.status:
            self.status = INVOICE_MOVES.move(self.status, followed)

    @hybrid_method
    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed with something left to pay (domain.md M12)."""
        return (
            self.status in UNSETTLED_INVOICES and self.balance > 0 and self.due_on is not None and self.due_on < today
        )

    @is_overdue.inplace.expression
    @classmethod
    def _is_overdue(cls, today: date) -> ColumnElement[bool]:
        return cls.status.in_(UNSETTLED_INVOICES) & (cls.balance > 0) & cls.due_on.is_not(None) & (cls.due_on < today)

    @hybrid_property
    def payable(self) -> bool:
        """Whether it can be paid now."""
        return self.status in UNSETTLED_INVOICES and self.balance > 0

    @payable.inplace.expression
    @classmethod
    def _payable(cls) -> ColumnElement[bool]:
        return cls.status.in_(UNSETTLED_INVOICES) & (cls.balance > 0)
