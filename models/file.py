"""Uploaded files: what is known of them; their bytes lie in the object store."""

from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, OfClientLater, parent_within_client, within_client
from models.core.keys import parents_need_client
from models.visibility import Visibility


class File(OfClientLater, Base):
    """An uploaded file. `created_by` uploaded it.

    It is attached to one node, `subject`; the columns to the node's own parents are filled as well, so that a
    project's files can be listed with those of its tasks, and a ticket's with those of its replies. Tickets and jobs
    come to a project later, so their files are not among the project's.
    """

    __tablename__ = "file"
    __table_args__ = (
        parent_within_client(),
        *within_client("project_id", "task_id", "communication_id", "ticket_id", "reply_id", "job_id"),
        parents_need_client("project_id", "ticket_id", "reply_id", "job_id"),
        CheckConstraint("byte_size >= 0", name="byte_size"),
        Index("ix_file_client_id_created_at", "client_id", "created_at"),
    )

    SUBJECTS: ClassVar[dict[str, str]] = {
        "communication_id": "Communication",
        "reply_id": "Reply",
        "ticket_id": "Ticket",
        "job_id": "Job",
        "task_id": "Task",
        "project_id": "Project",
        "lead_id": "Lead",
        "client_id": "Client",
    }
    """What a file can be attached to, by the column that says so; the nearest node first."""

    name: Mapped[str]
    content_type: Mapped[str]
    byte_size: Mapped[int]
    sha256: Mapped[str]
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.INTERNAL)
    storage_key: Mapped[str] = mapped_column(unique=True)
    lead_id: Mapped[UUID | None] = mapped_column(ForeignKey("lead.id"), index=True)
    project_id: Mapped[UUID | None] = mapped_column(index=True)
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"), index=True)
    communication_id: Mapped[UUID | None] = mapped_column(ForeignKey("communication.id"), index=True)
    ticket_id: Mapped[UUID | None] = mapped_column(index=True)
    reply_id: Mapped[UUID | None] = mapped_column(index=True)
    job_id: Mapped[UUID | None] = mapped_column(index=True)

    @property
    def subject(self) -> tuple[str, UUID] | None:
        """The class name and id of what it is attached to: the nearest node. None for a loose expense's receipt."""
        return next(((name, key) for column, name in self.SUBJECTS.items() if (key := getattr(self, column))), None)
