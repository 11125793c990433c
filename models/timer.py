"""Running clocks."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, OfClient, within_client
from models.errors import ErrorCode, Rejected


class Timer(OfClient, Base):
    """A clock of one user on a project. It runs until `stopped_at`; a user has at most one that runs."""

    __tablename__ = "timer"
    __table_args__ = (
        *within_client("project_id", "task_id"),
        Index("uq_timer_running", "user_id", unique=True, postgresql_where=text("stopped_at IS NULL")),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    project_id: Mapped[UUID] = mapped_column(index=True)
    task_id: Mapped[UUID | None] = mapped_column(index=True)
    note: Mapped[str | None]
    started_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    discarded: Mapped[bool] = mapped_column(default=False)

    def stop(self, now: datetime) -> None:
        """Stop it; the verb makes the time entry. INVALID_STATE where it does not run."""
        if self.stopped_at is not None:
            raise Rejected(ErrorCode.INVALID_STATE, "The timer does not run any more.")
        self.stopped_at = now

    def discard(self, now: datetime) -> None:
        """Stop it without a time entry."""
        self.stop(now)
        self.discarded = True
