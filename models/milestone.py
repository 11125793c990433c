"""Milestones: steps of a project, each with its own day."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, Index
from sqlalchemy.ext.hybrid import hybrid_method
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, OfClient, parent_within_client, within_client


class Milestone(OfClient, Base):
    """A step of a project. `progress_percent` follows its tasks as the project's does, kept by the verbs."""

    __tablename__ = "milestone"
    __table_args__ = (
        parent_within_client(),
        *within_client("project_id"),
        CheckConstraint("progress_percent BETWEEN 0 AND 100", name="progress_percent"),
        Index("ix_milestone_project_id_position", "project_id", "position"),
    )

    project_id: Mapped[UUID]
    name: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    due_on: Mapped[date | None]
    progress_percent: Mapped[Decimal] = mapped_column(default=Decimal(0))

    @hybrid_method
    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed before it was reached."""
        return self.due_on is not None and self.due_on < today and self.progress_percent < 100

    @is_overdue.inplace.expression
    @classmethod
    def _is_overdue(cls, today: date) -> ColumnElement[bool]:
        return cls.due_on.is_not(None) & (cls.due_on < today) & (cls.progress_percent < 100)
