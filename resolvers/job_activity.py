"""Activities on jobs: asked for, priced on their day, and added up."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select

from models import Activity, Job, JobActivity, WorkLogType
from models.core.money import Money, quantity
from models.errors import ErrorCode, Rejected
from resolvers.activity_price import ForWhom, prices
from resolvers.change import Change
from resolvers.constraints import refuses
from resolvers.given import Given
from resolvers.job_rules import JobRules, offered_activities

refuses("uq_job_activity_job_id_activity_id", ErrorCode.DUPLICATE, "The job has this activity already.")

Asked = tuple[Activity, Decimal]


async def asked(
    change: Change, rules: JobRules, kind: WorkLogType, given: Sequence[Given] | None, path: str | None = "activities"
) -> list[Asked]:
    """The activities an input names and how many of each; each has to be offered for the client (J3)."""
    if not given:
        raise Rejected(ErrorCode.REQUIRED, "Say what is to be done.", ["activities"])
    found: list[Asked] = []
    for place, each in enumerate(given):
        at = [path, place] if path else []
        activity = await change.find(Activity, each.activity_id, *at, "activityId", lock=False)
        if any(activity is other for other, _ in found):
            raise Rejected(ErrorCode.DUPLICATE, "Name each activity once.", [*at, "activityId"])
        found.append((activity, _quantity(each, activity, at)))
    keys = [activity.id for activity, _ in found]
    allowed = await offered_activities(change.all, change.viewer, rules.site.client_id, kind.id, rules.today, keys)
    for place, (activity, _) in enumerate(found):
        if activity.id not in allowed:
            at = [path, place] if path else []
            message = f"{activity.code} is not offered to the client today."
            raise Rejected(ErrorCode.ACTIVITY_NOT_FOR_CLIENT, message, [*at, "activityId"])
    return found


async def priced(change: Change, job: Job, kind: WorkLogType, wanted: Sequence[Asked]) -> list[JobActivity]:
    """The rows of a job's activities at the prices of today (J10); the job's own figures follow them.

    CURRENCY_MISMATCH where their prices are not all in one currency.
    """
    whom = ForWhom(job.client_id, kind.id, job.team_id)
    found = await prices(change, [activity for activity, _ in wanted], whom, await change.today())
    earlier = await of(change, job) if job.id else []
    rows = []
    for position, (activity, number) in enumerate(wanted, start=len(earlier) + 1):
        sale, cost = found[activity.id].sale, found[activity.id].cost
        job.currency = job.currency or sale.currency
        for part in (sale, cost):
            part.require(job.currency, ["activities"])
        row = JobActivity(
            client_id=job.client_id,
            activity_id=activity.id,
            position=position,
            currency=job.currency,
            unit_sale=sale.amount,
            unit_cost=cost.amount,
        )
        row.set_quantity(number)
        rows.append(row)
    add_up(job, [*earlier, *rows])
    return rows


async def add(change: Change, job: Job, kind: WorkLogType, wanted: Sequence[Asked]) -> None:
    """Put further activities on a job. DUPLICATE where it has one of them."""
    for row in await priced(change, job, kind, wanted):
        row.job_id = job.id
        await change.add(row)


async def finish(change: Change, job: Job, kind: WorkLogType, given: Sequence[Given] | None) -> None:
    """Mark activities done, with the quantities given; all of them where none is named.

    What was not done is not charged. INVALID_STATE where the work log type wants every one done.
    """
    rows = await of(change, job)
    by_key = {row.activity_id: row for row in rows}
    for place, each in enumerate(given or ()):
        activity = await change.find(Activity, each.activity_id, "activities", place, "activityId", lock=False)
        row = by_key.get(activity.id)
        if row is None:
            message = f"{activity.code} is not on the job."
            raise Rejected(ErrorCode.INVALID, message, ["activities", place, "activityId"])
        if each.quantity is not None:
            row.set_quantity(_quantity(each, activity, ["activities", place]))
        row.done_at = change.now
    for row in rows:
        row.done_at = change.now if given is None else row.done_at
        if row.done_at is None and kind.require_activities_complete:
            raise Rejected(ErrorCode.INVALID_STATE, f"{kind.name} wants every activity done.", ["activities"])
        if row.done_at is None:
            row.set_billable(False)
    add_up(job, [row for row in rows if row.done_at])


async def waive(change: Change, job: Job) -> None:
    """None of the job's activities is to be charged."""
    for row in await of(change, job):
        row.set_billable(False)


async def of(change: Change, job: Job) -> list[JobActivity]:
    """The activities of a job, in order, locked."""
    found = select(JobActivity).where(JobActivity.job_id == job.id)
    return await change.all(found.order_by(JobActivity.position, JobActivity.id).with_for_update())


def add_up(job: Job, rows: Sequence[JobActivity]) -> None:
    """What a job's activities come to."""
    job.sale = Money.sum([Money(row.sale, job.currency) for row in rows], job.currency).amount
    job.cost = Money.sum([Money(row.cost, job.currency) for row in rows], job.currency).amount


def _quantity(given: Given, activity: Activity, path: list[str | int]) -> Decimal:
    at = [*path, "quantity"]
    number = activity.default_quantity if given.quantity is None else quantity(given.quantity, at)
    if number <= 0:
        raise Rejected(ErrorCode.INVALID, "A quantity is more than zero.", at)
    return number
