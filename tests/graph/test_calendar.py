"""Calendars and priorities: when work counts, and how soon it must be done."""

import models
from tests.graph import field
from tests.graph.conftest import gid, unknown, viewer_as, viewer_of

CALENDAR = """
mutation ($hours: [OpenHoursInput!]!, $holidays: [HolidayInput!], $zone: String) {
  createCalendar(input: {name: " Working hours ", hours: $hours, holidays: $holidays, timeZone: $zone}) {
    calendar { name timeZone hours { weekday from to } holidays { on name } version }
    userErrors { code path }
  }
}
"""
UPDATE_CALENDAR = """
mutation ($id: ID!, $hours: [OpenHoursInput!], $holidays: [HolidayInput!], $version: Int) {
  updateCalendar(input: {calendarId: $id, hours: $hours, holidays: $holidays, expectedVersion: $version}) {
    calendar { hours { weekday from to } holidays { on name } version }
    userErrors { code path }
  }
}
"""
PRIORITY = """
mutation ($calendar: ID!, $emergency: Boolean = false, $respond: Int, $complete: Int!, $targets: [SlaTargetInput!]) {
  createPriority(input: {name: "Urgent", calendarId: $calendar, emergency: $emergency, respondWithinMinutes: $respond,
                         completeWithinMinutes: $complete, targets: $targets}) {
    priority {
      name emergency respondWithinMinutes completeWithinMinutes calendar { name }
      targets { name withinMinutes emergency }
    }
    userErrors { code path }
  }
}
"""
UPDATE_PRIORITY = """
mutation ($id: ID!, $complete: Int, $respond: Int) {
  updatePriority(input: {priorityId: $id, completeWithinMinutes: $complete, respondWithinMinutes: $respond}) {
    priority { completeWithinMinutes respondWithinMinutes version }
    userErrors { code path }
  }
}
"""


def opens(weekday, start, end):
    return {"weekday": weekday, "from": start, "to": end}


async def test_hours_and_holidays_are_kept_in_order(ask, owner, make):
    hours = [opens("TUESDAY", "08:00", "12:00"), opens("MONDAY", "12:00", "24:00"), opens("MONDAY", "00:00", "12:00")]
    holidays = [{"on": "2026-12-25", "name": "Christmas"}, {"on": "2026-01-01", "name": " New  Year "}]

    made = (await ask(owner, CALENDAR, hours=hours, holidays=holidays))["createCalendar"]["calendar"]
    (calendar,) = await make.all(models.Calendar)
    changed = (await ask(owner, UPDATE_CALENDAR, id=gid(calendar), holidays=[], version=1))["updateCalendar"]
    stale = (await ask(owner, UPDATE_CALENDAR, id=gid(calendar), holidays=holidays, version=1))["updateCalendar"]

    assert made == {
        "name": "Working hours",
        "timeZone": "Europe/London",
        "hours": [hours[2], hours[1], hours[0]],
        "holidays": [{"on": "2026-01-01", "name": "New Year"}, {"on": "2026-12-25", "name": "Christmas"}],
        "version": 1,
    }
    assert changed["calendar"] == {"hours": made["hours"], "holidays": [], "version": 2}
    assert stale["userErrors"] == [{"code": "STALE_VERSION", "path": ["expectedVersion"]}]


async def test_what_cannot_be_a_calendar(ask, owner, make):
    whole = [opens("MONDAY", "08:00", "12:00")]
    twice = [{"on": "2026-12-25", "name": "Christmas"}] * 2

    async def refused(hours, **over):
        return (await ask(owner, CALENDAR, hours=hours, **over))["createCalendar"]["userErrors"]

    assert await refused([]) == [{"code": "REQUIRED", "path": ["hours"]}]
    assert await refused([opens("MONDAY", "8:00", "12:00")]) == [{"code": "INVALID", "path": ["hours", "0", "from"]}]
    assert await refused([opens("MONDAY", "08:00", "24:30")]) == [{"code": "INVALID", "path": ["hours", "0", "to"]}]
    assert await refused([opens("MONDAY", "12:00", "08:00")]) == [{"code": "INVALID", "path": ["hours", "0", "to"]}]
    over = [opens("MONDAY", "11:00", "13:00"), *whole]
    assert await refused(over) == [{"code": "INVALID", "path": ["hours", "0"]}]
    assert await refused(whole, zone="Europe/Exeter") == [{"code": "INVALID", "path": ["timeZone"]}]
    assert await refused(whole, holidays=twice) == [{"code": "INVALID", "path": ["holidays", "1", "on"]}]
    assert await make.all(models.Calendar) == []


async def test_a_priority_has_a_clock_for_every_duty(ask, owner, make):
    calendar = await field.calendar(make)
    targets = [
        {"name": "Investigate", "withinMinutes": 5400, "emergency": False},
        {"name": "Make safe", "withinMinutes": 2700, "emergency": True},
    ]

    answer = await ask(owner, PRIORITY, calendar=gid(calendar), respond=60, complete=1440, targets=targets)
    (priority,) = await make.all(models.Priority)
    changed = (await ask(owner, UPDATE_PRIORITY, id=gid(priority), complete=2880, respond=None))["updatePriority"]

    assert answer["createPriority"]["priority"] == {
        "name": "Urgent",
        "emergency": False,
        "respondWithinMinutes": 60,
        "completeWithinMinutes": 1440,
        "calendar": {"name": "Working hours"},
        "targets": targets,
    }
    assert changed["priority"] == {"completeWithinMinutes": 2880, "respondWithinMinutes": None, "version": 2}


async def test_what_cannot_be_a_priority(ask, owner, make):
    calendar, once = await field.calendar(make), {"name": "Make safe", "withinMinutes": 60}

    async def refused(**over):
        given = {"calendar": gid(calendar), "complete": 1440} | over
        return (await ask(owner, PRIORITY, **given))["createPriority"]["userErrors"]

    assert await refused(complete=0) == [{"code": "INVALID", "path": ["completeWithinMinutes"]}]
    assert await refused(respond=0) == [{"code": "INVALID", "path": ["respondWithinMinutes"]}]
    assert await refused(respond=1441) == [{"code": "INVALID", "path": ["respondWithinMinutes"]}]
    assert await refused(targets=[once, once]) == [{"code": "INVALID", "path": ["targets", "1", "name"]}]
    assert await refused(targets=[{"name": " ", "withinMinutes": 1}]) == [
        {"code": "REQUIRED", "path": ["targets", "0", "name"]}
    ]
    assert await refused(calendar=unknown(models.Calendar)) == [{"code": "NOT_FOUND", "path": ["calendarId"]}]
    assert await make.all(models.Priority) == []


async def test_who_works_for_the_client_reads_them_and_no_contact(ask, make):
    client, other = await make.client(), await make.client()
    await field.work_type(make, client, await field.priority(make))
    limited = viewer_of(await make.user(models.Role.STAFF_LIMITED), client)
    elsewhere = viewer_of(await make.user(models.Role.STAFF_LIMITED), other)
    contact = viewer_as(await make.contact(client), *models.PortalPermission)
    query = "{ calendars { name } priorities { name } }"

    assert await ask(limited, query) == {"calendars": [{"name": "Working hours"}], "priorities": [{"name": "24 h"}]}
    for viewer in (contact, elsewhere):
        assert await ask(viewer, query) == {"calendars": [], "priorities": []}
