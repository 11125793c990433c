"""Reminders of tasks."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, OfClientLater, within_client


class Reminder(OfClientLater, Base):
    """A notification ordered for a given instant, of the task's client. It fires once."""

    __tablename__ = "reminder"
    __table_args__ = (
        *within_client("task_id"),
        Index("ix_reminder_due", "remind_at", postgresql_where=text("sent_at IS NULL")),
    )

    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), index=True)
    recipient_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    remind_at: Mapped[datetime]
    note: Mapped[str | None]
    sent_at: Mapped[datetime | None]
