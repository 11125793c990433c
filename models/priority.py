"""Priorities: how soon jobs must be answered and finished."""

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, Row


class Priority(Row, Base):
    """How soon a job must be answered and finished, and every further duty that has a clock (domain.md 3.13)."""

    __tablename__ = "priority"
    __table_args__ = (
        CheckConstraint("respond_within_minutes > 0 AND complete_within_minutes > 0", name="minutes"),
        Index("ix_priority_name", "name", "id"),
    )

    name: Mapped[str]
    emergency: Mapped[bool] = mapped_column(default=False)
    """Counts every hour of the week; otherwise only open hours of the calendar."""
    respond_within_minutes: Mapped[int | None]
    complete_within_minutes: Mapped[int]
    targets: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Further clocks; keys name, within_minutes and emergency."""
    calendar_id: Mapped[UUID] = mapped_column(ForeignKey("calendar.id"), index=True)
