"""The outbox: every e-mail there is to send, was sent, or is kept because there is no mail service."""

from datetime import datetime
from enum import Enum
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from models.core import clock
from models.core.base import Base, new_id


class OutboxStatus(Enum):
    """Where an e-mail stands."""

    KEPT = "There was no mail service; it is kept to be read, and never leaves."
    WAITING = "It is to be sent, or to be sent again."
    SENT = "The mail service took it."
    FAILED = "It was given up after every attempt failed."


class OutboxMail(Base):
    """One e-mail. It is written with the change that causes it, and sent by a job of the queue that tries again.

    The text of one with a token in it (`is_secret`) is kept as long as it is to be sent, and no longer.
    """

    __tablename__ = "outbox_mail"
    __table_args__ = (Index("ix_outbox_mail_created_at", "created_at", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    is_secret: Mapped[bool] = mapped_column(default=False)
    status: Mapped[OutboxStatus] = mapped_column(default=OutboxStatus.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None]

    @property
    def can_be_sent(self) -> bool:
        """Whether it is to leave; one that was given up leaves when its job is put back, as long as it has a text."""
        given_up = self.status is OutboxStatus.FAILED and not self.is_secret
        return self.status is OutboxStatus.WAITING or given_up

    def keep(self) -> None:
        """There is nobody to send it: it stays to be read, without what nobody may read."""
        self.status = OutboxStatus.KEPT
        self._forget()

    def sent(self, now: datetime) -> None:
        """It has left."""
        self.status, self.sent_at, self.last_error = OutboxStatus.SENT, now, None
        self.attempts += 1
        self._forget()

    def failed(self, reason: str, most: int) -> None:
        """An attempt failed; the last of so many gives it up."""
        self.attempts += 1
        self.last_error = reason[:500]
        if self.attempts >= most:
            self.status = OutboxStatus.FAILED
            self._forget()

    def _forget(self) -> None:
        if self.is_secret:
            self.body = ""
