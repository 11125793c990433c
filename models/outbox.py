"""Mail to be sent after its transaction has committed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.core import clock
from models.core.base import Base, new_id


class OutboxMail(Base):
    """One e-mail. It is written with the change that causes it, and sent by a job that tries again."""

    __tablename__ = "outbox_mail"
    __table_args__ = (Index("ix_outbox_mail_unsent", "next_attempt_at", postgresql_where=text("sent_at IS NULL")),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    next_attempt_at: Mapped[datetime] = mapped_column(default=clock.now)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
