"""Estimates: priced offers that can become an invoice."""

from enum import Enum

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, parent_within_client, within_client
from models.core.keys import parents_need_client, within_client_as
from models.core.offer import Offer, offer_moves


class EstimateStatus(Enum):
    """The life of an estimate."""

    DRAFT = "Being written."
    SENT = "Put before the lead or client; its lines are frozen."
    VIEWED = "Looked at by whoever it was sent to."
    SIGNED = "Accepted."
    INVOICED = "Made into an invoice."
    DECLINED = "Turned down."
    EXPIRED = "Its last day passed without an answer."
    WITHDRAWN = "Taken back."
    SUPERSEDED = "Replaced by the next revision."


class Estimate(Offer, Base):
    """A priced estimate that can become an invoice."""

    __tablename__ = "estimate"
    __table_args__ = (
        parent_within_client(),
        *within_client("project_id"),
        within_client_as("superseded_by_id", "estimate"),
        parents_need_client("project_id"),
        CheckConstraint("num_nonnulls(lead_id, client_id) > 0", name="lead_or_client"),
        Index("uq_estimate_number_revision", "number", "revision", unique=True),
        Index("ix_estimate_client_id_created_at", "client_id", "created_at"),
        Index("ix_estimate_status_expires_on", "status", "expires_on"),
    )
    states = EstimateStatus
    moves = offer_moves(EstimateStatus, "estimate")

    status: Mapped[EstimateStatus] = mapped_column(default=EstimateStatus.DRAFT)

    def become_invoice(self) -> None:
        """An invoice was made of it; only once, and only when it is signed."""
        self._move("INVOICED")

    def lose_invoice(self) -> None:
        """The invoice was discarded or voided: what was agreed can be billed again (domain.md B3)."""
        self.moves.require(self.status, EstimateStatus.INVOICED)
        self._move("SIGNED")
