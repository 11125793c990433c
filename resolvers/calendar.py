"""Calendars: open hours and holidays."""

from models import Calendar, EventKind
from resolvers.answer import Answer
from resolvers.context import Context
from resolvers.given import Given
from resolvers.inputs import named, time_zone


async def create(context: Context, given: Given) -> Answer:
    """Make a calendar, in the organisation's time zone unless another is given."""
    async with context.change() as change:
        zone = given.time_zone if given.time_zone is not None else (await change.organisation()).time_zone
        calendar = Calendar(name=named(given.name, "name"), time_zone=time_zone(zone))
        _set_days(calendar, given)
        await change.add(calendar)
        change.record(EventKind.SETUP_CHANGED, calendar)
        return change.answer(calendar=calendar)


async def update(context: Context, given: Given) -> Answer:
    """Change what is given; hours and holidays are replaced. Clocks that run keep the instants they were given."""
    async with context.change() as change:
        calendar = await change.find(Calendar, given.calendar_id, "calendarId")
        change.expect(calendar, given.expected_version)
        if "name" in given:
            calendar.name = named(given.name, "name")
        if "time_zone" in given:
            calendar.time_zone = time_zone(given.time_zone or (await change.organisation()).time_zone)
        _set_days(calendar, given)
        if change.changed(calendar):
            change.record(EventKind.SETUP_CHANGED, calendar)
        return change.answer(calendar=calendar)


def _set_days(calendar: Calendar, given: Given) -> None:
    if "hours" in given:
        calendar.open_at((each.weekday, each.from_, each.to) for each in given.hours or [])
    if "holidays" in given:
        calendar.close_on((each.on, each.name) for each in given.holidays or [])
