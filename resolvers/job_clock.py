"""The clocks of jobs: set by the priority, stopped by holds that wait for the client, met by the work (domain J9)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select

from models import Calendar, ClockKind, Job, JobClock, Priority, SlaState
from models.core.open_hours import EVERY_HOUR, Hours
from models.job_clock import sla_state
from permissions.viewer import Viewer
from resolvers.change import Change
from resolvers.context import Context
from resolvers.job_crew import hours_of

Duty = tuple[ClockKind, str, int, bool]


def of_job(viewer: Viewer) -> ColumnElement[SlaState]:
    """How the clock of a job's completion stands now, as SQL."""
    return sla_state(Job, Job.completed_at, viewer.now)


def of_clock(viewer: Viewer) -> ColumnElement[SlaState]:
    """How a clock stands now, as SQL."""
    return sla_state(JobClock, JobClock.met_at, viewer.now)


def target(priority: Priority, calendar: Calendar, start: datetime) -> datetime:
    """When work begun to be counted at an instant must be finished."""
    hours = EVERY_HOUR if priority.emergency else hours_of(calendar)
    return hours.after(start, timedelta(minutes=priority.complete_within_minutes))


def build(job: Job, priority: Priority, calendar: Calendar, paused: timedelta = timedelta(0)) -> list[JobClock]:
    """The clocks of a job from its making on, by a priority; the job learns of that of its completion."""
    clocks = []
    for position, (kind, name, minutes, every_hour) in enumerate(_duties(priority)):
        clock = JobClock(
            client_id=job.client_id,
            position=position,
            kind=kind,
            name=name,
            calendar_id=None if every_hour else calendar.id,
            paused_since=job.paused_since,
            paused_seconds=int(paused.total_seconds()),
        )
        clock.set(job.created_at, timedelta(minutes=minutes), EVERY_HOUR if every_hour else hours_of(calendar))
        clocks.append(clock)
    tell(job, clocks)
    return clocks


async def replace(change: Change, job: Job, priority: Priority) -> None:
    """Run by another priority from the job's making on; what the clocks stood still is added again."""
    earlier = await of(change, job)
    paused = next((each.paused_seconds for each in earlier if each.kind is ClockKind.COMPLETE), 0)
    for clock in earlier:
        await change.remove(clock)
    calendar = await change.get(Calendar, priority.calendar_id, lock=False)
    for clock in build(job, priority, calendar, timedelta(seconds=paused)):
        clock.job_id = job.id
        if clock.kind is ClockKind.RESPOND:
            clock.met_at = job.started_at
        await change.add(clock)


async def pause(change: Change, job: Job) -> None:
    """Stop every clock that runs."""
    clocks = await of(change, job)
    for clock in clocks:
        clock.pause(change.now)
    tell(job, clocks)


async def resume(change: Change, job: Job) -> None:
    """Let the clocks run again, each with the time it had left."""
    clocks = await of(change, job)
    for clock, hours in await _with_hours(change, clocks):
        clock.resume(change.now, hours)
    tell(job, clocks)


async def meet(change: Change, job: Job, *kinds: ClockKind) -> None:
    """What clocks of these kinds waited for was done."""
    clocks = await of(change, job)
    for clock, hours in await _with_hours(change, clocks):
        if clock.kind in kinds:
            clock.meet(change.now, hours)
    tell(job, clocks)


async def of(change: Change, job: Job) -> list[JobClock]:
    """The clocks of a job, in order."""
    return await change.all(select(JobClock).where(JobClock.job_id == job.id).order_by(JobClock.position))


async def clocks_of(context: Context, keys: list[UUID]) -> list[list[JobClock]]:
    """The clocks of jobs the viewer sees, as `loaders.batch` reads them."""
    found = select(JobClock).where(JobClock.job_id.in_(keys)).order_by(JobClock.position, JobClock.id)
    clocks = await context.as_system().scalars(found)
    return [[each for each in clocks if each.job_id == key] for key in keys]


def _duties(priority: Priority) -> list[Duty]:
    answered, done = priority.respond_within_minutes, priority.complete_within_minutes
    respond = [] if answered is None else [(ClockKind.RESPOND, "Respond", answered, priority.emergency)]
    further = [(ClockKind.DUTY, each["name"], each["within_minutes"], each["emergency"]) for each in priority.targets]
    return [*respond, (ClockKind.COMPLETE, "Complete", done, priority.emergency), *further]


async def _with_hours(change: Change, clocks: Iterable[JobClock]) -> list[tuple[JobClock, Hours]]:
    keys = {each.calendar_id for each in clocks if each.calendar_id}
    calendars = {each.id: hours_of(each) for each in await change.all(select(Calendar).where(Calendar.id.in_(keys)))}
    return [(each, calendars.get(each.calendar_id, EVERY_HOUR)) for each in clocks]


def tell(job: Job, clocks: Iterable[JobClock]) -> None:
    """Repeat on the job what the clock of its completion says."""
    for clock in clocks:
        if clock.kind is ClockKind.COMPLETE:
            job.target_at, job.at_risk_at, job.paused_since = clock.target_at, clock.at_risk_at, clock.paused_since
