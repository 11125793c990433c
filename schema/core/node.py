"""Nouns: a model shown as a type, with the filter, orders, pages, figures and groups its marks ask for."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import strawberry
from sqlalchemy import Text, Uuid, func

import models
from models.core import ids
from models.core.base import Base
from permissions.base import Permission, Rows, visible
from permissions.viewer import Viewer
from resolvers.as_of import Then, as_of
from resolvers.compiled import pages
from resolvers.compiled.asked import Asked
from resolvers.compiled.text import Pieces, quoted
from resolvers.context import Context
from resolvers.operand import written
from resolvers.pages import Page
from resolvers.reading import Ordering, Reading, order_by
from schema.core.connection import Grammar, make_connection, make_order
from schema.core.fields import Marks, NodeField, RelatedField, argument, as_link
from schema.core.figures import GroupKey
from schema.core.filters import Criterion, by_id, compared, given, make_filter, relation, search
from schema.core.made import camel, later, noun, snake
from schema.core.making import MadeField, nothing
from schema.core.money import Money
from schema.core.scalars import CurrencyCode

GRAMMARS: dict[str, Grammar] = {}


class ListingField(NodeField):
    """A connection: rows of a noun that hang on this row, or all that are visible."""

    kind = "listing"

    def bind(self, owner: type, model: type[Base] | None, name: str, annotation: Any) -> Any:
        self.origin, self.model = owner, model
        of = self.options["of"]
        default = self.options["first"]
        self.arguments = [
            argument("first", int | None, "How many rows, at most 100.", default),
            argument("after", str | None, "The end cursor of the page before."),
            argument("filter", later(f"{of}Filter") | None, "Which rows."),
            argument("order_by", list[later(f"{of}Order")] | None, "In which order."),
        ]
        connection = later(f"{of}Connection")
        return connection | None if self.options["nullable"] else connection

    def get_result(self, source: Any, info: Any, args: Any, kwargs: Any) -> Any:
        return self.page(info, getattr(source, "id", None), **kwargs)

    def page(
        self,
        info: Any,
        parent: Any = None,
        *,
        first: int | None = 50,
        after: str | None = None,
        filter: Any = None,
        order_by: Any = None,
    ) -> Page:
        """The page these arguments ask for."""
        grammar = GRAMMARS[self.options["of"]]
        viewer = info.context.viewer
        where = [self.options["where"](viewer)] if self.options["where"] else []
        if filter:
            where.append(filter.predicate(viewer))
        return Page(
            context=info.context,
            model=grammar.model,
            key=tuple(step for step in info.path.as_list() if isinstance(step, str)),
            link=self.options["link"],
            parent=parent,
            where=tuple(where),
            orderings=grammar.orderings(order_by) if order_by else self.options["order"] or grammar.default_order,
            first=self.options["first"] if first is None else first,
            after=after or None,
        )

    def sql(self, asked: Asked) -> Pieces:
        return pages.connection(asked, self.listed(asked))

    def listed(self, asked: Asked) -> pages.Listed:
        """The list as it is asked for in a compiled statement."""
        grammar = GRAMMARS[self.options["of"]]
        found, wanted = asked.argument("filter"), asked.argument("orderBy")
        where = [self.options["where"](asked.viewer)] if self.options["where"] else []
        first = asked.argument("first")
        return pages.Listed(
            grammar,
            self.options["link"],
            (*where, *([found.predicate(asked.viewer)] if found else [])),
            grammar.orderings(wanted) if wanted else self.options["order"] or grammar.default_order,
            self.options["first"] if first is None else written(first),
            asked.argument("after"),
            is_few=bool(found) and given(getattr(found, "client", None)),
        )


def listing(
    of: str,
    link: Any = None,
    description: str = "",
    *permissions: type[Permission],
    where: Callable[[Viewer], Any] | None = None,
    order: Sequence[Ordering] = (),
    first: int = 50,
    nullable: bool = False,
) -> Any:
    """A connection of a noun: all of it, or what hangs on this row by a key column or a Link."""
    return ListingField(
        description,
        permissions,
        Marks(),
        of=of,
        link=None if link is None else as_link(link),
        where=where,
        order=tuple(order),
        first=first,
        nullable=nullable,
    )


class FoundField(NodeField):
    """One row by its global id; null where it is unknown, hidden or of another type."""

    kind = "found"

    def bind(self, owner: type, model: type[Base] | None, name: str, annotation: Any) -> Any:
        self.origin = owner
        self.arguments = [argument("id", strawberry.ID, "The id of the row.")]
        if self.options["as_of"]:
            about = "Its fields as they were at this instant; its lists, and sums of other rows, are as they are now."
            self.arguments.append(argument("as_of", datetime | None, about))
        return noun(self.options["of"]) | None

    async def get_result(self, source: Any, info: Any, args: Any, kwargs: Any) -> Any:
        model = getattr(models, self.options["of"])
        key = ids.key_of(self.options["of"], kwargs["id"])
        row = await info.context.loaders.one(model).load(key) if key else None
        instant = kwargs.get("as_of")
        return await as_of(info.context, row, instant) if row is not None and instant else row

    def sql(self, asked: Asked) -> Pieces:
        name = self.options["of"]
        if self.options["as_of"] and asked.argument("asOf") is not None:
            then = Then(asked.viewer, asked.argument("asOf"))
            return asked.prepared_row(getattr(models, name), self._as_it_was, then)
        key = asked.argument("id").mapped(f"key_of_{name}", partial(ids.key_of, name), Uuid())
        return asked.one(getattr(models, name), key, nullable=True)

    async def _as_it_was(self, context: Context, given: dict[str, Any]) -> Base | None:
        key = ids.key_of(self.options["of"], given["id"])
        row = await context.loaders.one(getattr(models, self.options["of"])).load(key) if key else None
        return row and await as_of(context, row, given["as_of"])


def found(of: str, description: str, *permissions: type[Permission], as_of: bool = False) -> Any:
    """One row by its id."""
    return FoundField(description, permissions, Marks(), of=of, as_of=as_of)


class AllField(NodeField):
    """All visible rows of a noun of which there are few."""

    kind = "all"

    def bind(self, owner: type, model: type[Base] | None, name: str, annotation: Any) -> Any:
        self.origin = owner
        return list[noun(self.options["of"])]

    async def get_result(self, source: Any, info: Any, args: Any, kwargs: Any) -> Any:
        model, viewer = getattr(models, self.options["of"]), info.context.viewer
        statement = visible(model, viewer).order_by(*order_by(self.options["order"], viewer, model.id))
        return await info.context.scalars(statement)

    def sql(self, asked: Asked) -> Pieces:
        return asked.all(getattr(models, self.options["of"]), self.options["order"])


def all_of(of: str, description: str, *permissions: type[Permission], order: Sequence[Any] = ()) -> Any:
    """All visible rows of a noun, in the order of these columns. For what stays short; the rest is a listing."""
    orderings = [Ordering(Reading(column.class_, column.key, column)) for column in order]
    return AllField(description, permissions, Marks(), of=of, order=orderings)


def id_of(asked: Asked) -> Pieces:
    """The same in a compiled statement."""
    model = asked.place.model
    return ['"', func.app_id(asked.place.here(model.id), quoted(model.__name__), type_=Text()), '"']


@strawberry.interface(
    description="Anything with an id that `node` can find. Ids are opaque; a hidden node answers null."
)
class Node:
    """What every noun is."""

    id: strawberry.ID = MadeField(
        "Opaque; the same for as long as the row lives.",
        lambda source, info: global_id_of(source),
        sql=id_of,
    )

    @classmethod
    def resolve_type(cls, source: Any, info: Any, definition: Any = None) -> str:
        """The type of a row is its model's name."""
        return type(source).__name__


def global_id_of(row: Any) -> str:
    """The id of a row as the API shows it."""
    return ids.global_id(type(row).__name__, row.id)


@strawberry.interface(description="A node that belongs to one client. Null only where the row has no client yet.")
class ClientScoped(Node):
    """What hangs on a client."""

    client: noun("Client") | None = MadeField("The client it belongs to.", lambda source, info: None, sql=nothing)


def bind_fields(cls: type, model: type[Base] | None) -> dict[str, NodeField]:
    """Tell every declared field where it stands, and Strawberry the type of each."""
    annotations = dict(cls.__dict__.get("__annotations__", {}))
    declared = {name: each for name, each in vars(cls).items() if isinstance(each, NodeField)}
    for name, each in declared.items():
        each.python_name = name
        annotations[name] = each.bind(cls, model, name, annotations.get(name))
    cls.__annotations__ = annotations
    return declared


class Timelined(Node):
    """A node with its own history, newest first, as far as the viewer may see it."""

    timeline = listing("Event", None, "What happened to it, newest first.")


bind_fields(Timelined, None)
Timelined = strawberry.interface(Timelined, description=" ".join(Timelined.__doc__.split()))


def part_of(model: type[Base] | None, name: str | None = None) -> Callable[[type], type]:
    """A piece of a row (or of JSON a row holds) shown as a type of its own, without an id."""

    def decorate(cls: type) -> type:
        for each in bind_fields(cls, model).values():
            each.is_of_part = True
        return strawberry.type(cls, name=name, description=_doc(cls))

    return decorate


def roots(cls: type) -> type:
    """The queries or mutations of one noun; the schema puts all of them together."""
    bind_fields(cls, None)
    return strawberry.type(cls)


def node(
    model: type[Base],
    plural: str,
    order: Sequence[str] = (),
    *,
    connection: bool = True,
    criteria: Sequence[Criterion] = (),
    orders: dict[str, Any] | None = None,
    measures: dict[str, tuple[Reading, Any]] | None = None,
    groups: Sequence[GroupKey] = (),
    extra: dict[str, tuple[Any, MadeField]] | None = None,
    id_types: Callable[[], list[str]] | None = None,
    filtered: bool = True,
) -> Callable[[type], type]:
    """Make a class the noun of a model.

    `order` names its default orderings, such as `["-CREATED_AT"]`. Beyond the marks of the fields: `criteria` are
    further filters, `orders` further orderings by name, `measures` and `groups` further figures and keys, and `extra`
    further fields of the connection, read from its page.
    """

    def decorate(cls: type) -> type:
        assert cls.__name__ == model.__name__, f"{cls.__name__} shows {model.__name__}: one noun, one name"
        assert model in Rows.scopes, f"{model.__name__} has no scope class in permissions/{snake(model.__name__)}.py"
        declared = bind_fields(cls, model)
        made = strawberry.type(cls, description=_doc(cls))
        made.is_type_of = classmethod(lambda _cls, row, _info: isinstance(row, model))
        made.__strawberry_definition__.is_type_of = lambda row, _info: isinstance(row, model)
        grammar = GRAMMARS[cls.__name__] = Grammar(cls.__name__, plural, model)
        for name, each in declared.items():
            _learn(grammar, name, each)
        grammar.measures |= measures or {}
        grammar.groups |= {key.name: key for key in groups}
        grammar.extra |= extra or {}
        grammar.orders |= {
            name: value if isinstance(value, Reading) else Reading(model, name, value)
            for name, value in (orders or {}).items()
        }
        grammar.default_order = tuple(
            Ordering(grammar.orders[name.removeprefix("-")], name.startswith("-")) for name in order
        )
        if filtered:
            make_filter(cls.__name__, plural, [by_id(model, types=id_types), *_criteria(model, declared), *criteria])
        if connection:
            make_order(grammar)
            make_connection(grammar)
        return made

    return decorate


def _doc(cls: type) -> str:
    return " ".join((cls.__doc__ or "").split())


def _learn(grammar: Grammar, name: str, each: NodeField) -> None:
    marks, reading = each.marks, each.reading
    if each.shows_column:
        grammar.readings[each.shows_column] = reading
    if marks.searchable:
        grammar.searched.append(reading)
    if marks.orderable:
        grammar.orders[marks.orderable if isinstance(marks.orderable, str) else name.upper()] = reading
    if marks.measure:
        grammar.measures[name] = (reading, each.value_type)
    if marks.bound:
        grammar.bounds[name] = (reading, each.value_type)
    if marks.groupable:
        key = marks.groupable if isinstance(marks.groupable, str) else name.upper()
        if isinstance(each, RelatedField):
            grammar.groups[key] = GroupKey(key, None, reading, each.target_name)
        else:
            shown_type = date if each.value_type in (date, datetime) else each.value_type
            grammar.groups[key] = GroupKey(key, shown_type, reading)


def _criteria(model: type[Base], declared: dict[str, NodeField]) -> list[Criterion]:
    criteria = []
    for name, each in declared.items():
        if not each.marks.filterable:
            continue
        shown = each.marks.filterable if isinstance(each.marks.filterable, str) else camel(name)
        if isinstance(each, RelatedField):
            target = each.target_name
            criteria.append(relation(shown, target, each.reading, lambda target=target: getattr(models, target)))
        else:
            value_type = Decimal if each.value_type is Money else each.value_type
            criteria.append(compared(shown, _comparable(value_type), each.reading))
    found = [each.reading for each in declared.values() if each.marks.searchable]
    return [*criteria, search(found)] if found else criteria


def _comparable(value_type: Any) -> Any:
    return str if value_type is CurrencyCode else value_type
