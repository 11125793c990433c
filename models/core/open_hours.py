"""Arithmetic over open hours and holidays: what the clocks of jobs count (domain.md 3.13).

Hours are local to a time zone and what is counted is elapsed time, so a day on which the clocks change is an hour
longer or shorter, and no moment counts twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from models.errors import ErrorCode, Rejected

WEEKDAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
FURTHEST = timedelta(days=3660)
"""How far ahead an instant is looked for."""
Span = tuple[datetime, datetime]
Kept = Mapping[str, Any]


@dataclass(frozen=True)
class OpenHours:
    """When somebody is there: spans of minutes of the local day by weekday (Monday is 0), and closed days."""

    time_zone: str
    week: Mapping[int, Sequence[tuple[int, int]]]
    holidays: frozenset[date] = frozenset()

    @classmethod
    def of(cls, time_zone: str, hours: Sequence[Kept], holidays: Sequence[Kept]) -> "OpenHours":
        """From what a calendar keeps: weekday, from and to (HH:MM, 24:00 ends a day); on (an ISO day)."""
        week: dict[int, list[tuple[int, int]]] = {}
        for each in hours:
            span = (_minute(each["from"]), _minute(each["to"]))
            week.setdefault(WEEKDAYS.index(each["weekday"]), []).append(span)
        ordered = {weekday: sorted(spans) for weekday, spans in week.items()}
        return cls(time_zone, ordered, frozenset(date.fromisoformat(each["on"]) for each in holidays))

    def spans(self, start: datetime) -> Iterator[Span]:
        """The open spans from an instant on, in UTC and in order; an end unless the hours are never open."""
        zone = ZoneInfo(self.time_zone)
        day, last, reached = start.astimezone(zone).date(), (start + FURTHEST).date(), start
        while day <= last:
            for first, end in () if day in self.holidays else self.week.get(day.weekday(), ()):
                opens, closes = _instant(day, first, zone), _instant(day, end, zone)
                if closes > max(opens, reached):
                    yield max(opens, reached), closes
                    reached = closes
            day += timedelta(days=1)

    def after(self, start: datetime, open_time: timedelta) -> datetime:
        """The instant at which so much open time has passed. INVALID where that is not within ten years."""
        if open_time <= timedelta(0):
            return start
        left = open_time
        for opens, closes in self.spans(start):
            if closes - opens >= left:
                return opens + left
            left -= closes - opens
        raise Rejected(ErrorCode.INVALID, "The calendar is not open long enough for this.")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much of the time between two instants is open."""
        passed = timedelta(0)
        for opens, closes in self.spans(start):
            if opens >= end:
                break
            passed += min(closes, end) - opens
        return passed


@dataclass(frozen=True)
class EveryHour:
    """Counts every hour of the week: the clock of an emergency."""

    def after(self, start: datetime, open_time: timedelta) -> datetime:
        """So much later."""
        return start + max(open_time, timedelta(0))

    def between(self, start: datetime, end: datetime) -> timedelta:
        """All the time between two instants."""
        return max(end - start, timedelta(0))


Hours = OpenHours | EveryHour
EVERY_HOUR = EveryHour()


def _minute(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    day += timedelta(days=minute // (24 * 60))
    return datetime.combine(day, time(minute // 60 % 24, minute % 60), zone).astimezone(UTC)
