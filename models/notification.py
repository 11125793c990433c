"""Notifications: what users and contacts should know."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, OfClientLater, within_client
from models.core.keys import exactly_one, parents_need_client
from models.event_kind import EventKind


class Notification(OfClientLater, Base):
    """Something one user or one contact should know. `event_id` is the entry of the log it comes from."""

    __tablename__ = "notification"
    __table_args__ = (
        *within_client("contact_id"),
        exactly_one("user_id", "contact_id"),
        parents_need_client("contact_id"),
        Index("ix_notification_user_id_created_at", "user_id", "created_at"),
        Index("ix_notification_contact_id_created_at", "contact_id", "created_at"),
        Index("ix_notification_user_id_unread", "user_id", postgresql_where=text("read_at IS NULL")),
        Index("ix_notification_contact_id_unread", "contact_id", postgresql_where=text("read_at IS NULL")),
    )

    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    contact_id: Mapped[UUID | None]
    kind: Mapped[EventKind]
    title: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[UUID]
    event_id: Mapped[UUID | None] = mapped_column(index=True)
    read_at: Mapped[datetime | None]

    def read(self, now: datetime) -> None:
        """It was read; a second time changes nothing."""
        self.read_at = self.read_at or now
