"""Jobs follow their bills: INVOICED with the issue, ready again with a void, a credit or a discarded draft."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import exists, select

from models import BillableState, EventKind, Job, JobActivity, JobStatus
from models.core.base import Base
from resolvers.change import Change


async def invoiced(change: Change, billables: Iterable[Base]) -> None:
    """The draft that some activities are on was issued."""
    for job in await _jobs_of(change, billables):
        if job.status is JobStatus.READY_TO_INVOICE:
            job.bill()
            change.record(EventKind.JOB_INVOICED, job)


async def given_back(change: Change, billables: Iterable[Base]) -> None:
    """Some activities can be billed again, and so can their jobs; one whose draft has others of them stays on it."""
    await change.flush()
    for job in await _jobs_of(change, billables):
        reserved = exists().where(JobActivity.job_id == job.id, JobActivity.billable_state == BillableState.RESERVED)
        if await change.scalar(select(reserved)):
            continue
        if job.give_back():
            change.record(EventKind.JOB_READY_TO_INVOICE, job)


async def _jobs_of(change: Change, billables: Iterable[Base]) -> list[Job]:
    keys: set[UUID] = {each.job_id for each in billables if isinstance(each, JobActivity)}
    if not keys:
        return []
    return await change.all(select(Job).where(Job.id.in_(keys)).order_by(Job.id).with_for_update(key_share=True))
