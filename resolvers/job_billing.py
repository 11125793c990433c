"""Jobs follow their bills: INVOICED with the issue, ready again with a void, a credit or a discarded draft."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from models import BillableState, EventKind, Job, JobActivity, JobStatus
from models.core.base import Base
from resolvers.change import Change

UNBILLED = (BillableState.OPEN, BillableState.RESERVED)


async def invoiced(change: Change, invoice_id: UUID, billables: Iterable[Base]) -> None:
    """The draft that some activities are on was issued. A job of which something is still to be billed stays ready."""
    await change.flush()
    jobs = await _jobs_of(change, billables)
    of_jobs = JobActivity.job_id.in_([job.id for job in jobs])
    unbilled = set(
        await change.all(select(JobActivity.job_id).where(of_jobs, JobActivity.billable_state.in_(UNBILLED)))
    )
    for job in jobs:
        if job.status is JobStatus.READY_TO_INVOICE and job.id not in unbilled:
            job.bill(invoice_id)
            change.record(EventKind.JOB_INVOICED, job)


async def given_back(change: Change, billables: Iterable[Base]) -> None:
    """Some activities can be billed again, and so can their jobs: what else of them is on an invoice stays there."""
    for job in await _jobs_of(change, billables):
        if job.give_back():
            change.record(EventKind.JOB_READY_TO_INVOICE, job)


async def _jobs_of(change: Change, billables: Iterable[Base]) -> list[Job]:
    keys: set[UUID] = {each.job_id for each in billables if isinstance(each, JobActivity)}
    if not keys:
        return []
    return await change.all(select(Job).where(Job.id.in_(keys)).order_by(Job.id).with_for_update(key_share=True))
