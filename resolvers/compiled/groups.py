"""Groups of a connection inside the statement: figures by key, in an order, the rest of them put together."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, ColumnElement, Integer, Select, Text, case, cast, func, or_, select

from resolvers.compiled.asked import Asked
from resolvers.compiled.figures import Sums, collected_of
from resolvers.compiled.parameters import Uncompilable
from resolvers.compiled.place import Place
from resolvers.compiled.text import Pieces, object_of, or_else, quoted, said, told
from resolvers.group_order import GroupOrder, ranked
from resolvers.operand import Deferred, written
from resolvers.pages import MAX_GROUPS

if TYPE_CHECKING:
    from resolvers.compiled.pages import Page

MOST_KEYS = 4


def groups(asked: Asked, page: "Page") -> Pieces:
    """The figures by key."""
    wanted = asked.argument("by")
    if not wanted or len(wanted) > MOST_KEYS:
        raise Uncompilable("groups by none or too many keys")
    grammar = page.listed.grammar
    keys = [grammar.groups[each.field.name] for each in wanted]
    steps = [key.by(each.bucket or None) for key, each in zip(keys, wanted, strict=True)]
    orders = grammar.group_orders.steps(asked.argument("orderBy"), keys, asked.viewer)
    collected = collected_of(asked)
    below = {
        key: Asked(asked.place, asked.shows, asked.shows.fields["aggregate"], tuple(nodes))
        for key, nodes in collected.items()
        if nodes[0].name.value == "aggregate"
    }
    rest = written(asked.argument("rest"))
    has_rest = isinstance(rest, Deferred) or bool(rest)
    sums = Sums(below.values(), page, steps, orders, is_partial=has_rest)
    first = asked.argument("first")
    cut = _with_rest(sums, orders, first, rest) if has_rest else _first_of(sums, orders, first)
    figures = {
        key: said(sums.object(each)).label(f"figures_{n}" if n > 1 else "figures")
        for n, (key, each) in enumerate(below.items(), start=1)
    }
    cut = cut.add_columns(*figures.values())
    cut = cut.correlate(*page.table.outer) if page.table.outer else cut
    rows = cut.subquery(asked.compiler.fresh_name("groups"))
    place = Place(asked.compiler, None, rows, (*page.table.outer, rows), is_figures=True)
    shown = {key.name: (key, rows.c[f"key_{n}"]) for n, key in enumerate(keys)}
    pairs: list[tuple[str, Pieces]] = []
    for response_key, nodes in collected.items():
        name = nodes[0].name.value
        if name == "__typename":
            pairs.append((response_key, [f'"{asked.shows.name}"']))
        elif name == "aggregate":
            pairs.append((response_key, [rows.c[figures[response_key].name]]))
        elif name == "restOf":
            pairs.append((response_key, [or_else(cast(rows.c.rest_of, Text()), "null")] if has_rest else ["null"]))
        else:
            one = Asked(place, asked.shows, asked.shows.fields[name], tuple(nodes))
            pairs.append((response_key, _key(one, shown)))
    texts = func.string_agg(said(object_of(pairs)), quoted(","), type_=Text())
    listed = told(["[", texts, "]"]).select_from(rows)
    return [asked.subquery(listed, page.table)]


def _first_of(sums: Sums, orders: Sequence[GroupOrder], first: Any) -> Select[Any]:
    """The first groups in the order; the others are left out."""
    steps = [order.directed(sums.worth(order)) for order in orders]
    steps += [key.asc().nulls_last() for key in sums.keys]
    rows = select(*sums.keys).select_from(sums.source).group_by(*sums.keys)
    return rows.order_by(*steps).limit(_number(first))


def _with_rest(sums: Sums, orders: Sequence[GroupOrder], first: Any, rest: Any) -> Select[Any]:
    """The first groups in the order, and after them, where it is wanted, all the others as one without keys."""
    within, keys = sums.keys, len(sums.keys)
    worths = [sums.worth(order, lambda figure: figure.over(partition_by=within)) for order in orders]
    placed = ranked(sums.source, orders, worths, keys).subquery("placed").c
    is_own = placed.place <= _number(first)
    shown = func.least(placed.place, _number(first, 1)).label("shown_at")
    shared = [case((is_own, placed[f"key_{n}"])).label(f"key_{n}") for n in range(keys)]
    currency = [placed.currency] if "currency" in placed else []
    figures = [
        {"min": func.min, "max": func.max, "place": func.max}.get(each.key.split("_")[0], func.sum)(each).label(
            each.key
        )
        for each in placed
        if each.key not in ("currency", *(key.key for key in shared))
    ]
    together = select(shown, *shared, *currency, *figures).group_by(shown, *shared, *currency)
    if isinstance(rest, Deferred):
        together = together.where(or_(is_own, rest.mapped("rest", bool, Boolean())))
    sums.use(together)
    last = func.max(sums.source.c.place) - _number(first)
    rest_of = func.nullif(func.greatest(last, 0), 0).label("rest_of")
    at = sums.source.c.shown_at
    return select(*sums.keys, rest_of).select_from(sums.source).group_by(at, *sums.keys).order_by(at)


def _number(first: Any, more: int = 0) -> Any:
    """How many groups there may be, checked, and so many more."""
    if isinstance(first, Deferred):
        return first.mapped(f"groups_{more}", lambda value: _checked(value) + more, Integer())
    return _checked(100 if first is None else first) + more


def _checked(first: int) -> int:
    if not 1 <= first <= MAX_GROUPS:
        raise Uncompilable("groups of that number")
    return first


def _key(asked: Asked, shown: dict[str, tuple[Any, ColumnElement[Any]]]) -> Pieces:
    """What the rows of a group share; null for what was not asked for in `by`."""
    pairs: list[tuple[str, Pieces]] = []
    for response_key, nodes in collected_of(asked).items():
        name = nodes[0].name.value
        field = asked.shows.fields.get(name)
        if field is None:
            pairs.append((response_key, [f'"{asked.shows.name}"']))
            continue
        key, column = shown.get(field.extensions["strawberry-definition"].python_name.upper(), (None, None))
        if key is None:
            pairs.append((response_key, ["null"]))
        elif key.target is None:
            pairs.append((response_key, asked.shown(column, key.shown_type, nullable=True)))
        else:
            one = Asked(asked.place, asked.shows, field, tuple(nodes))
            pairs.append((response_key, one.one(asked.compiler.model_of(key.target), column, nullable=True)))
    return object_of(pairs)
