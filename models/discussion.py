"""Discussions: threads on a project, among the staff or with the client."""

from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, OfClient, parent_within_client, within_client
from models.visibility import Visibility


class Discussion(OfClient, Base):
    """A thread on a project. `created_by` started it; its replies take the visibility it has when they are written."""

    __tablename__ = "discussion"
    __table_args__ = (
        parent_within_client(),
        *within_client("project_id"),
        Index("ix_discussion_client_id_created_at", "client_id", "created_at"),
        Index("ix_discussion_created_at", "created_at", "id"),
    )

    project_id: Mapped[UUID] = mapped_column(index=True)
    subject: Mapped[str]
    body: Mapped[str]
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.INTERNAL)
    tags: Mapped[list[str]] = mapped_column(default=list)
