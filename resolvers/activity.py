"""Activities: priced pieces of work, the clients they are for, and their rates."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from models import Activity, ActivityClient, ActivityRate, Client, EventKind, Service, Team, WorkLogType
from models.core.money import quantity
from models.errors import ErrorCode, Rejected
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.constraints import refuses
from resolvers.context import Context
from resolvers.given import Given
from resolvers.inputs import named, not_negative, rate
from resolvers.links import Moved, replace

refuses("uq_activity_code", ErrorCode.DUPLICATE, "There is an activity with this code.")


async def create(context: Context, given: Given) -> Answer:
    """Make an activity for the clients named. DUPLICATE where the code is taken."""
    async with context.change() as change:
        service = await change.find(Service, given.service_id, "serviceId", lock=False)
        clients = await change.find_all(Client, given.client_ids, "clientIds")
        currency = given.sale.currency
        code = named(given.code, "code")
        if await change.scalar(select(Activity.id).where(Activity.code == code)):
            raise Rejected(ErrorCode.DUPLICATE, "There is an activity with this code.", ["code"])
        activity = await change.add(
            Activity(
                code=code,
                name=named(given.name, "name"),
                service_id=service.id,
                unit=named(given.unit, "unit"),
                duration_minutes=not_negative(given.duration_minutes, "durationMinutes"),
                default_quantity=_quantity(given),
                sale=rate(given.sale, None, "sale"),
                cost=rate(given.cost, currency, "cost"),
                currency=currency,
                default_team_id=await _team(change, given),
            )
        )
        await _assign(change, activity, clients)
        change.record(EventKind.ACTIVITY_CREATED, activity)
        return change.answer(activity=activity)


async def update(context: Context, given: Given) -> Answer:
    """Change what is given; `clientIds` replaces the clients it is for."""
    async with context.change() as change:
        activity = await change.find(Activity, given.activity_id, "activityId")
        change.expect(activity, given.expected_version)
        for name in ("name", "unit"):
            if name in given:
                setattr(activity, name, named(getattr(given, name), name))
        if "service_id" in given:
            activity.service_id = (await change.find(Service, given.service_id, "serviceId", lock=False)).id
        not_negative(given.duration_minutes, "durationMinutes")
        change.update(activity, given, "duration_minutes", "active")
        if "default_team_id" in given:
            activity.default_team_id = await _team(change, given)
        if "default_quantity" in given:
            activity.default_quantity = _quantity(given)
        await _reprice(change, activity, given)
        data = None
        if given.client_ids is not None:
            clients = await change.find_all(Client, given.client_ids, "clientIds")
            data = await _assign(change, activity, clients)
        if change.changed(activity) or data:
            change.record(EventKind.ACTIVITY_UPDATED, activity, data=data)
        return change.answer(activity=activity)


async def set_rate(context: Context, given: Given) -> Answer:
    """Set a price for a client, a work log type and a team, or for all, from a day on.

    One for the same of these from the same day is replaced. In another currency than the activity's it has to name
    both prices, so that a sale is never met by a cost in another: CURRENCY_MISMATCH.
    """
    async with context.change() as change:
        activity = await change.find(Activity, given.activity_id, "activityId")
        whom = await _whom(change, given)
        currency = _rate_currency(given, activity)
        if given.starts_on and given.ends_on and given.ends_on < given.starts_on:
            raise Rejected(ErrorCode.INVALID, "It cannot end before it starts.", ["endsOn"])
        row = await _rate_from(change, activity, whom, given.starts_on)
        row.sale, row.cost = rate(given.sale, currency, "sale"), rate(given.cost, currency, "cost")
        row.currency, row.ends_on = currency, given.ends_on
        await change.add(row)
        change.record(EventKind.ACTIVITY_RATE_SET, row, f"Activity rate set: {activity.code}")
        return change.answer(activity=activity)


def _quantity(given: Given) -> Decimal:
    if given.default_quantity is None:
        raise Rejected(ErrorCode.REQUIRED, "This cannot be empty.", ["defaultQuantity"])
    kept = quantity(given.default_quantity, ["defaultQuantity"])
    if kept <= 0:
        raise Rejected(ErrorCode.INVALID, "A quantity is more than zero.", ["defaultQuantity"])
    return kept


async def _assign(change: Change, activity: Activity, clients: Iterable[Client]) -> Moved:
    return await replace(change, ActivityClient.activity_id, activity.id, ActivityClient.client_id, clients, Client)


async def _team(change: Change, given: Given) -> UUID | None:
    """The team it is done by unless a job says otherwise."""
    team = (
        await change.find(Team, given.default_team_id, "defaultTeamId", lock=False) if given.default_team_id else None
    )
    return team and team.id


async def _reprice(change: Change, activity: Activity, given: Given) -> None:
    for part in ("sale", "cost"):
        if part in given and getattr(given, part) is None:
            raise Rejected(ErrorCode.REQUIRED, "An activity has a price.", [part])
    prices = {part: getattr(given, part) for part in ("sale", "cost") if part in given}
    if not prices:
        return
    currency = activity.currency
    if len(prices) == 2 and prices["sale"].currency != currency:
        currency = prices["sale"].currency
        if await change.scalar(select(ActivityRate.id).where(ActivityRate.activity_id == activity.id).limit(1)):
            raise Rejected(
                ErrorCode.CURRENCY_MISMATCH, f"Its rates are beside prices in {activity.currency}.", ["sale"]
            )
    for part, given_price in prices.items():
        setattr(activity, part, rate(given_price, currency, part))
    activity.currency = currency


def _rate_currency(given: Given, activity: Activity) -> str:
    if given.sale is None and given.cost is None:
        raise Rejected(ErrorCode.REQUIRED, "Give a sale price, a cost, or both.", ["sale"])
    if given.sale is not None and given.cost is not None:
        return given.sale.currency
    return activity.currency


async def _whom(change: Change, given: Given) -> dict[str, UUID | None]:
    """Whom a price is for, by the columns of a rate."""
    keys: dict[str, UUID | None] = {}
    for name, model in (("client_id", Client), ("work_log_type_id", WorkLogType), ("team_id", Team)):
        named_id = getattr(given, name)
        keys[name] = (await change.find(model, named_id, given.shown(name), lock=False)).id if named_id else None
    return keys


async def _rate_from(
    change: Change, activity: Activity, whom: dict[str, UUID | None], day: date | None
) -> ActivityRate:
    values = {"activity_id": activity.id, **whom, "starts_on": day}
    same = [getattr(ActivityRate, name).is_not_distinct_from(value) for name, value in values.items()]
    found = await change.all(select(ActivityRate).where(*same).with_for_update())
    return found[0] if found else ActivityRate(**values)
