"""Days that come again, and the instants they begin at when clocks are put forward and back."""

from datetime import UTC, date, datetime

import pytest

from models import ExportCadence, ScheduledExport, ScheduledExportStatus, Weekday

LONDON, LORD_HOWE, APIA = "Europe/London", "Australia/Lord_Howe", "Pacific/Apia"


def schedule(hour, weekday=None, day_of_month=None):
    cadence = ExportCadence.WEEKLY if weekday else ExportCadence.MONTHLY if day_of_month else ExportCadence.DAILY
    made = ScheduledExport(status=ScheduledExportStatus.ACTIVE)
    made.due(cadence, weekday, day_of_month, hour)
    return made


def instants(made, after, zone, number):
    found, now = [], datetime.fromisoformat(after).replace(tzinfo=UTC)
    for _ in range(number):
        now = made.next_after(now, zone)
        found.append(f"{now:%Y-%m-%d %H:%M}")
    return found


@pytest.mark.parametrize(
    ("made", "after", "zone", "found"),
    [
        (schedule(7), "2026-03-28T06:59", LONDON, ["2026-03-28 07:00", "2026-03-29 06:00", "2026-03-30 06:00"]),
        # 01:00 is no hour of that day: it is the moment the clocks are put forward.
        (schedule(1), "2026-03-28T01:00", LONDON, ["2026-03-29 01:00", "2026-03-30 00:00"]),
        # 01:00 is there twice: the first time counts, and it is not made again an hour later.
        (schedule(1), "2026-10-24T12:00", LONDON, ["2026-10-25 00:00", "2026-10-26 01:00"]),
        (schedule(2), "2026-10-03T00:00", LORD_HOWE, ["2026-10-03 15:30", "2026-10-04 15:00"]),
        # A day that an island left out: what was due on it is due at the same instant as on the next.
        (schedule(9), "2011-12-29T00:00", APIA, ["2011-12-29 19:00", "2011-12-30 19:00", "2011-12-31 19:00"]),
        (
            schedule(6, weekday=Weekday.SUNDAY),
            "2026-11-22T06:00",
            LONDON,
            ["2026-11-29 06:00", "2026-12-06 06:00"],
        ),
        (
            schedule(0, day_of_month=31),
            "2026-01-30T23:59",
            LONDON,
            ["2026-01-31 00:00", "2026-02-28 00:00", "2026-03-30 23:00", "2026-04-29 23:00"],
        ),
    ],
)
def test_the_instants_of_an_hour_of_the_organisations_day(made, after, zone, found):
    assert instants(made, after, zone, len(found)) == found


def test_days_are_counted_from_the_first_and_not_from_one_another():
    days = schedule(0, day_of_month=30).days
    assert [days.first_from(date(2028, month, 1)).day for month in (1, 2, 3)] == [30, 29, 30]
    assert days.first_from(date(2026, 11, 30)) == date(2026, 11, 30)
