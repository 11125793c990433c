"""Remarks on tasks."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, OfClientLater, within_client
from models.visibility import Visibility


class Comment(OfClientLater, Base):
    """A remark on a task, of the task's client. `created_by` is its author."""

    __tablename__ = "comment"
    __table_args__ = (*within_client("task_id"), Index("ix_comment_task_id_created_at", "task_id", "created_at"))

    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"))
    body: Mapped[str]
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.INTERNAL)
