"""What scheduled exports made, and how it went."""

from datetime import datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, Row
from models.scheduled_export import ExportForm

KEPT = timedelta(days=7)
"""For how long the file of a run can be downloaded."""

ADDRESSES = "/scheduled-exports/"
"""What the addresses of files begin with."""


class ScheduledExportRunStatus(Enum):
    """Where a run stands."""

    WAITING = "It is to be made, or to be tried again."
    MADE = "The file was made, and who is to know was told."
    FAILED = "It was given up."
    WITHHELD = "Its owner sees less than it has in it, or may not have it made any more."


Status = ScheduledExportRunStatus


class ScheduledExportRun(Row, Base):
    """One file that a scheduled export made, or should have made."""

    __tablename__ = "scheduled_export_run"
    __table_args__ = (
        UniqueConstraint("scheduled_export_id", "due_at"),
        Index("ix_scheduled_export_run_due_at", "due_at", "id"),
        Index("ix_scheduled_export_run_waiting", "created_at", postgresql_where=text("status = 'WAITING'")),
    )

    scheduled_export_id: Mapped[UUID] = mapped_column(ForeignKey("scheduled_export.id"))
    due_at: Mapped[datetime]
    on_demand: Mapped[bool] = mapped_column(default=False)
    """Whether somebody asked for it, beside the days it is due."""
    form: Mapped[ExportForm]
    status: Mapped[ScheduledExportRunStatus] = mapped_column(default=Status.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    rows: Mapped[int | None]
    byte_size: Mapped[int | None]
    file_name: Mapped[str | None]
    withheld: Mapped[list[str]] = mapped_column(default=list)
    """Fields that were left empty, because its owner may not read them."""
    outcome: Mapped[str | None]
    """How it went, in words."""
    made_for: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What decided which rows and fields are in it (resolvers/export_scope.py)."""
    kept_until: Mapped[datetime | None]

    @property
    def path(self) -> str:
        """Where its file is, on this server."""
        return f"{ADDRESSES}{self.id}/file"

    @property
    def is_over(self) -> bool:
        """Whether it is made or given up."""
        return self.status is not Status.WAITING

    def has_file(self, now: datetime) -> bool:
        """Whether there is something to download."""
        return self.status is Status.MADE and self.kept_until is not None and now < self.kept_until

    def made(self, now: datetime, outcome: str) -> None:
        """The file is there, and is kept for a while."""
        self._end(Status.MADE, now, outcome)
        self.attempts += 1
        self.kept_until = now + KEPT

    def failed(self, now: datetime, reason: str, most: int) -> None:
        """An attempt failed; the last of so many gives it up."""
        self.attempts += 1
        self.outcome = reason
        if self.attempts >= most:
            self._end(Status.FAILED, now, reason)

    def withhold(self, now: datetime, reason: str) -> None:
        """Nobody gets it, or gets it any more."""
        self._end(Status.WITHHELD, now, reason)

    def _end(self, status: ScheduledExportRunStatus, now: datetime, outcome: str) -> None:
        self.status, self.ended_at, self.outcome = status, self.ended_at or now, outcome
