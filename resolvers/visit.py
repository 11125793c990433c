"""Visits, as the verbs of jobs and those of appointments share them."""

from datetime import datetime, timedelta

from sqlalchemy import select

from models import Activity, Appointment, ClockKind, EventKind, Job, JobActivity, Resource, Site
from models.appointment import COMING
from models.errors import ErrorCode, Rejected
from resolvers import job_clock as clocks
from resolvers.change import Change
from resolvers.constraints import refuses
from resolvers.job import needed
from resolvers.job_crew import Crew, Needs, Span, crew_for

TAKEN = "The resource has another appointment at this time."
LONGEST = timedelta(days=31)

refuses("ex_appointment_resource_id", ErrorCode.OVERLAP, TAKEN)


async def crew_of(change: Change, job: Job) -> tuple[Crew, Needs]:
    """Who could do a job, and what it needs of them."""
    site = await change.get(Site, job.site_id, lock=False)
    on_job = select(Activity).join(JobActivity, JobActivity.activity_id == Activity.id)
    wanted = await change.all(on_job.where(JobActivity.job_id == job.id).order_by(JobActivity.position))
    return await crew_for(change.all, change.viewer, site), await needed(change, site, wanted)


async def book(
    change: Change, job: Job, crew: Crew, resource: Resource, starts_at: datetime, ends_at: datetime
) -> Appointment:
    """Make an appointment of a job; it is then SCHEDULED, unless it was begun.

    RESOURCE_NOT_ELIGIBLE outside the hours of the resource, OVERLAP where it has another appointment. That two
    dispatchers do not book the same time at once is seen to by the database.
    """
    await require_free(change, crew, resource, (starts_at, ends_at))
    job.schedule(resource.id)
    visit = await change.add(
        Appointment(
            client_id=job.client_id, job_id=job.id, resource_id=resource.id, starts_at=starts_at, ends_at=ends_at
        )
    )
    change.record(EventKind.APPOINTMENT_SCHEDULED, visit, f"Appointment scheduled: {job.number}")
    return visit


async def require_free(
    change: Change, crew: Crew, resource: Resource, span: Span, moved: Appointment | None = None
) -> None:
    """RESOURCE_NOT_ELIGIBLE outside its hours, OVERLAP where it has another appointment than the one that is moved."""
    _check(*span)
    if not crew.is_at_work(resource, span):
        raise Rejected(ErrorCode.RESOURCE_NOT_ELIGIBLE, f"{resource.name} is not at work then.", ["startsAt"])
    if await change.scalar(_taken(resource, span, moved)):
        raise Rejected(ErrorCode.OVERLAP, TAKEN, ["startsAt"])


async def begin(change: Change, job: Job) -> None:
    """The job is in progress, and the clock of its answer is met."""
    job.start(change.now)
    await clocks.meet(change, job, ClockKind.RESPOND)
    change.record(EventKind.JOB_STARTED, job)


async def coming(change: Change, job: Job) -> list[Appointment]:
    """The appointments of a job that are not over: those under way first, then the next; locked."""
    found = select(Appointment).where(Appointment.job_id == job.id, Appointment.status.in_(COMING))
    rows = await change.all(found.order_by(Appointment.starts_at, Appointment.id).with_for_update())
    return sorted(rows, key=lambda each: -COMING.index(each.status))


def _check(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise Rejected(ErrorCode.INVALID, "An appointment ends after it starts.", ["endsAt"])
    if ends_at - starts_at > LONGEST:
        raise Rejected(ErrorCode.INVALID, f"An appointment takes at most {LONGEST.days} days.", ["endsAt"])


def _taken(resource: Resource, span: Span, moved: Appointment | None) -> object:
    start, end = span
    found = select(Appointment.id).where(
        Appointment.resource_id == resource.id,
        Appointment.status.in_(COMING),
        Appointment.starts_at < end,
        Appointment.ends_at > start,
    )
    return found if moved is None else found.where(Appointment.id != moved.id)
