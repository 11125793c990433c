"""Figures over the rows of a connection, in all or by key: made from the marks of a noun's fields."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

import strawberry
from sqlalchemy import TIMESTAMP, Date, True_, case, cast, func, true
from strawberry.types.unset import UNSET

import models
from models.core import money
from models.errors import ErrorCode, Rejected
from permissions.base import Permission, Visible, scope, within
from permissions.viewer import Viewer
from resolvers.pages import MAX_GROUPS, Cut, Figures, GroupBy, Page
from resolvers.reading import Link, Reading
from schema.core.guard import Guard
from schema.core.made import camel, described, home, later, noun
from schema.core.making import MadeField, make_type
from schema.core.money import Money

if TYPE_CHECKING:
    from schema.core.connection import Grammar


class DateBucket(Enum):
    """How days are put together when grouping. A group's key is the first day of its bucket; weeks begin on Monday."""

    DAY = "Each day."
    WEEK = "Weeks, from Monday."
    MONTH = "Calendar months."
    QUARTER = "Calendar quarters."
    YEAR = "Calendar years."


described(DateBucket)


class GroupKey:
    """One key a noun can be grouped by."""

    def __init__(
        self, name: str, shown_type: Any, reading: Reading, target: str | None = None, link: Link | None = None
    ) -> None:
        self.name, self.shown_type, self.reading, self.target, self.link = name, shown_type, reading, target, link

    @property
    def is_day(self) -> bool:
        """Whether a bucket applies."""
        return self.shown_type is date

    def by(self, bucket: DateBucket | None) -> GroupBy:
        """The key as a page groups by it."""
        if not self.is_day:
            if bucket is not None:
                raise Rejected(ErrorCode.INVALID, "Only days have a bucket.", ["by"])
            if self.target and self.link:
                return GroupBy(self.name, self.reading, _to_seen(self.link, self.reading, self.target))
            return GroupBy(self.name, _as_seen(self.reading, self.target) if self.target else self.reading)
        unit = (bucket or DateBucket.DAY).name.lower()
        return GroupBy(f"{self.name}:{unit}", _bucketed(self.reading, unit), self.link)


_buckets: dict[tuple[int, str], Reading] = {}
_seen: dict[tuple[int, str], Reading] = {}
_links: dict[tuple[int, str], Link] = {}


def _to_seen(link: Link, reading: Reading, target: str) -> Link:
    """A link to rows the viewer sees alone: a row that is tied to hidden ones and no others has no key, and counts once
    however many they are."""

    def seen(viewer: Viewer) -> Any:
        model = getattr(models, target)
        return true() if isinstance(scope(model, viewer), True_) else reading.value(viewer).in_(within(model, viewer))

    return _links.setdefault((id(link), target), replace(link, where=seen))


def _as_seen(reading: Reading, target: str) -> Reading:
    """A key that is null where its row is hidden: rows that share one the viewer does not see are in no group of
    their own, which would tell that it is there."""
    model = getattr(models, target)

    def value(viewer: Viewer) -> Any:
        key = reading.value(viewer)
        is_seen = isinstance(scope(model, viewer), True_) and getattr(key, "foreign_keys", None)
        return key if is_seen else case((key.in_(within(model, viewer)), key))

    return _seen.setdefault((id(reading), target), Reading(reading.model, reading.name, value, reading.guards))


def _bucketed(reading: Reading, unit: str) -> Reading:
    def value(viewer: Viewer) -> Any:
        expression = reading.value(viewer)
        if expression.type.python_type is datetime:
            expression = func.timezone(viewer.time_zone, expression)
        if unit == "day":
            return cast(expression, Date())
        # A day as it is would be taken for an instant, and reckoned into a time zone and out of it again.
        return cast(func.date_trunc(unit, cast(expression, TIMESTAMP())), Date())

    return _buckets.setdefault((id(reading), unit), Reading(reading.model, reading.name, value, reading.guards))


def make_figures(grammar: "Grammar") -> None:
    """`InvoiceAggregate`, `InvoiceMeasures`, `InvoiceBounds`, `InvoiceGroup` and what groups are asked by."""
    name, plural = grammar.name, grammar.plural
    money_note = (
        "Money has one entry per currency; null where there is nothing to measure or the viewer may not read it."
    )
    make_type(
        f"{name}Measures",
        f"The measures of {plural}. {money_note}",
        {measure: _measured(measure, *grammar.measures[measure]) for measure in grammar.measures},
    )
    bounds = {**grammar.measures, **grammar.bounds}
    make_type(
        f"{name}Bounds",
        f"The measures of {plural} and their days.",
        {measure: _measured(measure, *bounds[measure]) for measure in bounds},
    )
    measures, limits = later(f"{name}Measures"), later(f"{name}Bounds")
    make_type(
        f"{name}Aggregate",
        f"Figures over {plural}.",
        {
            "count": (int, MadeField("How many.", lambda figures, info: figures.count)),
            "sum": (measures, MadeField("Each measure added up.", lambda figures, info: ("sum", figures))),
            "avg": (measures, MadeField("The mean of each measure.", lambda figures, info: ("avg", figures))),
            "min": (limits, MadeField("The smallest of each.", lambda figures, info: ("min", figures))),
            "max": (limits, MadeField("The largest of each.", lambda figures, info: ("max", figures))),
        },
    )
    keys = {key.name.lower(): key for key in grammar.groups.values()}
    make_type(
        f"{name}GroupKey",
        f"What the {plural} of a group share; only the fields asked for in `by` are filled, "
        "a day with the first of its bucket.",
        {
            attribute: (
                (noun(key.target) if key.target else key.shown_type) | None,
                MadeField(f"The {attribute.replace('_', ' ')} they share.", _key_reader(key)),
            )
            for attribute, key in keys.items()
        },
    )
    make_type(
        f"{name}Group",
        f"Figures over the {plural} that share a key.",
        {
            "key": (later(f"{name}GroupKey"), MadeField("What they share.", lambda group, info: group[0])),
            "aggregate": (later(f"{name}Aggregate"), MadeField("Their figures.", lambda group, info: group[1])),
            "rest_of": (
                int | None,
                MadeField(
                    "Of the rest, how many groups are put together here; null for a group of its own.",
                    lambda group, info: group[2],
                ),
            ),
        },
    )
    fields = Enum(f"{name}GroupField", {key: f"By `{camel(key.lower())}`." for key in grammar.groups}, module=__name__)
    fields.__doc__ = f"The keys {plural} can be grouped by."
    home(described(fields))
    made = type(
        f"{name}GroupBy",
        (),
        {
            "__annotations__": {"field": fields, "bucket": DateBucket | None},
            "field": strawberry.field(description="The key."),
            "bucket": strawberry.field(description="How days are put together; DAY by default.", default=UNSET),
        },
    )
    described_as = f"A key to group {plural} by; `bucket` is for days, DAY by default."
    home(strawberry.input(made, name=f"{name}GroupBy", description=described_as))


def _measured(measure: str, reading: Reading, value_type: Any) -> tuple[Any, MadeField]:
    permissions: tuple[type[Permission], ...] = tuple(type(each) for each in reading.guards) or (Visible,)
    guarded = not Guard([each() for each in permissions]).is_open
    is_money = value_type is Money

    def read(source: Any, info: Any) -> Any:
        what, figures = source
        found = figures.by_measure.get(reading.name, {})
        if is_money:
            return [money.Money(_worth(what, found[code], code), code) for code in sorted(found) if code]
        return _worth(what, found[None], None) if None in found else None

    if is_money:
        shown_type: Any = list[Money] | None if guarded else list[Money]
    else:
        shown_type = (value_type if value_type in (date, datetime) else Decimal) | None
    return shown_type, MadeField(f"`{camel(measure)}` of them.", read, permissions)


def _worth(what: str, figure: Any, currency: str | None) -> Any:
    if what == "avg":
        places = money.exponent(currency) if currency else 4
        return money.half_up(Decimal(figure.total) / figure.count, places)
    return {"sum": figure.total, "min": figure.least, "max": figure.most}[what]


def _asked(info: Any, grammar: "Grammar") -> list[Reading]:
    names: set[str] = set()

    def walk(selections: Any) -> None:
        for selection in selections:
            names.add(getattr(selection, "name", ""))
            walk(selection.selections)

    walk(info.selected_fields)
    known = {**grammar.measures, **grammar.bounds}
    return [
        reading for name, (reading, _) in known.items() if camel(name) in names and reading.allows(info.context.viewer)
    ]


def aggregate(grammar: "Grammar") -> Any:
    async def read(page: Page, info: Any) -> Figures:
        return (await page.figures(_asked(info, grammar)))[0].figures

    return read


def groups(grammar: "Grammar") -> Any:
    async def read(
        page: Page,
        info: Any,
        by: list[Any],
        first: int | None = None,
        order_by: list[Any] | None = None,
        rest: bool | None = None,
    ) -> list[Any]:
        if not by or len(by) > 4:
            raise Rejected(ErrorCode.INVALID, "Group by one to four keys.", ["by"])
        first = 100 if first is None else first
        if not 1 <= first <= MAX_GROUPS:
            most = f"`first` is between 1 and {MAX_GROUPS}; `rest` puts all other groups together as one."
            raise Rejected(ErrorCode.INVALID, most, ["first"])
        keys = [grammar.groups[each.field.name] for each in by]
        steps = [key.by(None if each.bucket is UNSET else each.bucket) for key, each in zip(keys, by, strict=True)]
        orders = grammar.group_orders.steps(order_by, keys, info.context.viewer)
        measures = _asked(info, grammar)
        measures += [each.measure for each in orders if each.measure and each.measure not in measures]
        found = await page.figures(list(dict.fromkeys(measures)), steps, Cut(first, orders, bool(rest)))
        return [
            (
                {key.name: value for key, value in zip(keys, group.keys, strict=True)},
                group.figures,
                group.rest_of,
            )
            for group in found
        ]

    return read


def _key_reader(key: GroupKey) -> Any:
    def read(source: dict[str, Any], info: Any) -> Any:
        value = source.get(key.name)
        if value is None or key.target is None:
            return value
        return info.context.loaders.one(getattr(models, key.target)).load(value)

    return read
