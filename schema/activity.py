"""Activities."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import strawberry
from sqlalchemy import Date, Numeric, Text, Uuid, and_, func, select

import models
from models.core import clock, ids
from permissions.base import AdminOnly, CanSeeCosts, StaffOnly, set_up, within
from resolvers import activity as activities
from resolvers import activity_price as prices
from resolvers.compiled.asked import Asked
from resolvers.compiled.text import Pieces, where
from schema.core.fields import argument, field, related, several, through
from schema.core.filters import linked
from schema.core.inputs import given, optional
from schema.core.made import camel, noun
from schema.core.making import MadeField
from schema.core.money import Money, MoneyInput
from schema.core.mutation import mutation, payload
from schema.core.node import Node, found, listing, node, roots

OF_CLIENTS = through(models.ActivityClient.activity_id, models.ActivityClient.client_id)


WHOM = {"client_id": models.Client, "work_log_type_id": models.WorkLogType, "team_id": models.Team}
"""What a price may be asked for, by argument."""


def _priced(part: str) -> Callable[..., Any]:
    async def read(activity: models.Activity, info: Any, on: date | None = None, **whom: str | None) -> Any:
        context, keys = info.context, {}
        for name, given_id in whom.items():
            if given_id is None:
                continue
            key = ids.key_of(WHOM[name].__name__, given_id)
            row = await context.loaders.one(WHOM[name]).load(key) if key else None
            if row is None:
                return None
            keys[name] = row.id
        day = on or clock.today(context.viewer.time_zone)
        return await prices.price(context, activity, part, prices.ForWhom(**keys), day)

    return read


def _priced_sql(part: str) -> Callable[[Asked], Pieces]:
    def sql(asked: Asked) -> Pieces:
        keys = {
            name: found.mapped(name, partial(ids.key_of, model.__name__), Uuid())
            for name, model in WHOM.items()
            if (found := asked.argument(camel(name))) is not None
        }
        on = asked.argument("on")
        day = asked.viewer.today if on is None else on.mapped("day", lambda day: day, Date())
        holding = prices.holding(asked.viewer, part, prices.ForWhom(**keys), day)

        def nearest(value: Any) -> Any:
            place = asked.place.row(models.ActivityRate)
            conditions = [place.here(models.ActivityRate.activity_id) == asked.key(), *map(place.here, holding)]
            rows = select(place.here(value)).select_from(place.name).where(*conditions)
            return asked.subquery(rows.order_by(*map(place.here, prices.NEAREST_FIRST)).limit(1), place)

        amount = func.coalesce(nearest(getattr(models.ActivityRate, part)), asked.place.value(part)[0], type_=Numeric())
        currency = func.coalesce(nearest(models.ActivityRate.currency), asked.place.value("currency")[0], type_=Text())
        money = asked.money(amount, currency, nullable=True, sure=True)
        seen = [within(WHOM[name], asked.viewer, WHOM[name].id == key).exists() for name, key in keys.items()]
        return where(and_(*seen), money, ["null"]) if seen else money

    return sql


FOR_WHOM = [
    argument("client_id", strawberry.ID | None, "The client it is for; null is answered where it is hidden."),
    argument("work_log_type_id", strawberry.ID | None, "The work log type it is done under, likewise."),
    argument("team_id", strawberry.ID | None, "The team that does it, likewise."),
    argument("on", date | None, "The day; today by default."),
]


@node(models.Activity, "activities", ["CODE"], criteria=[linked("client", "Client", OF_CLIENTS, models.Activity)])
class Activity(Node):
    """A priced piece of work with a code. Its service decides who can do it."""

    code: str = field("Its code, of which there is one.", filterable=True, orderable=True, searchable=True)
    name: str = field("What is done.", filterable=True, orderable=True, searchable=True)
    service = related(models.Activity.service_id, "The trade or skill it needs.", filterable=True)
    unit: str = field("What one of it is, such as each or metre.")
    duration_minutes: int = field("How long one takes.")
    default_quantity: Decimal = field("How many there are unless a job says otherwise.")
    active: bool = field("Whether it is offered.", filterable=True)
    sale: Money | None = MadeField(
        "Price of one unit: the nearest rate on that day, else the activity's own. Needs SEE_COSTS.",
        _priced("sale"),
        (CanSeeCosts,),
        FOR_WHOM,
        _priced_sql("sale"),
    )
    cost: Money | None = MadeField(
        "Cost of one unit, found the same way. Needs SEE_COSTS.",
        _priced("cost"),
        (CanSeeCosts,),
        FOR_WHOM,
        _priced_sql("cost"),
    )
    rates = several(
        models.ActivityRate.activity_id,
        "Prices for a client, a work log type, a team or a span of days. Needs SEE_COSTS.",
        CanSeeCosts,
        by=[models.ActivityRate.starts_on],
        nullable=True,
    )
    clients = listing("Client", OF_CLIENTS, "The clients it may be used for. Staff.", StaffOnly, nullable=True)
    default_team = related(models.Activity.default_team_id, "The team that does it unless a job says otherwise.")
    version: int = field("Rises with every change.")


ActivityPayload = payload(
    "ActivityPayload", "What a write of an activity answers.", activity=(noun("Activity") | None, "The activity.")
)


@strawberry.input(description="For createActivity.")
class CreateActivityInput:
    code: str = given("Its code, of which there is one.")
    name: str = given("What is done.")
    service_id: strawberry.ID = given("The trade or skill it needs.")
    unit: str = given("What one of it is, such as each or metre.")
    duration_minutes: int = given("How long one takes.")
    default_quantity: Decimal | None = given("How many there are by default.", default=Decimal(1))
    sale: MoneyInput = given("Price of one unit.")
    cost: MoneyInput = given("Cost of one unit, in the currency of the price.")
    client_ids: list[strawberry.ID] = given("The clients it may be used for.")
    default_team_id: strawberry.ID | None = optional("The team that does it unless a job says otherwise.")


@strawberry.input(description="Changes given fields; absent leaves, null clears.")
class UpdateActivityInput:
    activity_id: strawberry.ID = given("The activity.")
    name: str | None = optional("What is done.")
    service_id: strawberry.ID | None = optional("The trade or skill it needs.")
    unit: str | None = optional("What one of it is, such as each or metre.")
    duration_minutes: int | None = optional("How long one takes.")
    default_quantity: Decimal | None = optional("How many there are by default.")
    sale: MoneyInput | None = optional("Price of one unit.")
    cost: MoneyInput | None = optional("Cost of one unit, in the currency of the price.")
    client_ids: list[strawberry.ID] | None = optional("The clients it may be used for, all of them.")
    default_team_id: strawberry.ID | None = optional("The team that does it unless a job says otherwise.")
    active: bool | None = optional("Whether it is offered.")
    expected_version: int | None = optional("The version the change is based on.")


@strawberry.input(description="For setActivityRate.")
class SetActivityRateInput:
    activity_id: strawberry.ID = given("The activity.")
    client_id: strawberry.ID | None = optional("The client it is for; all without one.")
    work_log_type_id: strawberry.ID | None = optional("The work log type it is for; all without one.")
    team_id: strawberry.ID | None = optional("The team it is for; all without one.")
    sale: MoneyInput | None = optional("Price of one unit.")
    cost: MoneyInput | None = optional("Cost of one unit.")
    starts_on: date | None = optional("The first day it holds; one for the same of these from this day is replaced.")
    ends_on: date | None = optional("The last day it holds.")


@roots
class ActivityQueries:
    """Reading activities."""

    activities = listing("Activity", description="Every visible activity.", where=set_up)
    activity = found("Activity", "One activity.")


@roots
class ActivityMutations:
    """Setting activities and their prices up."""

    create_activity: ActivityPayload = mutation(
        activities.create, CreateActivityInput, AdminOnly, description="Make an activity."
    )
    update_activity: ActivityPayload = mutation(
        activities.update, UpdateActivityInput, AdminOnly, description="Change an activity."
    )
    set_activity_rate: ActivityPayload = mutation(
        activities.set_rate,
        SetActivityRateInput,
        AdminOnly,
        description="Set a price for a client, a work log type, a team or a span of days.",
    )
