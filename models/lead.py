"""Leads: those who may become clients."""

from datetime import datetime
from decimal import Decimal
from enum import Enum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.core import clock
from models.core.base import Base, Row
from models.core.columns import Document
from models.core.states import Machine
from models.errors import ErrorCode, Rejected


class LeadStatus(Enum):
    """A lead's state. The stage moves freely while OPEN; CONVERTED is final."""

    OPEN = "Being won."
    CONVERTED = "Became a client."
    LOST = "Given up, with a reason; can be reopened."


LEAD_MOVES = Machine(
    "lead",
    {LeadStatus.OPEN: {LeadStatus.CONVERTED, LeadStatus.LOST}, LeadStatus.LOST: {LeadStatus.OPEN}},
)


class Lead(Row, Base):
    """Someone who may become a client."""

    __tablename__ = "lead"
    __table_args__ = (
        Index("ix_lead_email", text("lower(email)")),
        Index("ix_lead_created_at", "created_at", "id"),
        CheckConstraint("(value IS NULL) = (value_currency IS NULL)", name="value_currency"),
        CheckConstraint("(status = 'CONVERTED') = (converted_client_id IS NOT NULL)", name="converted_client"),
    )

    name: Mapped[str] = mapped_column(index=True)
    company_name: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    address: Mapped[Document | None]
    source: Mapped[str | None]
    status: Mapped[LeadStatus] = mapped_column(default=LeadStatus.OPEN)
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("pipeline_stage.id"), index=True)
    lost_reason: Mapped[str | None]
    value: Mapped[Decimal | None]
    """Expected worth."""
    value_currency: Mapped[str | None]
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    converted_client_id: Mapped[UUID | None] = mapped_column(ForeignKey("client.id"), index=True)
    converted_at: Mapped[datetime | None]
    last_activity_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)

    def move_stage(self, stage_id: UUID) -> None:
        """Put it into another column; only while it is open."""
        LEAD_MOVES.require(self.status, LeadStatus.OPEN)
        self.stage_id = stage_id

    def lose(self, reason: str) -> None:
        """Give it up. REQUIRED without a reason."""
        if not reason.strip():
            raise Rejected(ErrorCode.REQUIRED, "Say why the lead was lost.", ["reason"])
        self.status = LEAD_MOVES.move(self.status, LeadStatus.LOST)
        self.lost_reason = reason

    def reopen(self) -> None:
        """Take a lost lead up again."""
        self.status = LEAD_MOVES.move(self.status, LeadStatus.OPEN)
        self.lost_reason = None

    def convert(self, client_id: UUID, now: datetime) -> None:
        """It became this client; final (domain.md C7)."""
        self.status = LEAD_MOVES.move(self.status, LeadStatus.CONVERTED)
        self.converted_client_id = client_id
        self.converted_at = now
