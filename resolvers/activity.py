"""Activities: priced pieces of work, the clients they are for, and what they cost on a day."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from models import Activity, ActivityClient, ActivityRate, Client, EventKind, Service
from models.core.money import Money, quantity
from models.errors import ErrorCode, Rejected
from permissions.base import scope, visible
from permissions.viewer import Viewer
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.constraints import refuses
from resolvers.context import Context
from resolvers.given import Given
from resolvers.inputs import named, not_negative, rate

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
    """Set a price for a client, or for all, from a day on. One for the same client from the same day is replaced.

    In another currency than the activity's it has to name both prices, so that a sale is never met by a cost in
    another: CURRENCY_MISMATCH.
    """
    async with context.change() as change:
        activity = await change.find(Activity, given.activity_id, "activityId")
        client_id = None
        if given.client_id is not None:
            client_id = (await change.find(Client, given.client_id, "clientId", lock=False)).id
        currency = _rate_currency(given, activity)
        if given.starts_on and given.ends_on and given.ends_on < given.starts_on:
            raise Rejected(ErrorCode.INVALID, "It cannot end before it starts.", ["endsOn"])
        row = await _rate_from(change, activity, client_id, given.starts_on)
        row.sale, row.cost = rate(given.sale, currency, "sale"), rate(given.cost, currency, "cost")
        row.currency, row.ends_on = currency, given.ends_on
        await change.add(row)
        change.record(EventKind.ACTIVITY_RATE_SET, row, f"Activity rate set: {activity.code}")
        return change.answer(activity=activity)


async def price(context: Context, activity: Activity, part: str, client_id: UUID | None, day: date) -> Money:
    """`sale` or `cost` of one unit: of the nearest rate on the day that has it, else the activity's own (domain.md D3).

    A client's rate is nearer than one for all, and of those the one that began last.
    """
    key = ("activity rates", client_id, day)
    found = await context.loaders.batch(key, partial(_rates, context, client_id, day)).load(activity.id)
    nearest = next((each for each in found if getattr(each, part) is not None), activity)
    return Money(getattr(nearest, part), nearest.currency)


NEAREST_FIRST = (ActivityRate.client_id.is_(None), ActivityRate.starts_on.desc().nulls_last(), ActivityRate.id)


def holding(viewer: Viewer, part: str | None, client_id: Any, day: Any) -> list[ColumnElement[bool]]:
    """Which visible rates hold for a client on a day; where a part is named, those that have it."""
    mine = ActivityRate.client_id.is_(None)
    if client_id is not None:
        mine = or_(mine, ActivityRate.client_id == client_id)
    has_part = [getattr(ActivityRate, part).is_not(None)] if part else []
    return [scope(ActivityRate, viewer), ActivityRate.holds_on(day), mine, *has_part]


async def _rates(context: Context, client_id: UUID | None, day: date, keys: list[UUID]) -> list[list[ActivityRate]]:
    found = select(ActivityRate).where(*holding(context.viewer, None, client_id, day))
    rates = await context.scalars(found.where(ActivityRate.activity_id.in_(keys)).order_by(*NEAREST_FIRST))
    return [[each for each in rates if each.activity_id == key] for key in keys]


def _quantity(given: Given) -> Decimal:
    if given.default_quantity is None:
        raise Rejected(ErrorCode.REQUIRED, "This cannot be empty.", ["defaultQuantity"])
    kept = quantity(given.default_quantity, ["defaultQuantity"])
    if kept <= 0:
        raise Rejected(ErrorCode.INVALID, "A quantity is more than zero.", ["defaultQuantity"])
    return kept


async def _assign(change: Change, activity: Activity, clients: Iterable[Client]) -> dict[str, list[str]]:
    """Make these the clients it is for, as far as the caller sees the others; answers who came and who went."""
    wanted = {client.id for client in clients}
    held = select(ActivityClient).where(ActivityClient.activity_id == activity.id)
    seen = ActivityClient.client_id.in_(visible(Client, change.viewer).with_only_columns(Client.id))
    now = {each.client_id: each for each in await change.all(held.where(seen).with_for_update())}
    for key in sorted(now.keys() - wanted):
        await change.remove(now[key])
    for key in sorted(wanted - now.keys()):
        await change.add(ActivityClient(activity_id=activity.id, client_id=key))
    moved = {"addedClientIds": wanted - now.keys(), "removedClientIds": now.keys() - wanted}
    return {name: [str(key) for key in sorted(keys)] for name, keys in moved.items() if keys}


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


async def _rate_from(change: Change, activity: Activity, client_id: UUID | None, day: date | None) -> ActivityRate:
    same = select(ActivityRate).where(
        ActivityRate.activity_id == activity.id,
        ActivityRate.client_id.is_not_distinct_from(client_id),
        ActivityRate.starts_on.is_not_distinct_from(day),
    )
    found = await change.all(same.with_for_update())
    return found[0] if found else ActivityRate(activity_id=activity.id, client_id=client_id, starts_on=day)
