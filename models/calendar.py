"""Calendars: open hours and holidays."""

import re
from collections.abc import Iterable
from datetime import date
from enum import Enum
from itertools import pairwise
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, Row
from models.core.naming import spaced
from models.errors import ErrorCode, Rejected

TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00", re.ASCII)


class Weekday(Enum):
    """The days of the week."""

    MONDAY = "The first day of the week."
    TUESDAY = "The second day of the week."
    WEDNESDAY = "The third day of the week."
    THURSDAY = "The fourth day of the week."
    FRIDAY = "The fifth day of the week."
    SATURDAY = "The sixth day of the week."
    SUNDAY = "The seventh day of the week."


WEEK = [day.name for day in Weekday]


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

    def open_at(self, spans: Iterable[tuple[Weekday, str, str]]) -> None:
        """Set the open hours, as weekday, from and to. REQUIRED without any; INVALID where one is no span of a day,
        and where two overlap."""
        numbered = sorted((WEEK.index(day.name), start, end, i) for i, (day, start, end) in enumerate(spans))
        if not numbered:
            raise Rejected(ErrorCode.REQUIRED, "A calendar is open at some time.", ["hours"])
        for _, start, end, place in numbered:
            for text, name in ((start, "from"), (end, "to")):
                if not TIME.fullmatch(text):
                    raise Rejected(
                        ErrorCode.INVALID, "A time is given as HH:MM, such as 08:30.", ["hours", place, name]
                    )
            if start >= end:
                raise Rejected(ErrorCode.INVALID, "It ends before it begins.", ["hours", place, "to"])
        for (day, _, end, _), (next_day, start, _, place) in pairwise(numbered):
            if day == next_day and start < end:
                raise Rejected(ErrorCode.INVALID, "It begins before other hours of the day end.", ["hours", place])
        self.hours = [{"weekday": WEEK[day], "from": start, "to": end} for day, start, end, _ in numbered]

    def close_on(self, holidays: Iterable[tuple[date, str]]) -> None:
        """Set the days it is closed on, each with its name. INVALID where a day is named twice."""
        kept: dict[date, str] = {}
        for place, (day, name) in enumerate(holidays):
            if day in kept:
                raise Rejected(ErrorCode.INVALID, "This day is there already.", ["holidays", place, "on"])
            if not spaced(name):
                raise Rejected(ErrorCode.REQUIRED, "A holiday has a name.", ["holidays", place, "name"])
            kept[day] = spaced(name)
        self.holidays = [{"on": day.isoformat(), "name": kept[day]} for day in sorted(kept)]
