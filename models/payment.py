"""Payments: money from a client."""

from datetime import datetime
from decimal import Decimal
from enum import Enum

from sqlalchemy import CheckConstraint, ColumnElement, Index, case, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, OfClient, parent_within_client
from models.core.money import Money
from models.core.states import Machine
from models.errors import ErrorCode, Rejected


class PaymentStatus(Enum):
    """The life of a payment. A provider's message that comes twice changes nothing."""

    PENDING = "On its way."
    SUCCEEDED = "Received."
    FAILED = "A declined attempt; kept for the staff."
    CANCELLED = "Called off before it came."
    PARTIALLY_REFUNDED = "Given back in part."
    REFUNDED = "Given back in full."
    DISPUTED = "The payer has called it back; not decided."


class PaymentMethod(Enum):
    """How money came."""

    CARD = "By card."
    BANK_TRANSFER = "By transfer to the bank account."
    DIRECT_DEBIT = "Collected from the payer's account."
    CASH = "In cash."
    CHEQUE = "By cheque."
    OTHER = "In another way."


PAYMENT_MOVES = Machine(
    "payment",
    {
        PaymentStatus.PENDING: {PaymentStatus.SUCCEEDED, PaymentStatus.FAILED, PaymentStatus.CANCELLED},
        PaymentStatus.SUCCEEDED: {
            PaymentStatus.PARTIALLY_REFUNDED,
            PaymentStatus.REFUNDED,
            PaymentStatus.DISPUTED,
        },
        PaymentStatus.PARTIALLY_REFUNDED: {PaymentStatus.REFUNDED},
        PaymentStatus.DISPUTED: {PaymentStatus.SUCCEEDED, PaymentStatus.REFUNDED},
    },
)
HELD_PAYMENTS = (PaymentStatus.SUCCEEDED, PaymentStatus.PARTIALLY_REFUNDED)


class Payment(OfClient, Base):
    """Money from a client in one currency. `allocated` is kept by the verbs: the sum of its live allocations."""

    __tablename__ = "payment"
    __table_args__ = (
        parent_within_client(),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("refunded >= 0 AND allocated >= 0 AND refunded + allocated <= amount", name="unallocated"),
        Index(
            "uq_payment_gateway_ref",
            "provider",
            "gateway_ref",
            unique=True,
            postgresql_where=text("gateway_ref IS NOT NULL"),
        ),
        Index("ix_payment_client_id_received_at", "client_id", text("received_at DESC NULLS LAST")),
        Index("ix_payment_received_at", text("received_at DESC NULLS LAST"), "id"),
    )

    status: Mapped[PaymentStatus] = mapped_column(default=PaymentStatus.PENDING)
    method: Mapped[PaymentMethod]
    currency: Mapped[str]
    amount: Mapped[Decimal]
    refunded: Mapped[Decimal] = mapped_column(default=Decimal(0))
    allocated: Mapped[Decimal] = mapped_column(default=Decimal(0))
    """Set against invoices, net of refunds."""
    reference: Mapped[str | None]
    failure_reason: Mapped[str | None]
    provider: Mapped[str | None]
    gateway_ref: Mapped[str | None]
    """The provider's own name for it; a message that comes twice is known by it."""
    checkout_url: Mapped[str | None]
    return_url: Mapped[str | None]
    received_at: Mapped[datetime | None]

    @hybrid_property
    def unallocated(self) -> Decimal:
        """Received and not set against an invoice: the client's credit."""
        if self.status not in HELD_PAYMENTS:
            return Decimal(0)
        return self.amount - self.refunded - self.allocated

    @unallocated.inplace.expression
    @classmethod
    def _unallocated(cls) -> ColumnElement[Decimal]:
        return case((cls.status.in_(HELD_PAYMENTS), cls.amount - cls.refunded - cls.allocated), else_=Decimal(0))

    def succeed(self, now: datetime) -> None:
        """The money is there."""
        PAYMENT_MOVES.require(self.status, PaymentStatus.PENDING)
        self.status = PAYMENT_MOVES.move(self.status, PaymentStatus.SUCCEEDED)
        self.received_at = self.received_at or now

    def fail(self, reason: str) -> None:
        """The provider did not take it."""
        self.status = PAYMENT_MOVES.move(self.status, PaymentStatus.FAILED)
        self.failure_reason = reason

    def cancel(self) -> None:
        """It was called off before it came."""
        self.status = PAYMENT_MOVES.move(self.status, PaymentStatus.CANCELLED)

    def refund(self, amount: Decimal) -> None:
        """Give some or all of it back. AMOUNT_EXCEEDS_BALANCE beyond what is held."""
        PAYMENT_MOVES.require(self.status, *HELD_PAYMENTS)
        if amount <= 0:
            raise Rejected(ErrorCode.INVALID, "A refund is more than zero.", ["amount"])
        if self.refunded + amount > self.amount:
            message = f"Only {Money(self.amount - self.refunded, self.currency)} of the payment is left to give back."
            raise Rejected(ErrorCode.AMOUNT_EXCEEDS_BALANCE, message, ["amount"])
        self.refunded += amount
        self.status = PaymentStatus.REFUNDED if self.refunded == self.amount else PaymentStatus.PARTIALLY_REFUNDED

    def dispute(self) -> None:
        """The payer has called it back."""
        self.status = PAYMENT_MOVES.move(self.status, PaymentStatus.DISPUTED)

    def settle_dispute(self, kept: bool) -> None:
        """The dispute was decided: the money stays, or all of it goes back."""
        PAYMENT_MOVES.require(self.status, PaymentStatus.DISPUTED)
        self.status = PAYMENT_MOVES.move(self.status, PaymentStatus.SUCCEEDED if kept else PaymentStatus.REFUNDED)
        if not kept:
            self.refunded = self.amount
