"""Connections: a page that is cut before its children are worked out, and counts and figures beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from graphql import FieldNode, get_named_type
from sqlalchemy import ARRAY, ColumnElement, Integer, Text, func, literal_column, select
from sqlalchemy.sql.visitors import iterate

from models.core.base import Base
from resolvers.compiled import figures, groups
from resolvers.compiled.asked import Asked
from resolvers.compiled.parameters import Parameter, Uncompilable
from resolvers.compiled.place import Place
from resolvers.compiled.text import Pieces, array_of, glued, object_of, or_else, plain, said, told
from resolvers.operand import Deferred
from resolvers.pages import MAX_PAGE
from resolvers.reading import Link, Ordering, beyond, cursor_of, decode_cursor, opaque, place_of

PAGE_FIELDS = ("nodes", "edges", "pageInfo")


@dataclass(frozen=True)
class Listed:
    """A list as a field asks for it. `where` are conditions over the model; `first` and `after` may be parameters."""

    grammar: Any
    link: Link | None
    where: tuple[Any, ...]
    orderings: tuple[Ordering, ...]
    first: Any
    after: Any
    is_few: bool = False
    """Whether the conditions name the client, and so leave little for the scope to narrow down."""

    @property
    def model(self) -> type[Base]:
        """What is listed."""
        return self.grammar.model


def connection(asked: Asked, listed: Listed) -> Pieces:
    """A connection as it is selected."""
    type_ = asked.shows
    selections = [each for node in asked.nodes for each in node.selection_set.selections]
    collected = asked.compiler.collected(type_, selections)
    page = Page(asked, listed, collected)
    pairs: list[tuple[str, Pieces]] = []
    for key, nodes in collected.items():
        name = nodes[0].name.value
        if name == "__typename":
            pairs.append((key, [f'"{type_.name}"']))
            continue
        below = Asked(asked.place, type_, type_.fields[name], tuple(nodes))
        if name in PAGE_FIELDS:
            pairs.append((key, page.part(name, below)))
        elif name == "totalCount":
            pairs.append((key, [page.count()]))
        elif name == "aggregate":
            pairs.append((key, figures.aggregate(below, page)))
        elif name == "groups":
            pairs.append((key, groups.groups(below, page)))
        else:
            pairs.append((key, asked.compiler.guarded(below)))
    return page.around(object_of(pairs))


class Page:
    """One page of a connection, whatever parts of it are asked for.

    The rows are cut first, in a statement of their own where they have to be numbered, so that nothing is worked out
    for a row that is not shown.
    """

    def __init__(self, asked: Asked, listed: Listed, collected: dict[str, list[FieldNode]]) -> None:
        self.asked, self.listed, self.compiler = asked, listed, asked.compiler
        self.first = _plus(listed.first, 0)
        if isinstance(self.first, Parameter):
            self.compiler.checks.append(self.first.read)
        is_asked = any(nodes[0].name.value in PAGE_FIELDS for nodes in collected.values())
        if is_asked and listed.after is not None:
            self.compiler.checks.append(listed.after.mapped("after", partial(_fitting, listed.orderings)).read)
        self.rows = self.compiler.fresh_name("page")
        self.columns: list[Any] = []
        self.table = asked.place.row(listed.model)
        self.is_numbered = self._is_numbered(collected)
        if self.is_numbered:
            cut = self._cut([self.table.name], _plus(listed.first, 1))
            self.place = asked.place.row(listed.model, cut.subquery(self.compiler.fresh_name("cut")))
            self.shown = [literal_column(f"{self.rows}.place", Integer()) <= self.first]
        else:
            self.place, self.shown = self.table, []

    def _is_numbered(self, collected: dict[str, list[FieldNode]]) -> bool:
        """Whether it has to be known what follows the page, or which row is its last."""
        infos = [nodes for nodes in collected.values() if nodes[0].name.value == "pageInfo"]
        wanted = {name for nodes in infos for name in self._names(nodes)}
        return bool(wanted - {"hasPreviousPage", "__typename"})

    def _names(self, nodes: Sequence[FieldNode]) -> set[str]:
        selections = [each for node in nodes for each in node.selection_set.selections]
        found = self.compiler.collected(self.compiler.type_of("PageInfo"), selections)
        return {each[0].name.value for each in found.values()}

    def part(self, name: str, below: Asked) -> Pieces:
        """`nodes`, `edges` or `pageInfo`."""
        if name == "nodes":
            return array_of(self._column(said(self._node(below.shows, below.nodes))), *self.shown)
        if name == "edges":
            return array_of(self._column(said(self._edge(below))), *self.shown)
        return self._page_info(below)

    def _column(self, text: ColumnElement[Any]) -> ColumnElement[Any]:
        """A column of the page's rows, as it is named outside of them."""
        label = f"text_{len(self.columns) + 1}"
        self.columns.append(text.label(label))
        return literal_column(f"{self.rows}.{label}", Text())

    def _node(self, type_: Any, nodes: Sequence[FieldNode]) -> Pieces:
        members = getattr(self.listed.model, "members", None)
        if members is None:
            return self.compiler.selection(type_, nodes, self.place)
        return Asked(self.place, self.asked.owner, self.asked.field, tuple(nodes)).member(members)

    def _edge(self, below: Asked) -> Pieces:
        pairs: list[tuple[str, Pieces]] = []
        selections = [each for node in below.nodes for each in node.selection_set.selections]
        for key, nodes in self.compiler.collected(below.shows, selections).items():
            name = nodes[0].name.value
            if name == "__typename":
                pairs.append((key, [f'"{below.shows.name}"']))
            elif name == "cursor":
                pairs.append((key, ['"', self._cursor(), '"']))
            else:
                pairs.append((key, self._node(get_named_type(below.shows.fields["node"].type), nodes)))
        return object_of(pairs)

    def _cursor(self) -> ColumnElement[str]:
        return self.place.here(cursor_of(self.listed.orderings, self.compiler.viewer, self.listed.model.id))

    def _page_info(self, below: Asked) -> Pieces:
        wanted = self._names(below.nodes)
        parts: dict[str, Pieces] = {"hasPreviousPage": ["false" if self.listed.after is None else "true"]}
        if "hasNextPage" in wanted:
            parts["hasNextPage"] = [(func.count() > self.first).cast(Text())]
        if wanted & {"startCursor", "endCursor"}:
            place = self.place.here(place_of(self.listed.orderings, self.compiler.viewer, self.listed.model.id))
            places = func.array_agg(self._column(place), type_=ARRAY(Text()))
            for name, at in (("startCursor", literal_column("1")), ("endCursor", func.count())):
                # Of a page of no rows the element is the one at nought, and there is none.
                place = places[func.least(at, self.first, type_=Integer())]
                parts[name] = [or_else(glued('"', opaque(place), '"'), "null")]
        return self.compiler.plain_object(below.shows, below.nodes, parts)

    def around(self, pieces: Pieces) -> Pieces:
        """The connection's text, worked out over the rows of the page where any of them are asked for."""
        if not self.columns and not self.is_numbered:
            return pieces
        if self.is_numbered:
            self._narrow()
            number = func.row_number().over().label("place")
            rows = select(*self.columns, number).select_from(self.place.name)
        else:
            rows = self._cut(self.columns, self.first)
        rows = plain(rows.correlate(*self.place.outer) if self.place.outer else rows).subquery(self.rows)
        return [self.asked.subquery(told(pieces).select_from(rows), self.place)]

    def _narrow(self) -> None:
        """Let the rows that were cut have the columns that were asked of them, and no others."""
        cut = self.place.name
        asked = {each.key for text in self.columns for each in iterate(text) if getattr(each, "table", None) is cut}
        columns = [each for each in self.table.name.c if each.key in asked]
        cut.element = cut.element.with_only_columns(*columns or [literal_column("1").label("one")])

    def _cut(self, columns: Sequence[Any], first: Any) -> Any:
        columns = columns or [literal_column("1").label("one")]
        rows = self.tied(select(*columns).select_from(self.table.name), self.table)
        if self.listed.after is not None:
            reached = beyond(self.listed.orderings, self.compiler.viewer, self.listed.model.id, self.listed.after)
            rows = rows.where(self.table.here(reached))
        rows = rows.order_by(*self.asked.ordered(self.table, self.listed.orderings)).limit(first)
        return plain(rows.correlate(*self.table.outer) if self.table.outer else rows)

    def count(self) -> ColumnElement[int]:
        """How many rows the whole list has."""
        place = self.asked.place.row(self.listed.model)
        counted = self.tied(select(func.count().label("total")).select_from(place.name), place)
        return self.asked.subquery(counted, place)

    def tied(self, rows: Any, place: Place) -> Any:
        """The rows of the list, pages aside."""
        rows = self.asked.hung(rows, place, self.listed.link, is_few=self.listed.is_few)
        return rows.where(*(place.here(each) for each in self.listed.where))


def _plus(first: Any, more: int) -> Any:
    """A length of page, checked, and so many more."""
    if not isinstance(first, Deferred):
        return _checked(first) + more
    return first.mapped(f"first_{more}", lambda value: _checked(value) + more, Integer())


def _fitting(orderings: Sequence[Ordering], cursor: str) -> list[str | None]:
    if not cursor:
        raise ValueError("An empty cursor is none.")
    return decode_cursor(cursor, orderings)


def _checked(first: int) -> int:
    if not 0 <= first <= MAX_PAGE:
        raise Uncompilable("a page of that length")
    return first
