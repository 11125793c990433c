"""Days that come again: so many days or calendar months after a first one, and the instants they begin at."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Recurrence:
    """The days that follow a first one. Each is counted from the first, so that the 31st of January is followed by the
    last of February and the 31st of March. Either `days` or `months` is above 0."""

    first: date
    days: int = 0
    months: int = 0

    def day(self, place: int) -> date:
        """The day of a place, 0 for the first."""
        if self.days:
            return self.first + timedelta(days=self.days * place)
        years, month = divmod(self.first.month - 1 + self.months * place, 12)
        year = self.first.year + years
        return date(year, month + 1, min(self.first.day, monthrange(year, month + 1)[1]))

    def first_from(self, day: date) -> date:
        """The first of the days that is not before a day."""
        if self.days:
            place = (day - self.first).days // self.days
        else:
            place = (12 * (day.year - self.first.year) + day.month - self.first.month) // self.months
        found = self.day(max(place, 0))
        return found if found >= day else self.day(max(place, 0) + 1)

    def next_instant(self, after: datetime, hour: int, time_zone: str) -> datetime:
        """The first instant after another at which it is that hour of one of the days in an IANA time zone, in UTC.

        An hour that the clocks pass over is the moment they do so; one that is there twice counts the first time.
        """
        zone = ZoneInfo(time_zone)
        day = self.first_from(after.astimezone(zone).date() - timedelta(days=1))
        while (instant := datetime.combine(day, time(hour), zone).astimezone(UTC)) <= after:
            day = self.first_from(day + timedelta(days=1))
        return instant
