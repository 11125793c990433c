"""Priorities: how soon jobs must be answered and finished."""

from typing import Any

from models import Calendar, EventKind, Priority
from models.core.naming import spaced
from models.errors import ErrorCode, Rejected
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context
from resolvers.given import Given
from resolvers.inputs import named

PLAIN = ("emergency", "respond_within_minutes", "complete_within_minutes")


async def create(context: Context, given: Given) -> Answer:
    """Make a priority."""
    async with context.change() as change:
        priority = Priority(name=named(given.name, "name"), calendar_id=await _calendar(change, given))
        _set_times(change, priority, given)
        await change.add(priority)
        change.record(EventKind.SETUP_CHANGED, priority)
        return change.answer(priority=priority)


async def update(context: Context, given: Given) -> Answer:
    """Change what is given; further clocks are replaced. Clocks that run keep the instants they were given."""
    async with context.change() as change:
        priority = await change.find(Priority, given.priority_id, "priorityId")
        change.expect(priority, given.expected_version)
        if "name" in given:
            priority.name = named(given.name, "name")
        if "calendar_id" in given:
            priority.calendar_id = await _calendar(change, given)
        _set_times(change, priority, given)
        if change.changed(priority):
            change.record(EventKind.SETUP_CHANGED, priority)
        return change.answer(priority=priority)


async def _calendar(change: Change, given: Given) -> Any:
    return (await change.find(Calendar, given.calendar_id, "calendarId", lock=False)).id


def _set_times(change: Change, priority: Priority, given: Given) -> None:
    change.update(priority, given, *PLAIN)
    for name in ("respond_within_minutes", "complete_within_minutes"):
        minutes = getattr(priority, name)
        if minutes is not None and minutes <= 0:
            raise Rejected(ErrorCode.INVALID, "This takes some minutes.", [given.shown(name)])
    answered, done = priority.respond_within_minutes, priority.complete_within_minutes
    if answered is not None and answered > done:
        raise Rejected(ErrorCode.INVALID, "A job is answered before it is finished.", ["respondWithinMinutes"])
    if "targets" in given:
        priority.targets = [_target(each, place) for place, each in enumerate(given.targets or [])]
        _require_distinct(priority.targets)


def _target(given: Given, place: int) -> dict[str, Any]:
    if not spaced(given.name):
        raise Rejected(ErrorCode.REQUIRED, "A clock has a name.", ["targets", place, "name"])
    if given.within_minutes <= 0:
        raise Rejected(ErrorCode.INVALID, "This takes some minutes.", ["targets", place, "withinMinutes"])
    return {
        "name": spaced(given.name),
        "within_minutes": given.within_minutes,
        "emergency": bool(given.emergency),
    }


def _require_distinct(targets: list[dict[str, Any]]) -> None:
    names = [each["name"] for each in targets]
    for place, name in enumerate(names):
        if name in names[:place]:
            raise Rejected(ErrorCode.INVALID, "There is another clock of this name.", ["targets", place, "name"])
