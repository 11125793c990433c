"""Connections: pages, totals, figures and groups of a noun, made from the marks of its fields."""

import asyncio
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import strawberry
from sqlalchemy import Date, cast, func
from strawberry.types.unset import UNSET

from models.core import money
from models.errors import ErrorCode, Rejected
from permissions.base import Permission, Visible
from permissions.viewer import Viewer
from resolvers.loaders import Loaders
from resolvers.pages import MAX_GROUPS, Figures, GroupBy, Page
from resolvers.reading import Link, Ordering, Reading
from schema.core.fields import Marks, NodeField, argument
from schema.core.guard import Guard
from schema.core.made import camel, described, home, later, noun
from schema.core.money import Money


class Direction(Enum):
    """The sense of an ordering."""

    ASC = "Smallest first."
    DESC = "Largest first."


class DateBucket(Enum):
    """How days are put together when grouping. A group's key is the first day of its bucket; weeks begin on Monday."""

    DAY = "Each day."
    WEEK = "Weeks, from Monday."
    MONTH = "Calendar months."
    QUARTER = "Calendar quarters."
    YEAR = "Calendar years."


described(Direction)
described(DateBucket)


class MadeField(NodeField):
    """A field of a made type: reads from the object it is asked of, by a function."""

    kind = "made"

    def __init__(self, description: str, read: Any, permissions: Any = (Visible,), arguments: Any = ()) -> None:
        super().__init__(description, permissions, Marks())
        self._made_read = read
        self.arguments = list(arguments)

    def get_result(self, source: Any, info: Any, args: Any, kwargs: Any) -> Any:
        return self._made_read(source, info, **kwargs)


def make_type(name: str, description: str, fields: dict[str, tuple[Any, MadeField]]) -> type:
    """An object type made by code."""
    annotations = {attribute: annotation for attribute, (annotation, _) in fields.items()}
    values = {attribute: field for attribute, (_, field) in fields.items()}
    made = type(name, (), {"__annotations__": annotations, **values, "__doc__": description})
    for field in values.values():
        field.origin = made
    return home(strawberry.type(made, name=name, description=description))


@strawberry.type(description="Where a page of a connection begins and ends. Paging goes forward only.")
class PageInfo:
    """Shown from the slice a page was cut to, and whether it began after a cursor."""

    has_next_page: bool = MadeField("Whether more rows follow.", lambda source, info: source[0].has_next)
    has_previous_page: bool = MadeField("Whether the page began after a cursor.", lambda source, info: source[1])
    start_cursor: str | None = MadeField(
        "Cursor of the first row.", lambda source, info: (source[0].cursors or [None])[0]
    )
    end_cursor: str | None = MadeField(
        "Cursor of the last row.", lambda source, info: (source[0].cursors or [None])[-1]
    )


async def _nodes(page: Page, info: Any) -> list[Any]:
    return [node for node, _ in await _edges(page, info)]


async def _edges(page: Page, info: Any) -> list[Any]:
    cut = await page.slice()
    nodes = await shown(page, info, cut.rows)
    return [(node, cursor) for node, cursor in zip(nodes, cut.cursors, strict=True) if node is not None]


async def _page_info(page: Page, info: Any) -> Any:
    return await page.slice(), bool(page.after)


async def shown(page: Page, info: Any, rows: list[Any]) -> list[Any]:
    """The rows as nodes. Those that stand for others (a union's) are exchanged for them, one batch for each model;
    None where one has just gone."""
    if not hasattr(page.model, "stands_for"):
        return rows
    loaders: Loaders = info.context.loaders
    return await asyncio.gather(*(loaders.one(row.stands_for).load(row.id) for row in rows))


class Order:
    """What every made ordering has: a field and a direction."""

    field: Any
    direction: Direction


class Grammar:
    """What is made for one noun. `readings` are its fields by the column they show, `searched` those with its texts."""

    def __init__(self, name: str, plural: str, model: Any) -> None:
        self.name, self.plural, self.model = name, plural, model
        self.readings: dict[str, Reading] = {}
        self.searched: list[Reading] = []
        self.orders: dict[str, Reading] = {}
        self.default_order: tuple[Ordering, ...] = ()
        self.measures: dict[str, tuple[Reading, Any]] = {}
        self.bounds: dict[str, tuple[Reading, Any]] = {}
        self.groups: dict[str, GroupKey] = {}
        self.extra: dict[str, tuple[Any, MadeField]] = {}

    def orderings(self, given: list[Any] | None) -> tuple[Ordering, ...]:
        """The orderings asked for, or the noun's own."""
        if not given:
            return self.default_order
        if len(given) > 5:
            raise Rejected(ErrorCode.INVALID, "At most five orderings.", ["orderBy"])
        return tuple(Ordering(self.orders[each.field.name], each.direction is Direction.DESC) for each in given)


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
            return GroupBy(self.name, self.reading, self.link)
        unit = (bucket or DateBucket.DAY).name.lower()
        return GroupBy(f"{self.name}:{unit}", _bucketed(self.reading, unit), self.link)


_buckets: dict[tuple[int, str], Reading] = {}


def _bucketed(reading: Reading, unit: str) -> Reading:
    def value(viewer: Viewer) -> Any:
        expression = reading.value(viewer)
        if expression.type.python_type is datetime:
            expression = func.timezone(viewer.time_zone, expression)
        return cast(func.date_trunc(unit, expression), Date())

    return _buckets.setdefault((id(reading), unit), Reading(reading.model, reading.name, value, reading.guards))


def make_order(grammar: Grammar) -> type:
    """`InvoiceOrderField` and `InvoiceOrder`."""
    default = ", ".join(
        f"{name}{' DESC' if step.descending else ''}"
        for step in grammar.default_order
        for name, reading in grammar.orders.items()
        if reading is step.reading
    )
    fields = Enum(
        f"{grammar.name}OrderField", {name: f"By `{name.lower()}`." for name in grammar.orders}, module=__name__
    )
    fields.__doc__ = f"What {grammar.plural} are ordered by; {default} by default, ties by id."
    home(described(fields))
    made = type(
        f"{grammar.name}Order",
        (Order,),
        {
            "__annotations__": {"field": fields, "direction": Direction | None},
            "field": strawberry.field(description="What to order by."),
            "direction": strawberry.field(description="Which way.", default=Direction.ASC),
        },
    )
    return home(strawberry.input(made, name=f"{grammar.name}Order", description=f"An ordering of {grammar.plural}."))


def make_connection(grammar: Grammar) -> None:
    """`InvoiceEdge`, `InvoiceConnection`, and where the noun has measures its figures and groups."""
    name, node = grammar.name, noun(grammar.name)
    make_type(
        f"{name}Edge",
        f"A place in a page of {grammar.plural}.",
        {
            "cursor": (str, MadeField("Where the next page may begin.", lambda source, info: source[1])),
            "node": (node, MadeField("The row itself.", lambda source, info: source[0])),
        },
    )
    fields: dict[str, tuple[Any, MadeField]] = {
        "edges": (list[later(f"{name}Edge")], MadeField("The page with a cursor for each row.", _edges)),
        "nodes": (list[node], MadeField("The page.", _nodes)),
        "page_info": (PageInfo, MadeField("Where the page ends.", _page_info)),
        "total_count": (int, MadeField("Every visible row of the filter.", lambda page, info: page.count())),
    }
    if grammar.measures:
        make_figures(grammar)
        fields["aggregate"] = (later(f"{name}Aggregate"), MadeField("Figures over all of them.", _aggregate(grammar)))
        fields["groups"] = (
            list[later(f"{name}Group")],
            MadeField(
                "Figures by key, in the order of the keys.",
                _groups(grammar),
                arguments=[
                    argument("by", list[later(f"{name}GroupBy")], "The keys, first to last."),
                    argument("first", int | None, "How many groups at most.", 100),
                ],
            ),
        )
    fields |= grammar.extra
    tail = "totals count every visible row of the filter."
    make_type(f"{name}Connection", f"A page of {grammar.plural}; {tail}", fields)


def make_figures(grammar: Grammar) -> None:
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


def _asked(info: Any, grammar: Grammar) -> list[Reading]:
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


def _aggregate(grammar: Grammar) -> Any:
    async def read(page: Page, info: Any) -> Figures:
        return (await page.figures(_asked(info, grammar)))[0][1]

    return read


def _groups(grammar: Grammar) -> Any:
    async def read(page: Page, info: Any, by: list[Any], first: int | None = None) -> list[Any]:
        if not by or len(by) > 4:
            raise Rejected(ErrorCode.INVALID, "Group by one to four keys.", ["by"])
        first = 100 if first is None else first
        if not 1 <= first <= MAX_GROUPS:
            raise Rejected(ErrorCode.INVALID, f"`first` is between 1 and {MAX_GROUPS}.", ["first"])
        keys = [grammar.groups[each.field.name] for each in by]
        steps = [key.by(None if each.bucket is UNSET else each.bucket) for key, each in zip(keys, by, strict=True)]
        found = await page.figures(_asked(info, grammar), steps, first)
        return [
            ({key.name: value for key, value in zip(keys, values, strict=True)}, figures) for values, figures in found
        ]

    return read


def _key_reader(key: GroupKey) -> Any:
    def read(source: dict[str, Any], info: Any) -> Any:
        value = source.get(key.name)
        if value is None or key.target is None:
            return value
        import models

        return info.context.loaders.one(getattr(models, key.target)).load(value)

    return read
