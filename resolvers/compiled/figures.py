"""Figures over the rows of a connection inside the statement: over all of them, and for groups (groups.py).

Money is added up for each currency apart, so there are two steps where money is asked for: by key and currency, and
then by key. Where measures take their currencies from several columns, a row counts once for each of these in the
first step, and each measure looks at its own.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from graphql import FieldNode
from sqlalchemy import ColumnElement, Null, Numeric, Text, and_, case, cast, func, literal_column, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by, array

from models.core.money import RATE_PLACES
from resolvers.compiled.asked import Asked
from resolvers.compiled.text import Pieces, glued, object_of, or_else, quoted, said, scalar, told
from resolvers.group_order import COUNT, GroupOrder
from resolvers.pages import GroupBy
from resolvers.reading import Reading, clause

if TYPE_CHECKING:
    from resolvers.compiled.pages import Page

FIGURES = ("sum", "avg", "min", "max")
ADDED: dict[str, Callable[..., Any]] = {"sum": func.sum, "min": func.min, "max": func.max}


@dataclass(frozen=True)
class Measure:
    """One measure that is asked for, and where it stands in the statement."""

    reading: Reading
    value_type: Any
    place: int
    purse: int = 0
    """Which of the currencies of a row it is in; plain numbers are in the first."""

    @property
    def is_money(self) -> bool:
        """Whether it is added up by currency."""
        return self.reading.currency is not None

    @property
    def is_number(self) -> bool:
        """Whether it can be added up at all; days cannot."""
        return self.value_type not in (date, datetime)


def aggregate(asked: Asked, page: "Page") -> Pieces:
    """The figures over the whole list."""
    sums = Sums([asked], page)
    pieces = sums.object(asked)
    if not sums.has_shown:
        return pieces  # names and what is withheld: nothing to be added up to one row
    return [asked.subquery(told(pieces).select_from(sums.source), page.table)]


def _place_of(wanted: ColumnElement[Any], known: list[Any]) -> int:
    """Where an expression stands among those known, to which it is added where it is new."""
    for place, each in enumerate(known):
        if wanted.compare(each):
            return place
    known.append(wanted)
    return len(known) - 1


def collected_of(asked: Asked) -> dict[str, list[FieldNode]]:
    """What is selected of a field, by response key."""
    selections = [each for node in asked.nodes for each in node.selection_set.selections]
    return asked.compiler.collected(asked.shows, selections)


class Sums:
    """The rows of a list with their keys and measures, added up."""

    def __init__(
        self,
        asked: Iterable[Asked],
        page: "Page",
        by: Sequence[GroupBy] = (),
        orders: Sequence[GroupOrder] = (),
        *,
        is_partial: bool = False,
    ) -> None:
        self.compiler, self.page = page.compiler, page
        self.grammar = page.listed.grammar
        self.measures: dict[str, Measure] = {}
        self.has_shown = False
        """Whether any figure is part of an object made so far."""
        self.wanted: set[str] = set()
        """The figures to be added up, as they are labelled."""
        for each in asked:
            self._find_measures(each)
        for order in orders:
            self._find_order(order)
        self.is_partial = is_partial or any(each.is_money for each in self.measures.values())
        """Whether figures are put together from those by key and currency, and not from the rows."""
        rows = self._measured(by)
        self.source = self._grouped(rows, len(by)) if self.is_partial else rows
        self.keys = [self.source.c[f"key_{n}"] for n in range(len(by))]

    def use(self, rows: Any) -> None:
        """Let figures be put together from other rows, which have what the source has."""
        self.source = rows.subquery(self.compiler.fresh_name("together"))
        self.keys = [self.source.c[each.key] for each in self.keys]

    def _find_measures(self, asked: Asked) -> None:
        known = {**self.grammar.measures, **self.grammar.bounds}
        for nodes in collected_of(asked).values():
            what = nodes[0].name.value
            if what not in FIGURES:
                self.wanted.add("rows")
                continue
            figure = Asked(asked.place, asked.shows, asked.shows.fields[what], tuple(nodes))
            for inner in collected_of(figure).values():
                field = figure.shows.fields.get(inner[0].name.value)
                name = field and field.extensions["strawberry-definition"].python_name
                if name and known[name][0].allows(self.compiler.viewer):
                    self._want(what, name)

    def _find_order(self, order: GroupOrder) -> None:
        if order.name:
            self._want(order.what, order.name)
        elif order.what == COUNT:
            self.wanted.add("rows")

    def _want(self, what: str, name: str) -> None:
        if name not in self.measures:
            known = {**self.grammar.measures, **self.grammar.bounds}
            self.measures[name] = Measure(*known[name], len(self.measures))
        self.wanted.add(f"{'sum' if what == 'avg' else what}_{self.measures[name].place}")

    def _measured(self, by: Sequence[GroupBy]) -> Any:
        viewer, place = self.compiler.viewer, self.page.asked.place.row(self.page.listed.model)
        columns: list[Any] = []
        joins: list[tuple[Any, Any]] = []
        for n, each in enumerate(by):
            if each.link:
                between = self.compiler.between(each.link)
                tie = between.traverse(clause(each.link.parent)) == place.here(place.model.id)
                ties = [between.traverse(one) for one in each.link.conditions(viewer)]
                joins.append((between.selectable, and_(tie, *ties)))
                columns.append(between.traverse(clause(each.reading.as_read_by(viewer))).label(f"key_{n}"))
                continue
            key = place.here(each.reading.as_read_by(viewer))
            if isinstance(key, Null):
                key = cast(key, each.reading.value(viewer).type)
            columns.append(key.label(f"key_{n}"))
        currencies: list[Any] = []
        for name, measure in self.measures.items():
            columns.append(place.here(measure.reading.as_read_by(viewer)).label(f"measure_{measure.place}"))
            if measure.is_money:
                purse = _place_of(place.here(measure.reading.currency(viewer)), currencies)
                self.measures[name] = replace(measure, purse=purse)
        columns += [each.label(f"currency_{n}" if n else "currency") for n, each in enumerate(currencies)]
        self.purses = len(currencies)
        rows = select(*columns or [literal_column("1").label("one")]).select_from(place.name)
        for table, condition in joins:
            rows = rows.outerjoin(table, condition)
        rows = self.page.tied(rows, place)
        rows = rows.correlate(*place.outer) if place.outer else rows
        return rows.subquery(self.compiler.fresh_name("measured"))

    def _grouped(self, rows: Any, keys: int) -> Any:
        columns = [rows.c[f"key_{n}"] for n in range(keys)]
        source, number = rows, None
        currency = rows.c.currency if self.purses else None
        if self.purses > 1:
            held = array([rows.c[f"currency_{n}" if n else "currency"] for n in range(self.purses)])
            purses = func.unnest(held, type_=Text()).table_valued("currency", with_ordinality="number")
            purses = purses.render_derived(self.compiler.fresh_name("purse"))
            source, currency, number = rows.join(purses, true()), purses.c.currency, purses.c.number

        def of_purse(value: Any, purse: int) -> Any:
            return value if number is None else case((number == literal_column(str(purse + 1)), value))

        figures: list[Any] = []
        if "rows" in self.wanted:
            rows_of_one = func.count() if number is None else func.count(of_purse(literal_column("1"), 0))
            figures.append(rows_of_one.label("rows"))
        for measure in self.measures.values():
            n = measure.place
            value = of_purse(rows.c[f"measure_{n}"], measure.purse)
            figures.append(func.count(value).label(f"count_{n}"))
            figures += [add(value).label(f"{what}_{n}") for what, add in ADDED.items() if f"{what}_{n}" in self.wanted]
        columns += [] if currency is None else [currency]
        added = select(*columns, *figures).select_from(source).group_by(*columns)
        return added.subquery(self.compiler.fresh_name("added"))

    def object(self, asked: Asked) -> Pieces:
        """An aggregate as it is selected."""
        pairs: list[tuple[str, Pieces]] = []
        for key, nodes in collected_of(asked).items():
            name = nodes[0].name.value
            if name == "__typename":
                pairs.append((key, [f'"{asked.shows.name}"']))
            elif name == "count":
                self.has_shown = True
                pairs.append((key, [func.coalesce(self._rows(), 0) if self.is_partial else self._rows()]))
            else:
                figure = Asked(asked.place, asked.shows, asked.shows.fields[name], tuple(nodes))
                pairs.append((key, self._figure(name, figure)))
        return object_of(pairs)

    def _rows(self) -> ColumnElement[int]:
        return func.sum(self.source.c.rows) if self.is_partial else func.count()

    def _figure(self, what: str, asked: Asked) -> Pieces:
        pairs: list[tuple[str, Pieces]] = []
        for key, nodes in collected_of(asked).items():
            name = nodes[0].name.value
            if name == "__typename":
                pairs.append((key, [f'"{asked.shows.name}"']))
                continue
            one = Asked(asked.place, asked.shows, asked.shows.fields[name], tuple(nodes))
            withheld = asked.compiler.gate(one)
            pairs.append((key, withheld or self._shown(what, self.measures[one.definition.python_name], one)))
        return object_of(pairs)

    def _shown(self, what: str, measure: Measure, asked: Asked) -> Pieces:
        self.has_shown = True
        if measure.is_money:
            return self._money(what, measure, asked)
        value = self._value(what, measure)
        if not measure.is_number:
            return [or_else(glued(*scalar(value, measure.value_type)), "null")]
        return [or_else(glued(*scalar(cast(value, Numeric()), Decimal)), "null")]

    def _value(self, what: str, measure: Measure) -> ColumnElement[Any]:
        """A figure of plain numbers or days, over all currencies."""
        if what == "avg":
            count = func.nullif(self._added("count", measure), 0)
            return func.round(cast(self._added("sum", measure), Numeric()) / count, RATE_PLACES, type_=Numeric())
        return self._added(what, measure)

    def _added(self, what: str, measure: Measure, currency: Any = None) -> ColumnElement[Any]:
        """A figure from those that there are, in one currency where it is given."""
        add = ADDED.get(what, func.count)
        if not self.is_partial:
            return add(self.source.c[f"measure_{measure.place}"])
        value = self.source.c[f"{what}_{measure.place}"]
        value = value if currency is None else case((self.source.c.currency == currency, value))
        return func.sum(value) if what == "count" else add(value)

    def worth(self, order: GroupOrder, over: Callable[[Any], Any] = lambda figure: figure) -> ColumnElement[Any]:
        """What a step of an order compares of a group. `over` says how a figure is worked out where not by group."""
        if order.what == "key":
            return self.keys[order.place]
        if order.what == COUNT:
            return over(self._rows())
        viewer, measure = self.compiler.viewer, self.measures[order.name]
        currency = order.in_currency(viewer)
        return order.worth(lambda what: over(self._added(what, measure, currency)), viewer)

    def _money(self, what: str, measure: Measure, asked: Asked) -> Pieces:
        """One entry for each currency that has any."""
        source, n = self.source.c, measure.place
        if what == "avg":
            mean = source[f"sum_{n}"] / func.nullif(source[f"count_{n}"], 0)
            amount: Any = func.round(mean, func.app_decimals(source.currency), type_=Numeric())
        else:
            amount = source[f"{what}_{n}"]
        text = said(asked.money(amount, source.currency, nullable=False, sure=True))
        there = and_(source[f"count_{n}"] > 0, source.currency.is_not(None))
        by_code = aggregate_order_by(quoted(","), source.currency.collate("C"))
        return ["[", func.string_agg(text, by_code, type_=Text()).filter(there), "]"]
