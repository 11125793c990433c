"""Calendars: open hours and holidays."""

from enum import Enum
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, Row


class Weekday(Enum):
    """The days of the week."""

    MONDAY = "The first day of the week."
    TUESDAY = "The second day of the week."
    WEDNESDAY = "The third day of the week."
    THURSDAY = "The fourth day of the week."
    FRIDAY = "The fifth day of the week."
    SATURDAY = "The sixth day of the week."
    SUNDAY = "The seventh day of the week."


class Calendar(Row, Base):
    """Open hours and holidays: what an SLA clock counts, and when somebody works (domain.md 3.13)."""

    __tablename__ = "calendar"
    __table_args__ = (Index("ix_calendar_name", "name", "id"),)

    name: Mapped[str]
    time_zone: Mapped[str]
    """IANA; hours and holidays are local to it."""
    hours: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Keys weekday (the name of a Weekday), from and to (HH:MM, 24:00 ends a day); in order, never overlapping."""
    holidays: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Keys on (an ISO day) and name; in order of days."""
