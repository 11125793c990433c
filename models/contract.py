"""Contracts: agreements with a client."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, OfClient, parent_within_client, within_client
from models.core.signature import Signable, Signer
from models.core.states import Machine
from models.errors import ErrorCode, Rejected


class ContractStatus(Enum):
    """The life of a contract. ACTIVE from startsOn."""

    DRAFT = "Being written."
    SENT = "Put before the client."
    SIGNED = "Accepted; it never changes again."
    ACTIVE = "In force."
    EXPIRED = "Its last day has passed."
    TERMINATED = "Ended before its time."


CONTRACT_MOVES = Machine(
    "contract",
    {
        ContractStatus.DRAFT: {ContractStatus.SENT},
        ContractStatus.SENT: {ContractStatus.SIGNED},
        ContractStatus.SIGNED: {ContractStatus.ACTIVE},
        ContractStatus.ACTIVE: {ContractStatus.EXPIRED, ContractStatus.TERMINATED},
    },
)


class Contract(Signable, OfClient, Base):
    """An agreement with a client."""

    __tablename__ = "contract"
    __table_args__ = (
        parent_within_client(),
        *within_client("project_id", "proposal_id"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_on"),
        CheckConstraint("(value IS NULL) = (value_currency IS NULL)", name="value_currency"),
        Index("ix_contract_client_id_starts_on", "client_id", "starts_on"),
        Index("ix_contract_status_starts_on", "status", "starts_on"),
    )

    title: Mapped[str]
    body: Mapped[str]
    status: Mapped[ContractStatus] = mapped_column(default=ContractStatus.DRAFT)
    value: Mapped[Decimal | None]
    value_currency: Mapped[str | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    project_id: Mapped[UUID | None] = mapped_column(index=True)
    proposal_id: Mapped[UUID | None] = mapped_column(index=True)
    termination_reason: Mapped[str | None]
    sent_at: Mapped[datetime | None]

    def content(self) -> dict[str, Any]:
        """What the signer is shown: everything that was agreed."""
        return {
            "title": self.title,
            "body": self.body,
            "value": None if self.value is None else f"{self.value:.4f}",
            "currency": self.value_currency,
            "starts_on": self.starts_on,
            "ends_on": self.ends_on,
        }

    def send(self, now: datetime) -> None:
        """Put it before the client."""
        self.status = CONTRACT_MOVES.move(self.status, ContractStatus.SENT)
        self.sent_at = now

    def sign(self, signer: Signer, now: datetime) -> None:
        """Accept it. Signing twice changes nothing."""
        if self.signed_at is not None:
            return
        signed = CONTRACT_MOVES.move(self.status, ContractStatus.SIGNED)
        self.put_signature(signer, now)
        self.status = signed

    def activate(self, today: date) -> None:
        """It comes into force; not before its first day."""
        if today < self.starts_on:
            raise CONTRACT_MOVES.refusal(self.status, "has not reached its first day")
        self.status = CONTRACT_MOVES.move(self.status, ContractStatus.ACTIVE)

    def expire(self, today: date) -> None:
        """Its last day has passed."""
        if self.ends_on is None or today <= self.ends_on:
            raise CONTRACT_MOVES.refusal(self.status, "has not passed its last day")
        self.status = CONTRACT_MOVES.move(self.status, ContractStatus.EXPIRED)

    def terminate(self, reason: str) -> None:
        """End it before its time. REQUIRED without a reason."""
        if not reason.strip():
            raise Rejected(ErrorCode.REQUIRED, "Say why the contract is terminated.", ["reason"])
        self.status = CONTRACT_MOVES.move(self.status, ContractStatus.TERMINATED)
        self.termination_reason = reason
