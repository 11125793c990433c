"""Calendars."""

from datetime import date

import strawberry

import models
from permissions.base import AdminOnly
from resolvers import calendar as calendars
from schema.core.fields import field, part
from schema.core.inputs import given, optional
from schema.core.made import described, noun
from schema.core.mutation import mutation, payload
from schema.core.node import Node, all_of, found, node, part_of, roots

described(models.Weekday)


@part_of(None)
class OpenHours:
    """Open hours on one weekday, local time HH:MM; 24:00 ends a day."""

    weekday: models.Weekday = field("The day.")
    from_: str = field("When it opens.", source="from", name="from")
    to: str = field("When it closes.")


@part_of(None)
class Holiday:
    """A day on which a calendar is closed."""

    on: date = field("The day.")
    name: str = field("What is celebrated.")


@node(models.Calendar, "calendars", connection=False, filtered=False)
class Calendar(Node):
    """Open hours and holidays."""

    name: str = field("What it is called.")
    time_zone: str = field("The IANA time zone its hours are local to.")
    hours: list[OpenHours] = part("The open hours, in order.", of="hours")
    holidays: list[Holiday] = part("The days it is closed, in order.", of="holidays")
    version: int = field("Rises with every change.")


CalendarPayload = payload(
    "CalendarPayload", "What a write of a calendar answers.", calendar=(noun("Calendar") | None, "The calendar.")
)


@strawberry.input(description="Open hours on one weekday, local time HH:MM; 24:00 ends a day.")
class OpenHoursInput:
    weekday: models.Weekday = given("The day.")
    from_: str = given("When it opens.", name="from")
    to: str = given("When it closes.")


@strawberry.input(description="A day on which a calendar is closed.")
class HolidayInput:
    on: date = given("The day.")
    name: str = given("What is celebrated.")


@strawberry.input(description="For createCalendar.")
class CreateCalendarInput:
    name: str = given("What it is called.")
    time_zone: str | None = optional("The IANA time zone of its hours; the organisation's by default.")
    hours: list[OpenHoursInput] = given("The open hours.")
    holidays: list[HolidayInput] | None = optional("The days it is closed.")


@strawberry.input(description="Changes given fields; absent leaves, null clears.")
class UpdateCalendarInput:
    calendar_id: strawberry.ID = given("The calendar.")
    name: str | None = optional("What it is called.")
    time_zone: str | None = optional("The IANA time zone of its hours; null takes the organisation's.")
    hours: list[OpenHoursInput] | None = optional("The open hours, all of them.")
    holidays: list[HolidayInput] | None = optional("The days it is closed, all of them.")
    expected_version: int | None = optional("The version the change is based on.")


@roots
class CalendarQueries:
    """Reading calendars."""

    calendars = all_of("Calendar", "Every visible calendar, by name.", order=[models.Calendar.name])
    calendar = found("Calendar", "One calendar.")


@roots
class CalendarMutations:
    """Setting calendars up."""

    create_calendar: CalendarPayload = mutation(
        calendars.create, CreateCalendarInput, AdminOnly, description="Make a calendar."
    )
    update_calendar: CalendarPayload = mutation(
        calendars.update, UpdateCalendarInput, AdminOnly, description="Change a calendar."
    )
