"""Clients: the hub to which everything else connects."""

from datetime import datetime
from decimal import Decimal
from enum import Enum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.core import clock
from models.core.base import Base, Row
from models.core.columns import Document
from models.core.states import Machine


class ClientType(Enum):
    """One person, or a company with several contacts."""

    INDIVIDUAL = "One person, with one contact."
    COMPANY = "A company, with any number of contacts."


class ClientStatus(Enum):
    """Whether business is being done with the client."""

    ACTIVE = "Business is being done."
    INACTIVE = "No business at present."
    ARCHIVED = "Ended, or merged into another client."


CLIENT_MOVES = Machine(
    "client",
    {
        ClientStatus.ACTIVE: {ClientStatus.INACTIVE, ClientStatus.ARCHIVED},
        ClientStatus.INACTIVE: {ClientStatus.ACTIVE, ClientStatus.ARCHIVED},
        ClientStatus.ARCHIVED: {ClientStatus.ACTIVE},
    },
)


class Client(Row, Base):
    """A customer. Its currency is fixed once an invoice is issued."""

    __tablename__ = "client"
    __table_args__ = (
        Index("ix_client_name", "name", "id"),
        Index("ix_client_created_at", "created_at", "id"),
        CheckConstraint("payment_terms_days >= 0", name="payment_terms_days"),
    )

    name: Mapped[str]
    type: Mapped[ClientType]
    status: Mapped[ClientStatus] = mapped_column(default=ClientStatus.ACTIVE)
    currency: Mapped[str]
    billing_address: Mapped[Document | None]
    tax_id: Mapped[str | None] = mapped_column(index=True)
    account_number: Mapped[str | None] = mapped_column(index=True)
    payment_terms_days: Mapped[int] = mapped_column(default=30)
    source: Mapped[str | None]
    hourly_rate: Mapped[Decimal | None]
    """Sale price of one hour, in the client's currency (domain.md T2)."""
    internal_notes: Mapped[str | None]
    lead_id: Mapped[UUID | None] = mapped_column(ForeignKey("lead.id", use_alter=True), index=True)
    """The lead it was made from."""
    last_activity_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)

    def change_status(self, status: ClientStatus, now: datetime) -> None:
        """Pause, take up again, or archive. The same status again changes nothing."""
        if status is self.status:
            return
        self.status = CLIENT_MOVES.move(self.status, status)
        self.archived_at = now if status is ClientStatus.ARCHIVED else None

    def archive(self, now: datetime) -> None:
        """End it."""
        self.change_status(ClientStatus.ARCHIVED, now)
