"""The billing ledger: what ties a billable to an invoice line, and gives it back (domain.md 3.6)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select

from models import AllocationState, BillingAllocation, Expense, JobActivity, TimeEntry
from models.core.base import Base
from models.errors import ErrorCode
from resolvers import job_billing as jobs
from resolvers.change import Change
from resolvers.constraints import refuses
from resolvers.loaders import Loaders

LIVE = (AllocationState.RESERVED, AllocationState.BILLED)
BILLABLES: dict[str, type[Base]] = {
    "time_entry_id": TimeEntry,
    "expense_id": Expense,
    "job_activity_id": JobActivity,
}
"""The key column of each kind of billable."""

for _column in BILLABLES:
    refuses(
        f"uq_billing_allocation_live_{_column}",
        ErrorCode.ALREADY_BILLED,
        "Somebody else has put some of this on an invoice a moment ago.",
    )


async def live(change: Change, line_ids: Iterable[UUID]) -> list[BillingAllocation]:
    """The live entries of these lines, locked."""
    return await change.all(
        select(BillingAllocation)
        .where(BillingAllocation.invoice_line_id.in_(list(line_ids)), BillingAllocation.state.in_(LIVE))
        .order_by(BillingAllocation.id)
        .with_for_update()
    )


async def bill(change: Change, invoice_id: UUID, allocations: list[BillingAllocation]) -> None:
    """Their draft was issued."""
    billables = await billables_of(change, allocations)
    for allocation in allocations:
        allocation.bill()
        if billable := billables.get(allocation.id):
            billable.bill()
    await jobs.invoiced(change, invoice_id, billables.values())


async def release(
    change: Change, allocations: list[BillingAllocation], credit_note_id: UUID | None = None
) -> list[Base]:
    """Give billables back, to be billed again; answers them. By a credit note, a void or a discarded draft (B3)."""
    billables = await billables_of(change, allocations)
    for allocation in allocations:
        allocation.release(change.now, credit_note_id)
        if billable := billables.get(allocation.id):
            billable.release()
            if isinstance(billable, TimeEntry):
                billable.billed_seconds = None
    await jobs.given_back(change, billables.values())
    return list(billables.values())


async def billables_of(change: Change, allocations: list[BillingAllocation]) -> dict[UUID, Any]:
    """The billable behind each entry of the ledger, by the entry's key, locked; shares of a price have none."""
    found: dict[UUID, Any] = {}
    for column, model in BILLABLES.items():
        keys = {getattr(each, column): each.id for each in allocations if getattr(each, column)}
        if keys:
            wanted = select(model).where(model.id.in_(list(keys))).order_by(model.id).with_for_update()
            found |= {keys[row.id]: row for row in await change.all(wanted)}
    return found


async def billable(loaders: Loaders, allocation: BillingAllocation) -> Base | None:
    """The billable behind an entry, as the viewer sees it."""
    for column, model in BILLABLES.items():
        if key := getattr(allocation, column):
            return await loaders.one(model).load(key)
    return None
