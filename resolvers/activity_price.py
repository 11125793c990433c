"""What an activity costs: the nearest rate on a day, else the activity's own prices (domain.md D3).

A rate names a client, a work log type and a team, or leaves them open, and holds for a span of days. Of the rates that
hold, one for the client is nearer than one for all; then one for the work log type; then one for the team; then the
one that began last. The sale price and the cost are found apart, as a rate may set one alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, any_, literal, or_, select

from models import Activity, ActivityRate
from models.core.money import Money
from permissions.base import scope
from permissions.viewer import SYSTEM, Viewer
from resolvers.change import Change
from resolvers.context import Context


@dataclass(frozen=True)
class ForWhom:
    """What a price is asked for, as keys (or SQL); a part left out is met only by rates that leave it open."""

    client_id: Any = None
    work_log_type_id: Any = None
    team_id: Any = None


FOR_ANYBODY = ForWhom()
NEAREST_FIRST = (
    *(getattr(ActivityRate, each.name).is_(None) for each in fields(ForWhom)),
    ActivityRate.starts_on.desc().nulls_last(),
    ActivityRate.id,
)


@dataclass(frozen=True)
class Prices:
    """The sale price and the cost of one unit."""

    sale: Money
    cost: Money


async def price(context: Context, activity: Activity, part: str, whom: ForWhom, day: date) -> Money:
    """`sale` or `cost` of one unit, of the rates the viewer sees."""
    key = ("activity rates", whom, day)
    found = await context.loaders.batch(key, partial(_rates, context, whom, day)).load(activity.id)
    return _nearest(activity, part, found)


async def prices(change: Change, activities: Iterable[Activity], whom: ForWhom, day: date) -> dict[UUID, Prices]:
    """Both prices of each activity, whoever asks, by its key."""
    found = list(activities)
    holding_now = select(ActivityRate).where(*holding(SYSTEM, None, whom, day))
    keys = literal([each.id for each in found], ARRAY(Uuid()))
    of_these = holding_now.where(ActivityRate.activity_id == any_(keys))
    by_activity: dict[UUID, list[ActivityRate]] = {}
    for rate in await change.all(of_these.order_by(*NEAREST_FIRST)):
        by_activity.setdefault(rate.activity_id, []).append(rate)
    return {
        each.id: Prices(*(_nearest(each, part, by_activity.get(each.id, [])) for part in ("sale", "cost")))
        for each in found
    }


def holding(viewer: Viewer, part: str | None, whom: ForWhom, day: Any) -> list[ColumnElement[bool]]:
    """Which visible rates hold for somebody on a day; where a part is named, those that have it."""
    matching = []
    for each in fields(whom):
        column, wanted = getattr(ActivityRate, each.name), getattr(whom, each.name)
        matching.append(column.is_(None) if wanted is None else or_(column.is_(None), column == wanted))
    has_part = [getattr(ActivityRate, part).is_not(None)] if part else []
    return [scope(ActivityRate, viewer), ActivityRate.holds_on(day), *matching, *has_part]


def _nearest(activity: Activity, part: str, rates: Iterable[ActivityRate]) -> Money:
    nearest = next((each for each in rates if getattr(each, part) is not None), activity)
    return Money(getattr(nearest, part), nearest.currency)


async def _rates(context: Context, whom: ForWhom, day: date, keys: list[UUID]) -> list[list[ActivityRate]]:
    found = select(ActivityRate).where(*holding(context.viewer, None, whom, day))
    rates = await context.scalars(found.where(ActivityRate.activity_id.in_(keys)).order_by(*NEAREST_FIRST))
    return [[each for each in rates if each.activity_id == key] for key in keys]
