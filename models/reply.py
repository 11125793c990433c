"""Answers in tickets and discussions."""

from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from models.core.base import Base, OfClient, parent_within_client, within_client
from models.core.keys import exactly_one
from models.visibility import Visibility


class Reply(OfClient, Base):
    """An answer in one ticket or one discussion, of the same client. `created_by` is its author."""

    __tablename__ = "reply"
    __table_args__ = (
        parent_within_client(),
        *within_client("ticket_id", "discussion_id"),
        exactly_one("ticket_id", "discussion_id"),
        Index("ix_reply_ticket_id_created_at", "ticket_id", "created_at"),
        Index("ix_reply_discussion_id_created_at", "discussion_id", "created_at"),
    )

    ticket_id: Mapped[UUID | None]
    discussion_id: Mapped[UUID | None]
    body: Mapped[str]
    visibility: Mapped[Visibility]
