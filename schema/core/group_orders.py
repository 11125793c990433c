"""Orders of groups: made from the keys and measures of a noun, as orders of its rows are from its fields."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

import strawberry
from strawberry.types.unset import UNSET

from models.errors import ErrorCode, Rejected
from permissions.viewer import Viewer
from resolvers.group_order import COUNT, GroupOrder
from schema.core.made import camel, described, home
from schema.core.scalars import CurrencyCode

if TYPE_CHECKING:
    from schema.core.connection import Grammar
    from schema.core.figures import GroupKey

MOST_STEPS = 5
FIGURES = ("sum", "avg", "min", "max")


class Direction(Enum):
    """The sense of an ordering."""

    ASC = "Smallest first."
    DESC = "Largest first."


described(Direction)


class GroupOrders:
    """What the groups of one noun can be put in order by, by the name in the API: a figure and its measure."""

    def __init__(self, grammar: "Grammar") -> None:
        self.known: dict[str, tuple[str, str | None]] = {"COUNT": (COUNT, None)}
        for what in FIGURES:
            bounds = {} if what in ("sum", "avg") else grammar.bounds
            for name, (_, value_type) in {**grammar.measures, **bounds}.items():
                if bounds or value_type not in (date, datetime):
                    self.known[f"{what}_{name}".upper()] = (what, name)
        self.measures = {**grammar.measures, **grammar.bounds}
        self.keys = list(grammar.groups)

    def steps(self, given: Sequence[Any] | None, by: Sequence["GroupKey"], viewer: Viewer) -> tuple[GroupOrder, ...]:
        """The order asked for of groups by some keys. A figure the viewer may not read orders nothing: all groups tie.

        Raises Rejected INVALID for a key they are not grouped by, a currency of what is no money, and too many steps.
        """
        if len(given or ()) > MOST_STEPS:
            raise Rejected(ErrorCode.INVALID, f"At most {MOST_STEPS} orderings.", ["orderBy"])
        found = (self._step(each, by, viewer) for each in given or ())
        return tuple(each for each in found if each)

    def _step(self, given: Any, by: Sequence["GroupKey"], viewer: Viewer) -> GroupOrder | None:
        name, is_descending = given.field.name, given.direction is Direction.DESC
        currency = None if given.currency is UNSET else given.currency
        what, measure = self.known.get(name, ("key", None))
        reading = self.measures[measure][0] if measure else None
        if currency is not None and (reading is None or reading.currency is None):
            raise Rejected(ErrorCode.INVALID, f"{name} is no money; leave `currency` out.", ["orderBy"])
        if reading:
            return GroupOrder(what, is_descending, 0, measure, reading, currency) if reading.allows(viewer) else None
        if what == COUNT:
            return GroupOrder(what, is_descending)
        place = next((place for place, key in enumerate(by) if key.name == name), None)
        if place is None:
            raise Rejected(ErrorCode.INVALID, f"The groups have no {name}: add it to `by`.", ["orderBy"])
        return GroupOrder(what, is_descending, place)


def make_group_order(grammar: "Grammar") -> GroupOrders:
    """`InvoiceGroupOrderField` and `InvoiceGroupOrder`."""
    name, plural = grammar.name, grammar.plural
    orders = GroupOrders(grammar)
    values = {key: f"By the key `{camel(key.lower())}`." for key in orders.keys}
    for each, (what, measure) in orders.known.items():
        values[each] = f"By `{what}.{camel(measure)}`." if measure else f"By how many {plural} they have."
    fields = Enum(f"{name}GroupOrderField", values, module=__name__)
    fields.__doc__ = f"What groups of {plural} are ordered by: one of their keys, or a figure."
    home(described(fields))
    made = type(
        f"{name}GroupOrder",
        (),
        {
            "__annotations__": {"field": fields, "direction": Direction | None, "currency": CurrencyCode | None},
            "field": strawberry.field(description="What to order by. Objects as keys are ordered by their ids."),
            "direction": strawberry.field(description="Which way.", default=Direction.ASC),
            "currency": strawberry.field(
                description="Of money, whose amount counts; the organisation's currency by default.", default=UNSET
            ),
        },
    )
    about = "groups with nothing to compare are last, and groups that tie are in the order of their keys."
    home(strawberry.input(made, name=f"{name}GroupOrder", description=f"An ordering of groups of {plural}; {about}"))
    return orders
