"""Clocks of jobs that run out by themselves (domain.md 3.13): recorded, and whoever is responsible is told."""

from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from models import EventKind, Job, JobClock, Resource
from resolvers.change import Change
from resolvers.follow_up import BATCH, first_time, in_batches, responsible, untold

WORDS = {EventKind.JOB_AT_RISK: "is due by", EventKind.JOB_BREACHED: "was due by"}


async def tell_overruns(services: Any) -> None:
    """Tell of clocks with little time left, and of those that ran out. Run it as often as you like."""
    for kind in WORDS:
        await in_batches(services, partial(_tell, kind))


async def _tell(kind: EventKind, change: Change) -> int:
    """Of each clock once: who is sent, who made the job and the administrators."""
    zone = ZoneInfo((await change.organisation()).time_zone)
    clocks = await change.all(_next(kind, change))
    for clock in clocks:
        if not await first_time(change, kind, clock.id, clock.created_at):
            continue
        job = await change.get(Job, clock.job_id)
        resource = await change.get(Resource, job.resource_id, lock=False)
        summary = f"{job.number}: {clock.name} {WORDS[kind]} {clock.target_at.astimezone(zone):%Y-%m-%d %H:%M}"
        event = change.record(kind, job, summary)
        users = [resource and resource.user_id, job.created_by]
        await change.notify(event, summary, users=await responsible(change, job.client_id, users))
    return len(clocks)


def _next(kind: EventKind, change: Change) -> Select[Any]:
    """The clocks to tell of. A job somebody works on at this moment is left for the next time; a clock that ran out
    untold is not told to be at risk any more."""
    occasion = (JobClock.id, JobClock.created_at)
    found = select(JobClock).join(Job, Job.id == JobClock.job_id)
    found = found.where(JobClock.met_at.is_(None), JobClock.paused_since.is_(None), JobClock.at_risk_at < change.now)
    if kind is EventKind.JOB_BREACHED:
        found = found.where(JobClock.target_at < change.now)
    else:
        found = found.where(JobClock.target_at >= change.now)
    return (
        found.where(untold(kind, *occasion))
        .order_by(JobClock.at_risk_at, JobClock.id)
        .limit(BATCH)
        .with_for_update(of=(JobClock, Job), key_share=True, skip_locked=True)
    )
