"""Checklists of tasks."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, OfClientLater, within_client


class ChecklistItem(OfClientLater, Base):
    """A line of a task's checklist; its client is the task's."""

    __tablename__ = "checklist_item"
    __table_args__ = (*within_client("task_id"), Index("ix_checklist_item_task_id_position", "task_id", "position"))

    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"))
    text: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    done: Mapped[bool] = mapped_column(default=False)
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)

    def tick(self, user_id: UUID, now: datetime) -> None:
        """Done by this user; a second time changes nothing."""
        if not self.done:
            self.done, self.done_at, self.done_by_id = True, now, user_id

    def untick(self) -> None:
        """Not done after all."""
        self.done, self.done_at, self.done_by_id = False, None, None
