"""In which order groups stand, and which are put together as the rest: the same for both executors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Numeric, Select, Text, cast, func, select

from models.core.money import RATE_PLACES
from permissions.viewer import Viewer
from resolvers.operand import bound
from resolvers.reading import Reading

COUNT = "count"


@dataclass(frozen=True)
class GroupOrder:
    """One step of an order of groups: by the key at a `place` of those they are grouped by, by how many rows a group
    has, or by a figure (`what`) of a measure. Money is compared in one currency, the organisation's unless given."""

    what: str
    is_descending: bool
    place: int = 0
    name: str | None = None
    """The measure's among those of the noun; None by a key, and by the count."""
    measure: Reading | None = None
    currency: Any = None

    def in_currency(self, viewer: Viewer) -> ColumnElement[str] | None:
        """The currency it is compared in; None for plain numbers."""
        if self.measure is None or self.measure.currency is None:
            return None
        if self.currency is None:
            return viewer.main_currency
        return bound(self.currency, "currency", str, Text())

    def worth(self, added: Callable[[str], Any], viewer: Viewer) -> ColumnElement[Any]:
        """What is compared: the figure as it is shown, so that means are rounded. `added` gives one of count, sum, min
        and max of the measure over a group."""
        if self.what != "avg":
            return added(self.what)
        currency = self.in_currency(viewer)
        places = RATE_PLACES if currency is None else func.app_decimals(currency)
        return func.round(cast(added("sum"), Numeric()) / func.nullif(added("count"), 0), places, type_=Numeric())

    def directed(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        """The step in ORDER BY: groups with nothing to compare are last, whichever way."""
        return (value.desc() if self.is_descending else value.asc()).nulls_last()


def ranked(
    groups: FromClause, orders: Sequence[GroupOrder], worths: Sequence[ColumnElement[Any]], keys: int, within: Any = ()
) -> Select[Any]:
    """The rows of `groups` with the `place` of each one's group in the order, which ends in the keys. What is compared
    is worked out over all rows of a group, by windows; `within` names the columns that have orders of their own."""
    compared = [value.label(f"order_{n}") for n, value in enumerate(worths)]
    known = select(*groups.c, *compared).subquery("compared")
    steps = [order.directed(known.c[f"order_{n}"]) for n, order in enumerate(orders)]
    steps += [known.c[f"key_{n}"].asc().nulls_last() for n in range(keys)]
    place = func.dense_rank().over(partition_by=[known.c[each] for each in within] or None, order_by=steps)
    return select(*(known.c[each.key] for each in groups.c), place.label("place"))
