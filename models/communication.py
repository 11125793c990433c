"""E-mails, calls, meetings, notes and chats with leads and clients."""

from datetime import datetime
from enum import Enum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, OfClientLater, parent_within_client, within_client
from models.core.keys import parents_need_client
from models.visibility import Visibility


class CommunicationChannel(Enum):
    """How a communication took place."""

    EMAIL = "By e-mail."
    CALL = "On the phone."
    MEETING = "In a meeting."
    NOTE = "Written down for the record."
    CHAT = "In a chat."


class CommunicationDirection(Enum):
    """Who began it."""

    INBOUND = "The lead or the client."
    OUTBOUND = "The organisation."
    INTERNAL = "Nobody outside the organisation took part."


class Communication(OfClientLater, Base):
    """One exchange. It keeps its id and its lead when the lead becomes a client; `created_by` is its author."""

    __tablename__ = "communication"
    __table_args__ = (
        parent_within_client(),
        *within_client("contact_id"),
        parents_need_client("contact_id"),
        CheckConstraint("num_nonnulls(lead_id, client_id) > 0", name="lead_or_client"),
        Index("ix_communication_client_id_at", "client_id", "at"),
        Index("ix_communication_lead_id_at", "lead_id", "at"),
    )

    channel: Mapped[CommunicationChannel]
    direction: Mapped[CommunicationDirection]
    at: Mapped[datetime]
    subject: Mapped[str | None]
    body: Mapped[str]
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.INTERNAL)
    lead_id: Mapped[UUID | None] = mapped_column(ForeignKey("lead.id"))
    contact_id: Mapped[UUID | None] = mapped_column(index=True)
