"""Connections of a noun: its pages, totals and orderings, made from the marks of its fields."""

import asyncio
from enum import Enum
from typing import Any

import strawberry

from models.errors import ErrorCode, Rejected
from resolvers.loaders import Loaders
from resolvers.pages import Page
from resolvers.reading import Ordering, Reading
from schema.core.fields import argument
from schema.core.figures import GroupKey, aggregate, groups, make_figures
from schema.core.group_orders import Direction, GroupOrders, make_group_order
from schema.core.made import described, home, later, noun
from schema.core.making import MadeField, make_type


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
        self.group_orders: GroupOrders | None = None
        self.extra: dict[str, tuple[Any, MadeField]] = {}

    def orderings(self, given: list[Any] | None) -> tuple[Ordering, ...]:
        """The orderings asked for, or the noun's own."""
        if not given:
            return self.default_order
        if len(given) > 5:
            raise Rejected(ErrorCode.INVALID, "At most five orderings.", ["orderBy"])
        return tuple(Ordering(self.orders[each.field.name], each.direction is Direction.DESC) for each in given)


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
        grammar.group_orders = make_group_order(grammar)
        fields["aggregate"] = (later(f"{name}Aggregate"), MadeField("Figures over all of them.", aggregate(grammar)))
        fields["groups"] = (
            list[later(f"{name}Group")],
            MadeField(
                "Figures by key, in the order of the keys where no other is asked for.",
                groups(grammar),
                arguments=[
                    argument("by", list[later(f"{name}GroupBy")], "The keys, first to last."),
                    argument("first", int | None, "How many groups at most, the rest aside.", 100),
                    argument(
                        "order_by", list[later(f"{name}GroupOrder")] | None, "In which order; the first step first."
                    ),
                    argument(
                        "rest", bool | None, "Whether the groups beyond `first` follow as one, without keys.", False
                    ),
                ],
            ),
        )
    fields |= grammar.extra
    tail = "totals count every visible row of the filter."
    make_type(f"{name}Connection", f"A page of {grammar.plural}; {tail}", fields)
