"""Proposals: offers to a lead or a client."""

from enum import Enum

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, parent_within_client, within_client
from models.core.keys import parents_need_client, within_client_as
from models.core.offer import Offer, offer_moves


class ProposalStatus(Enum):
    """The life of a proposal. SENT freezes its lines; SIGNED never changes."""

    DRAFT = "Being written."
    SENT = "Put before the lead or client; its lines are frozen."
    VIEWED = "Looked at by whoever it was sent to."
    SIGNED = "Accepted; it never changes again."
    DECLINED = "Turned down."
    EXPIRED = "Its last day passed without an answer."
    WITHDRAWN = "Taken back."
    SUPERSEDED = "Replaced by the next revision."


class Proposal(Offer, Base):
    """An offer to a lead or a client."""

    __tablename__ = "proposal"
    __table_args__ = (
        parent_within_client(),
        *within_client("project_id"),
        within_client_as("superseded_by_id", "proposal"),
        parents_need_client("project_id"),
        CheckConstraint("num_nonnulls(lead_id, client_id) > 0", name="lead_or_client"),
        Index("uq_proposal_number_revision", "number", "revision", unique=True),
        Index("ix_proposal_client_id_created_at", "client_id", "created_at"),
        Index("ix_proposal_status_expires_on", "status", "expires_on"),
    )
    states = ProposalStatus
    moves = offer_moves(ProposalStatus, "proposal")

    status: Mapped[ProposalStatus] = mapped_column(default=ProposalStatus.DRAFT)
