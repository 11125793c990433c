"""Appointments: made, set out for, failed and cancelled. What they do to their job is in domain.md 3.3."""

from models import Appointment, EventKind, Job, JobStatus, Resource
from models.core.naming import spaced
from resolvers import visit as visits
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context
from resolvers.given import Given
from resolvers.inputs import named
from resolvers.job import tell_resource
from resolvers.job_crew import refused


async def schedule(context: Context, given: Given) -> Answer:
    """Make an appointment for an unfinished job, which is then SCHEDULED unless it was begun."""
    async with context.change() as change:
        job = await change.find(Job, given.job_id, "jobId")
        job.require_unfinished()
        resource = await change.find(Resource, given.resource_id, "resourceId", lock=False)
        crew, needs = await visits.crew_of(change, job)
        if reasons := crew.resource_reasons(resource, needs, None):
            raise refused(reasons)
        visit = await visits.book(change, job, crew, resource, given.starts_at, given.ends_at)
        change.record(EventKind.JOB_SCHEDULED, job)
        return change.answer(appointment=visit, job=job)


async def reschedule(context: Context, given: Given) -> Answer:
    """Give an appointment another time, another resource, or both, until somebody is sent.

    A job that was its resource's is the new one's. What holds for making an appointment holds for moving it.
    """
    async with context.change() as change:
        visit, job = await _found(change, given)
        change.expect(visit, given.expected_version)
        job.require_unfinished()
        before = visit.resource_id
        resource = await _resource(change, given, visit)
        crew, needs = await visits.crew_of(change, job)
        is_other = resource.id != before
        if is_other and (reasons := crew.resource_reasons(resource, needs, None)):
            raise refused(reasons)
        span = (given.starts_at or visit.starts_at, given.ends_at or visit.ends_at)
        await visits.require_free(change, crew, resource, span, visit)
        visit.move(resource.id, *span)
        event = change.record(EventKind.APPOINTMENT_SCHEDULED, visit, f"Appointment moved: {job.number}")
        if is_other and job.resource_id == before:
            job.assign(job.team_id, resource.id)
            change.record(EventKind.JOB_ASSIGNED, job)
        if is_other:
            await tell_resource(change, event, job, resource)
        return change.answer(appointment=visit, job=job)


async def dispatch(context: Context, given: Given) -> Answer:
    """Somebody is sent; the first one sent puts the job in progress."""
    async with context.change() as change:
        visit, job = await _found(change, given)
        job.require_unfinished()
        visit.dispatch()
        change.record(EventKind.APPOINTMENT_DISPATCHED, visit, f"Appointment dispatched: {job.number}")
        if job.status is JobStatus.SCHEDULED:
            await visits.begin(change, job)
        return change.answer(appointment=visit, job=job)


async def fail(context: Context, given: Given) -> Answer:
    """The work could not be done; the job goes on, and may be given another appointment."""
    async with context.change() as change:
        visit, job = await _found(change, given)
        visit.fail(named(given.reason, "reason"))
        change.record(EventKind.APPOINTMENT_FAILED, visit, f"Appointment failed: {job.number}")
        return change.answer(appointment=visit, job=job)


async def cancel(context: Context, given: Given) -> Answer:
    """There will be no visit; its time is free again."""
    async with context.change() as change:
        visit, job = await _found(change, given)
        visit.cancel(spaced(given.reason or "") or None)
        change.record(EventKind.APPOINTMENT_CANCELLED, visit, f"Appointment cancelled: {job.number}")
        return change.answer(appointment=visit, job=job)


async def _resource(change: Change, given: Given, visit: Appointment) -> Resource:
    if given.resource_id is None:
        return await change.get(Resource, visit.resource_id, lock=False)
    return await change.find(Resource, given.resource_id, "resourceId", lock=False)


async def _found(change: Change, given: Given) -> tuple[Appointment, Job]:
    """The appointment and its job, the job locked first as every other verb does."""
    visit = await change.find(Appointment, given.appointment_id, "appointmentId", lock=False)
    job = await change.get(Job, visit.job_id)
    return await change.get(Appointment, visit.id), job
