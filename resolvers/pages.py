"""Pages of rows and figures over them: one mechanism for every list in the graph.

Siblings that ask for the same list share a statement: the page of each parent is cut in a LATERAL subquery, counts
and figures are grouped by the parent (performance.md section 7).
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, and_, case, distinct, func, literal, select, true
from sqlalchemy.orm import aliased
from sqlalchemy.sql.util import ClauseAdapter

from models.core.base import Base
from models.errors import ErrorCode, Rejected
from permissions.base import scope
from permissions.viewer import Viewer
from resolvers.context import Context
from resolvers.group_order import COUNT, GroupOrder, ranked
from resolvers.reading import Link, Ordering, Reading, beyond, clause, cursor_of, order_by

MAX_PAGE = 100
MAX_GROUPS = 1000
ROOT = UUID(int=0)
"""Stands for the parent of a list that has none."""


@dataclass(frozen=True)
class Slice:
    """The rows of one page, each with its cursor."""

    rows: list[Any] = field(default_factory=list)
    cursors: list[str] = field(default_factory=list)
    has_next: bool = False


@dataclass(frozen=True)
class GroupBy:
    """A key to group by: the reading behind it, and the link to follow where one row has several keys."""

    name: str
    reading: Reading
    link: Link | None = None


@dataclass(frozen=True)
class Figure:
    """Count, sum, smallest and largest of one measure, in one currency where it is money."""

    count: int = 0
    total: Decimal | None = None
    least: Any = None
    most: Any = None

    def plus(self, other: "Figure") -> "Figure":
        """The figure over both."""
        return Figure(
            self.count + other.count,
            _both(self.total, other.total, lambda one, two: one + two),
            _both(self.least, other.least, min),
            _both(self.most, other.most, max),
        )


@dataclass
class Figures:
    """What is known of a set of rows: how many, and each measure by name and currency (None for plain numbers)."""

    count: int = 0
    by_measure: dict[str, dict[str | None, Figure]] = field(default_factory=lambda: defaultdict(dict))


@dataclass(frozen=True)
class Cut:
    """Which groups are shown: the first so many in an order, which ends in their keys, and whether the others are put
    together as one, the rest."""

    first: int = 1
    orders: tuple[GroupOrder, ...] = ()
    has_rest: bool = False


@dataclass
class Group:
    """The figures of one group. `rest_of` says of the rest how many groups it is; it has no keys of its own."""

    keys: tuple[Any, ...]
    figures: Figures = field(default_factory=Figures)
    rest_of: int | None = None


@dataclass(frozen=True)
class Page:
    """One list as one parent sees it. `key` names the place in the operation, so that siblings are batched."""

    context: Context
    model: type[Base]
    key: Hashable
    link: Link | None = None
    parent: UUID | None = None
    where: tuple[ColumnElement[bool], ...] = ()
    orderings: tuple[Ordering, ...] = ()
    first: int = 50
    after: str | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.first <= MAX_PAGE:
            raise Rejected(ErrorCode.INVALID, f"`first` is between 0 and {MAX_PAGE}; ask for the next page.", ["first"])

    @property
    def viewer(self) -> Viewer:
        """Who asks."""
        return self.context.viewer

    def _conditions(self) -> list[ColumnElement[bool]]:
        tied = self.link.conditions(self.viewer) if self.link else []
        return [scope(self.model, self.viewer), *tied, *self.where]

    async def slice(self) -> Slice:
        """The rows of this page."""
        return await self.context.loaders.batch((self.key, "slice"), self._slices).load(self.parent or ROOT)

    def _selected(self) -> Select[Any]:
        cursor = cursor_of(self.orderings, self.viewer, self.model.id).label("cursor")
        after = [beyond(self.orderings, self.viewer, self.model.id, self.after)] if self.after else []
        ordered = order_by(self.orderings, self.viewer, self.model.id)
        selected = select(self.model, cursor, func.row_number().over(order_by=ordered).label("place"))
        if self.link and self.link.far is not None:
            # Said as a JOIN, because SQLAlchemy takes a list of tables inside LATERAL for a cartesian product.
            selected = selected.join(clause(self.link.parent).table, self.link.far == self.model.id)
        return selected.where(*self._conditions(), *after).order_by(*ordered).limit(self.first + 1)

    async def _slices(self, parents: list[UUID]) -> list[Slice]:
        if self.link is None:
            return [self._cut(await self.context.rows(self._selected()))]
        asking = select(func.unnest(literal(parents, ARRAY(Uuid()))).label("key")).subquery("asking")
        parent = asking.c.key
        page = self._selected().where(self.link.parent == parent).lateral("page")
        statement = (
            select(aliased(self.model, page), page.c.cursor, page.c.place, parent.label("parent_key"))
            .select_from(asking)
            .join(page, true())
            .order_by(page.c.place)
        )
        found = defaultdict(list)
        for row in await self.context.rows(statement):
            found[row.parent_key].append(row)
        return [self._cut(found[each]) for each in parents]

    def _cut(self, found: Sequence[Any]) -> Slice:
        shown = found[: self.first]
        return Slice([each[0] for each in shown], [each.cursor for each in shown], len(found) > self.first)

    async def count(self) -> int:
        """How many rows the whole list has, pages aside."""
        return await self.context.loaders.batch((self.key, "count"), self._counts).load(self.parent or ROOT)

    async def _counts(self, parents: list[UUID]) -> list[int]:
        if self.link is None:
            counted = select(func.count()).select_from(self.model).where(*self._conditions())
            return [await self.context.scalar(counted)]
        statement = (
            select(self.link.parent, func.count(distinct(self.model.id)))
            .where(*self._conditions(), self.link.parent.in_(parents))
            .group_by(self.link.parent)
        )
        found = dict([tuple(row) for row in await self.context.rows(statement)])
        return [found.get(each, 0) for each in parents]

    async def figures(self, measures: Sequence[Reading], by: Sequence[GroupBy] = (), cut: Cut = Cut()) -> list[Group]:
        """Figures over the list, one entry for each group in their order; a single one without keys."""
        if self.link is None:
            return (await self._figured([None], measures, by, cut))[0]
        names = (tuple(measure.name for measure in measures), tuple(by), cut)
        load = partial(self._figured, measures=measures, by=by, cut=cut)
        return await self.context.loaders.batch((self.key, "figures", names), load).load(self.parent)

    async def _figured(
        self, parents: list[UUID | None], measures: Sequence[Reading], by: Sequence[GroupBy], cut: Cut
    ) -> list[list[Group]]:
        statement = self._figures_statement(parents, measures, by, cut)
        found: dict[UUID | None, dict[int, Group]] = defaultdict(dict)
        for row in await self.context.rows(statement):
            is_rest = bool(by) and row.place > cut.first
            place = cut.first + 1 if is_rest else row.place
            keys = tuple(None if is_rest else getattr(row, f"key_{n}") for n in range(len(by)))
            group = found[row.parent_key].setdefault(place, Group(keys))
            if is_rest:
                group.rest_of = row.place - cut.first
            self._add(group.figures, row, measures)
        return [list(found[each].values()) if by else [found[each].get(1, Group(()))] for each in parents]

    def _add(self, figures: Figures, row: Any, measures: Sequence[Reading]) -> None:
        figures.count += row.rows
        for n, measure in enumerate(measures):
            currency = getattr(row, f"currency_{n}") if measure.currency else None
            one = Figure(*(getattr(row, f"{what}_{n}") for what in ("count", "sum", "min", "max")))
            had = figures.by_measure[measure.name].get(currency, Figure())
            if one.count:
                figures.by_measure[measure.name][currency] = had.plus(one)

    def _figures_statement(
        self, parents: list[UUID | None], measures: Sequence[Reading], by: Sequence[GroupBy], cut: Cut
    ) -> Select[Any]:
        rows = self._measured(parents, measures, by).subquery("measured")
        keys = [rows.c[f"key_{n}"] for n in range(len(by))]
        currencies = [rows.c[f"currency_{n}"] for n, measure in enumerate(measures) if measure.currency]
        grouping = [rows.c.parent_key, *keys, *currencies]
        figures: list[Any] = [func.count().label("rows")]
        for n in range(len(measures)):
            value = rows.c[f"measure_{n}"]
            figures += [
                func.count(value).label(f"count_{n}"),
                _sum(value).label(f"sum_{n}"),
                func.min(value).label(f"min_{n}"),
                func.max(value).label(f"max_{n}"),
            ]
        grouped = select(*grouping, *figures).group_by(*grouping).subquery("grouped")
        worths = [self._worth(order, grouped, measures, len(by)) for order in cut.orders]
        placed = ranked(grouped, cut.orders, worths, len(by), within=["parent_key"]).subquery("placed")
        shown = select(placed).order_by(placed.c.place)
        return shown if cut.has_rest or not by else shown.where(placed.c.place <= cut.first)

    def _worth(self, order: GroupOrder, grouped: Any, measures: Sequence[Reading], keys: int) -> ColumnElement[Any]:
        """What a step of the order compares of a group, worked out at each row of it."""
        if order.what == "key":
            return grouped.c[f"key_{order.place}"]
        within = [grouped.c.parent_key, *(grouped.c[f"key_{n}"] for n in range(keys))]
        if order.what == COUNT:
            return func.sum(grouped.c.rows).over(partition_by=within)
        n, currency = measures.index(order.measure), order.in_currency(self.viewer)

        def added(what: str) -> ColumnElement[Any]:
            value = grouped.c[f"{what}_{n}"]
            value = value if currency is None else case((grouped.c[f"currency_{n}"] == currency, value))
            return {"min": func.min, "max": func.max}.get(what, func.sum)(value).over(partition_by=within)

        return order.worth(added, self.viewer)

    def _measured(self, parents: list[UUID | None], measures: Sequence[Reading], by: Sequence[GroupBy]) -> Select[Any]:
        """The rows of the list with their keys, measures and currencies."""
        viewer = self.viewer
        parent = self.link.parent if self.link else literal(None, Uuid())
        columns: list[Any] = [parent.label("parent_key")]
        # The association of a key under a name of its own: the list may hang on its parent by the same one.
        between = {n: ClauseAdapter(clause(each.link.parent).table.alias()) for n, each in enumerate(by) if each.link}
        for n, each in enumerate(by):
            key = clause(each.reading.as_read_by(viewer))
            columns.append((between[n].traverse(key) if n in between else key).label(f"key_{n}"))
        for n, measure in enumerate(measures):
            columns.append(measure.as_read_by(viewer).label(f"measure_{n}"))
            if measure.currency:
                columns.append(measure.currency(viewer).label(f"currency_{n}"))
        joined = select(*columns).select_from(self.model)
        for n, adapter in between.items():
            link = by[n].link
            ties = and_(clause(link.parent) == clause(self.model.id), *link.conditions(viewer))
            joined = joined.outerjoin(adapter.selectable, adapter.traverse(ties))
        return joined.where(*self._conditions(), *([self.link.parent.in_(parents)] if self.link else []))


def _sum(value: Any) -> ColumnElement[Any]:
    return func.sum(value) if value.type.python_type in (int, Decimal) else literal(None)


def _both(one: Any, two: Any, join: Any) -> Any:
    if one is None or two is None:
        return two if one is None else one
    return join(one, two)
