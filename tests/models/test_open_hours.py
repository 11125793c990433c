"""Open hours: the vectors of domain.md 3.13, summer time, and laws that hold for all hours and spans."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.core.open_hours import EVERY_HOUR, WEEKDAYS, OpenHours
from models.errors import Rejected

WORKING = {weekday: [(8 * 60, 17 * 60)] for weekday in range(5)}
ALWAYS = {weekday: [(0, 24 * 60)] for weekday in range(7)}
LONDON = OpenHours("Europe/London", WORKING)
FRIDAY_16 = datetime(2026, 1, 16, 16, tzinfo=UTC)
FIVE_DAYS = timedelta(hours=45)


def test_an_emergency_counts_every_hour():
    assert EVERY_HOUR.after(FRIDAY_16, timedelta(hours=24)) == datetime(2026, 1, 17, 16, tzinfo=UTC)


def test_five_working_days_from_friday_end_on_the_next():
    assert LONDON.after(FRIDAY_16, FIVE_DAYS) == datetime(2026, 1, 23, 16, tzinfo=UTC)


def test_a_bank_holiday_between_makes_it_one_working_day_later():
    closed = OpenHours("Europe/London", WORKING, frozenset({date(2026, 1, 19)}))

    assert closed.after(FRIDAY_16, FIVE_DAYS) == datetime(2026, 1, 26, 16, tzinfo=UTC)


def test_a_call_outside_the_hours_counts_from_the_next_opening():
    saturday = datetime(2026, 1, 17, 3, tzinfo=UTC)

    assert LONDON.after(saturday, timedelta(hours=1)) == datetime(2026, 1, 19, 9, tzinfo=UTC)
    assert LONDON.between(FRIDAY_16, saturday) == timedelta(hours=1)


def test_hours_are_those_on_the_wall_in_summer_too():
    thursday = datetime(2026, 7, 2, 15, tzinfo=UTC)  # 16:00 in London

    assert LONDON.after(thursday, timedelta(hours=2)) == datetime(2026, 7, 3, 8, tzinfo=UTC)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)])
def test_the_day_on_which_the_clocks_change_is_as_long_as_it_is(day, hours):
    always = OpenHours("Europe/London", ALWAYS)
    start, end = (datetime.combine(each, datetime.min.time(), UTC) for each in (day, day + timedelta(days=1)))

    assert always.between(start, end) == timedelta(hours=24)
    midnights = [opens for opens, _ in always.spans(start - timedelta(days=1))][1:3]
    assert midnights[1] - midnights[0] == timedelta(hours=hours)


def test_hours_that_are_never_open_are_refused():
    with pytest.raises(Rejected):
        OpenHours("UTC", {}).after(FRIDAY_16, timedelta(minutes=1))


def test_a_calendar_says_its_hours_as_texts():
    kept = [{"weekday": each, "from": "08:00", "to": "24:00"} for each in WEEKDAYS]

    hours = OpenHours.of("UTC", kept, [{"on": "2026-01-17", "name": "Closed"}])

    assert hours.after(FRIDAY_16, timedelta(hours=9)) == datetime(2026, 1, 18, 9, tzinfo=UTC)


hours_of_day = st.lists(st.integers(0, 24), min_size=2, max_size=6, unique=True).map(sorted)
spans = hours_of_day.map(lambda each: [(60 * a, 60 * b) for a, b in zip(each[::2], each[1::2], strict=False)])
calendars = st.builds(
    OpenHours,
    st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe", "UTC"]),
    st.dictionaries(st.integers(0, 6), spans, min_size=1),
    st.frozensets(st.dates(date(2026, 3, 1), date(2026, 4, 30)), max_size=3),
)
instants = st.datetimes(datetime(2026, 3, 1), datetime(2026, 11, 30), timezones=st.just(UTC))
lengths = st.integers(1, 1500).map(lambda each: timedelta(minutes=each))


@settings(max_examples=50)
@given(calendars, instants, lengths)
def test_between_undoes_after(hours, start, length):
    assert hours.between(start, hours.after(start, length)) == length


@settings(max_examples=50)
@given(calendars, instants, lengths, lengths)
def test_two_waits_are_one_as_long_as_both(hours, start, first, second):
    assert hours.after(hours.after(start, first), second) == hours.after(start, first + second)


@settings(max_examples=50)
@given(calendars, instants, lengths, lengths, lengths)
def test_a_pause_moves_the_end_by_what_was_open_of_it(hours, start, length, worked, pause):
    end = hours.after(start, length)
    paused = hours.after(start, min(worked, length))
    resumed = paused + pause

    moved = hours.after(resumed, hours.between(paused, end))

    assert hours.between(start, moved) == length + hours.between(paused, resumed)
