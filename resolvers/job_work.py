"""Doing jobs: given to somebody, begun, held, completed, made ready for the bill, or given up (domain.md 3.3)."""

from datetime import datetime

from models import ClockKind, EventKind, Job, Resource, WorkLogType
from models.core.naming import spaced
from models.errors import ErrorCode, Rejected
from resolvers import job_activity as activities
from resolvers import job_clock as clocks
from resolvers import visit as visits
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context
from resolvers.given import Given
from resolvers.inputs import named
from resolvers.job import tell_resource
from resolvers.job_crew import eligible_resource, eligible_team


async def assign(context: Context, given: Given) -> Answer:
    """Give an unfinished job to a team, a resource, or both; with times also an appointment, and it is SCHEDULED."""
    async with context.change() as change:
        job = await change.find(Job, given.job_id, "jobId")
        job.require_unfinished()
        crew, needs = await visits.crew_of(change, job)
        team = await eligible_team(change, crew, needs, given)
        resource = await eligible_resource(change, crew, needs, given, team)
        has_times = given.starts_at is not None or given.ends_at is not None
        if team is None and resource is None and not has_times:
            raise Rejected(ErrorCode.REQUIRED, "Say who is to do it.", ["resourceId"])
        kept = resource or await change.get(Resource, job.resource_id, lock=False)
        if team is not None and kept is not None and kept.team_id != team.id:
            kept = None
        job.assign(team.id if team else job.team_id, kept and kept.id)
        if has_times:
            await visits.book(change, job, crew, *_appointed(kept, given))
            event = change.record(EventKind.JOB_SCHEDULED, job)
        else:
            event = change.record(EventKind.JOB_ASSIGNED, job)
        await tell_resource(change, event, job, resource)
        return change.answer(job=job, warnings=[])


async def start(context: Context, given: Given) -> Answer:
    """The work begins, and with it the next appointment."""
    async with context.change() as change:
        job = await change.find(Job, given.job_id, "jobId")
        await visits.begin(change, job)
        for visit in (await visits.coming(change, job))[:1]:
            visit.begin()
        return change.answer(job=job, warnings=[])


async def hold(context: Context, given: Given) -> Answer:
    """It stands still; the clocks do as well while it waits for the client (domain.md J9)."""
    async with context.change() as change:
        job = await change.find(Job, given.job_id, "jobId")
        job.hold(named(given.reason, "reason"))
        if given.waits_for_client:
            await clocks.pause(change, job)
        change.record(EventKind.JOB_HELD, job)
        return change.answer(job=job, warnings=[])


async def resume(context: Context, given: Given) -> Answer:
    """It goes on, with the time that was left."""
    async with context.change() as change:
        job = await change.find(Job, given.job_id, "jobId")
        job.resume()
        await clocks.resume(change, job)
        change.record(EventKind.JOB_RESUMED, job)
        return change.answer(job=job, warnings=[])


async def complete(context: Context, given: Given) -> Answer:
    """The work is done: activities are marked, clocks met, visits over; later visits are cancelled."""
    async with context.change() as change:
        job = await change.find(Job, given.job_id, "jobId")
        job.complete(spaced(given.resolution or "") or None, change.now)
        kind = await change.get(WorkLogType, job.work_log_type_id, lock=False)
        await activities.finish(change, job, kind, given.activities)
        await clocks.meet(change, job, *ClockKind)
        for visit in await visits.coming(change, job):
            visit.finish()
        change.record(EventKind.JOB_COMPLETED, job)
        return change.answer(job=job, warnings=[])


async def make_ready(context: Context, given: Given) -> Answer:
    """It may be invoiced."""
    async with context.change() as change:
        job = await change.find(Job, given.job_id, "jobId")
        job.make_ready()
        change.record(EventKind.JOB_READY_TO_INVOICE, job)
        return change.answer(job=job, warnings=[])


async def waive(context: Context, given: Given) -> Answer:
    """It will not be charged."""
    async with context.change() as change:
        job = await change.find(Job, given.job_id, "jobId")
        job.waive(named(given.reason, "reason"))
        await activities.waive(change, job)
        change.record(EventKind.JOB_NON_CHARGEABLE, job)
        return change.answer(job=job, warnings=[])


async def cancel(context: Context, given: Given) -> Answer:
    """Give it up before it began."""
    async with context.change() as change:
        job = await change.find(Job, given.job_id, "jobId")
        job.cancel(named(given.reason, "reason"))
        await _give_up(change, job)
        change.record(EventKind.JOB_CANCELLED, job)
        return change.answer(job=job, warnings=[])


async def abort(context: Context, given: Given) -> Answer:
    """End it after it began; nothing of it is charged."""
    async with context.change() as change:
        job = await change.find(Job, given.job_id, "jobId")
        job.abort(named(given.reason, "reason"))
        await _give_up(change, job)
        change.record(EventKind.JOB_ABORTED, job)
        return change.answer(job=job, warnings=[])


async def _give_up(change: Change, job: Job) -> None:
    await clocks.pause(change, job)
    await activities.waive(change, job)
    for visit in await visits.coming(change, job):
        visit.cancel(job.cancel_reason)
        change.record(EventKind.APPOINTMENT_CANCELLED, visit)


def _appointed(resource: Resource | None, given: Given) -> tuple[Resource, datetime, datetime]:
    """Who comes, and from when to when; REQUIRED where one of them is missing."""
    if resource is None:
        raise Rejected(ErrorCode.REQUIRED, "Say who comes.", ["resourceId"])
    for name in ("starts_at", "ends_at"):
        if getattr(given, name) is None:
            raise Rejected(ErrorCode.REQUIRED, "An appointment starts and ends.", [given.shown(name)])
    return resource, given.starts_at, given.ends_at
