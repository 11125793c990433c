"""What a field asks for at a place of a statement.

A declaration says how it is answered by calling the methods of `Asked`; it gets pieces of JSON text back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, get_origin

from graphql import FieldNode, GraphQLField, GraphQLObjectType, Undefined, get_named_type, is_non_null_type
from sqlalchemy import (
    ColumnElement,
    DateTime,
    Numeric,
    Text,
    and_,
    case,
    cast,
    column,
    func,
    literal_column,
    null,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.elements import False_, True_
from strawberry.types.unset import UNSET

from models.core.base import Base
from models.core.words import snake
from permissions.viewer import Viewer
from resolvers.compiled.covering import is_covered
from resolvers.compiled.parameters import Fill, Prepare, Uncompilable
from resolvers.compiled.place import Place, record_of
from resolvers.compiled.scopes import scope_of
from resolvers.compiled.text import (
    FILLED,
    IMPOSSIBLE,
    Pieces,
    array_of,
    glued,
    mark,
    or_else,
    plain,
    quoted,
    said,
    scalar,
    settled,
    told,
    where,
)
from resolvers.reading import Link, Ordering, clause, is_sure, order_by

if TYPE_CHECKING:
    from resolvers.compiled.compiler import Compiler


@dataclass(frozen=True)
class Asked:
    """One field as it is asked at a place: its arguments, and what is selected of it."""

    place: Place
    owner: GraphQLObjectType
    field: GraphQLField
    nodes: tuple[FieldNode, ...]

    @property
    def compiler(self) -> "Compiler":
        """Whose plan this is."""
        return self.place.compiler

    @property
    def viewer(self) -> Viewer:
        """A viewer of the plan's shape."""
        return self.compiler.viewer

    @property
    def definition(self) -> Any:
        """The declaration behind the field."""
        return self.field.extensions["strawberry-definition"]

    @property
    def shows(self) -> Any:
        """The type of the field, lists and the forbidding of null aside."""
        return get_named_type(self.field.type)

    @property
    def nullable(self) -> bool:
        """Whether the field may be null."""
        return not is_non_null_type(self.field.type)

    def uncompilable(self) -> Uncompilable:
        """To raise where only the interpreter knows the answer."""
        return Uncompilable(f"{self.owner.name}.{self.nodes[0].name.value}")

    def argument(self, name: str) -> Any:
        """An argument by its name in the API: its default where it is absent, None where it is null."""
        defined = self.field.args[name]
        node = next((each.value for each in self.nodes[0].arguments or () if each.name.value == name), None)
        value = UNSET if node is None else self.compiler.arguments.value(node, defined.type)
        if value is not UNSET:
            return value
        return None if defined.default_value in (Undefined, UNSET) else defined.default_value

    def key(self) -> ColumnElement[Any]:
        """The key of the row that stands here."""
        return self.place.here(self.place.model.id)

    def at(self, place: Place) -> "Asked":
        """The same field asked at another place."""
        return replace(self, place=place)

    # --- values

    def shown(
        self, value: Any, value_type: Any, *, nullable: bool, sure: bool = False, percent: bool = False
    ) -> Pieces:
        """A plain value."""
        return settled(scalar(value, value_type, percent=percent), nullable=nullable, sure=sure)

    def kept(self, source: str, value_type: Any, *, nullable: bool, percent: bool = False) -> Pieces:
        """A plain value of a piece of JSON. Decimals and moments are texts there."""
        text = self.place.value(source)[0]
        if get_origin(value_type) is list:
            return settled([cast(self.json(source), Text())], nullable=nullable)
        if value_type in (bool, int):
            return settled([text], nullable=nullable)
        if percent:
            return self.shown(cast(text, Numeric()), Decimal, nullable=nullable, percent=True)
        if value_type is datetime:
            return self.shown(cast(text, DateTime(timezone=True)), datetime, nullable=nullable)
        return self.shown(text, str, nullable=nullable)

    def money(self, amount: Any, currency: Any, *, nullable: bool, sure: bool = False) -> Pieces:
        """An amount and its currency as Money."""
        parts: dict[str, Pieces] = {
            "amount": ['"', func.app_amount(amount, currency, type_=Text()), '"'],
            "currency": ['"', currency, '"'],
        }
        pieces = self.compiler.plain_object(self.shows, self.nodes, parts)
        if sure:
            return pieces
        # What is said is null already where a part of it is: nothing is worked out twice to see whether it is there.
        unsaid = [
            value.is_not(None)
            for name, value in (("amount", amount), ("currency", currency))
            if not is_sure(value) and not any(piece is parts[name][1] for piece in pieces)
        ]
        text: Pieces = [or_else(glued(*pieces), self.nothing(nullable)[0])]
        return where(and_(*unsaid), text, self.nothing(nullable)) if unsaid else text

    def nothing(self, nullable: bool) -> Pieces:
        """A null, or the mark of one that may not be."""
        return ["null"] if nullable else [mark(IMPOSSIBLE)]

    # --- what hangs on the row

    def kept_money(self, source: str, *, nullable: bool) -> Pieces:
        """An amount of a piece of JSON."""
        amount = cast(self.place.value(source)[0], Numeric())
        return self.money(amount, self.place.currency_of("currency"), nullable=nullable)

    def object(self, place: Place) -> Pieces:
        """What is selected of the field, answered at a place."""
        return self.compiler.selection(self.shows, self.nodes, place)

    def one(self, model: type[Base], key: ColumnElement[Any], *, nullable: bool, to: Any = None) -> Pieces:
        """The visible row with a key, as the field's type or the one named."""
        return [or_else(self.found(model, key, to), self.nothing(nullable)[0])]

    def found(self, model: type[Base], key: ColumnElement[Any], to: Any = None) -> ColumnElement[str]:
        """The text of the visible row with a key; null where there is none."""
        type_ = to or self.compiler.type_of(model.__name__)
        place = self.place.row(model)
        text = self.compiler.selection(type_, self.nodes, place)
        conditions = [place.here(model.id) == key, *self.scoped(place, key)]
        return self.subquery(told(text).select_from(place.name).where(*conditions), place)

    def scoped(
        self, place: Place, key: ColumnElement[Any] | None = None, link: Link | None = None, *, is_few: bool = False
    ) -> list[Any]:
        """The scope of a place's rows, unless the row above cannot have others (performance.md section 6).

        Rows found by a key are few (`is_few` where a filter names them otherwise), and their scope is only looked at:
        no index of all that the viewer covers is of use there, and IS TRUE keeps PostgreSQL from reading one.
        """
        if is_covered(self.place, place.model, self.viewer, key, link):
            return []
        scope = scope_of(place.model, self.viewer.shape)
        self.compiler.spend(len(scope.text))
        condition = scope.of(place.name)
        if isinstance(condition, True_) or not (is_few or key is not None or link is not None):
            return [condition]
        return [condition.is_(true())]

    def subquery(self, statement: Any, place: Place) -> Any:
        """A statement as a value, reaching for the rows around it."""
        statement = plain(statement.correlate(*place.outer) if place.outer else statement)
        return statement.scalar_subquery()

    def several(self, link: Link, orderings: Sequence[Ordering]) -> Pieces:
        """All visible rows that hang on this one, in order."""
        place = self.place.row(link.target)
        return self.listed(place, link, orderings, self.object(place))

    def pieces(self, link: Link, orderings: Sequence[Ordering]) -> Pieces:
        """All rows that are pieces of this one and have no scope but its own, in order."""
        place = self.place.row(link.target)
        tie = place.here(link.parent) == self.key()
        return self.listed(place, None, orderings, self.object(place), tie, scoped=False)

    def all(self, model: type[Base], orderings: Sequence[Ordering]) -> Pieces:
        """All visible rows of a model, in order."""
        place = self.place.row(model)
        return self.listed(place, None, orderings, self.compiler.selection(self.shows, self.nodes, place))

    def listed(
        self,
        place: Place,
        link: Link | None,
        orderings: Sequence[Ordering],
        text: Pieces,
        *conditions: Any,
        scoped: bool = True,
    ) -> Pieces:
        """The texts of the rows of a place that hang on this one, in order."""
        rows = select(said(text).label("node")).select_from(place.name)
        rows = self.hung(rows, place, link) if scoped else rows
        rows = rows.where(*conditions).order_by(*self.ordered(place, orderings))
        rows = plain(rows.correlate(*place.outer) if place.outer else rows)
        listed = rows.subquery(self.compiler.fresh_name("list"))
        return [self.subquery(told(array_of(listed.c.node)).select_from(listed), place)]

    def first(self, link: Link) -> Pieces:
        """The first of the visible rows that hang on this one; null where there is none."""
        place = self.place.row(link.target)
        rows = self.hung(told(self.object(place)).select_from(place.name), place, link)
        rows = rows.order_by(place.here(link.target.id)).limit(1)
        return [or_else(self.subquery(rows, place), "null")]

    def any_of(self, model: type[Base], condition: Any) -> Pieces:
        """The one visible row of a model that meets a condition; null where there is none."""
        place = self.place.row(model)
        rows = self.hung(told(self.object(place)).select_from(place.name), place, None)
        return [or_else(self.subquery(rows.where(place.here(condition)).limit(1), place), "null")]

    def filled(self, fill: Fill, key: ColumnElement[Any], number: ColumnElement[int] | None = None) -> Pieces:
        """What the server makes of a key, and of a number beside it, when the statement has answered: such as an
        address it signs."""
        beside = [] if number is None else [":", number]
        return [mark(FILLED), f"{self.compiler.filled(fill)}:", key, *beside, mark(FILLED)]

    def changed(self, changes: ColumnElement[Any], names: ColumnElement[Any]) -> Pieces:
        """The changes of an entry of the log, as far as `names` has a name for the column."""
        each = func.jsonb_each(changes).table_valued(
            "key", column("value", JSONB()), with_ordinality="place", name=self.compiler.fresh_name("change")
        )
        name = names.op("->>", return_type=Text())(each.c.key)
        parts: dict[str, Pieces] = {"field": [func.to_json(name)]}
        for part, at in (("before", 0), ("after", 1)):
            value = each.c.value.op("->", return_type=JSONB())(literal_column(str(at)))
            there = func.jsonb_typeof(value) != quoted("null")
            parts[part] = where(there, [func.to_json(cast(value, Text()))], ["null"])
        text = said(self.compiler.plain_object(self.shows, self.nodes, parts))
        texts = func.string_agg(text, quoted(","), type_=Text())
        return [told(["[", texts, "]"]).select_from(each).where(name.is_not(None)).scalar_subquery()]

    def ordered(self, place: Place, orderings: Sequence[Ordering]) -> list[Any]:
        """ORDER BY at a place."""
        key = getattr(place.model, "id", None)
        steps = order_by(orderings, self.viewer, key) if key is not None else order_by(orderings, self.viewer)
        return [place.here(step) for step in steps]

    def hung(self, rows: Any, place: Place, link: Link | None, *, is_few: bool = False) -> Any:
        """The rows of a place that hang on the row above by a link, inside the viewer's scope."""
        if link is None:
            return rows.where(*self.scoped(place, is_few=is_few))
        conditions = self.scoped(place, link=link)
        if link.far is None:
            tie = place.here(link.parent) == self.place.here(self.place.model.id)
            return rows.where(tie, *conditions, *(place.here(each) for each in link.conditions(self.viewer)))
        between = self.compiler.between(link)
        tie = between.traverse(clause(link.parent)) == self.place.here(self.place.model.id)
        ties = [between.traverse(place.here(each)) for each in link.conditions(self.viewer)]
        return rows.join(between.selectable, ties[0]).where(tie, *conditions, *ties[1:])

    # --- pieces of JSON

    def document(self, source: str, *, nullable: bool) -> Pieces:
        """The object a row holds as JSON under a name."""
        document = self.json(source)
        pieces = self.object(self.place.piece(document, self.place.currency_of("currency")))
        return where(document.is_not(None), pieces, self.nothing(nullable))

    def documents(self, source: str) -> Pieces:
        """The list a row holds as JSON under a name."""
        return self.elements(self.json(source))

    def elements(self, document: ColumnElement[Any]) -> Pieces:
        """The elements of a list in JSON, each as the field's type."""
        table = func.jsonb_array_elements(document).table_valued(
            column("value", JSONB()), with_ordinality="place", name=self.compiler.fresh_name("each")
        )
        element = table.c.value
        own = element.op("->>", return_type=Text())(quoted("currency"))
        place = self.place.piece(element, func.coalesce(own, self.place.currency_of("currency"), type_=Text()), table)
        text = said(self.object(place))
        texts = func.string_agg(text, quoted(","), type_=Text())
        return [told(["[", texts, "]"]).select_from(table).scalar_subquery()]

    def json(self, source: str) -> ColumnElement[Any]:
        """What stands under a name, as JSON."""
        if self.place.is_row:
            return self.place.value(source)[0]
        return self.place.name.op("->", return_type=JSONB())(quoted(source))

    # --- what Python prepares

    def prepared(self, prepare: Prepare) -> ColumnElement[Any]:
        """What a function makes of the field's arguments before the statement runs, as JSON; null for None.

        For what needs rules of the business that are not said in SQL. Everything around it is still one statement.
        """
        given = {snake(name): self.argument(name) for name in self.field.args}
        return self.compiler.prepared(prepare, given)

    def prepared_row(self, model: type[Base], prepare: Prepare, then: Any = None) -> Pieces:
        """The row a function finds for the field, its columns taken as they are; null for None. `then` is the viewer
        as of another instant, for what is worked out of the row alone."""
        document = func.nullif(self.prepared(prepare), cast(quoted("null"), JSONB()))
        table = record_of(model, document, self.compiler.fresh_name(model.__table__.name))
        place = Place(self.compiler, model, table, self.place.names, then=then)
        text = self.compiler.selection(self.shows, self.nodes, place)
        found = told(text).select_from(table).where(place.here(model.id).is_not(None))
        return [or_else(self.subquery(found, place), "null")]

    def prepared_object(self, prepare: Prepare) -> Pieces:
        """The object a function makes for the field; null for None."""
        document = self.prepared(prepare)
        pieces = self.object(self.place.piece(document, None))
        return where(func.jsonb_typeof(document) == quoted("object"), pieces, ["null"])

    def prepared_list(self, prepare: Prepare) -> Pieces:
        """The list of objects a function makes for the field; null for None."""
        document = self.prepared(prepare)
        return where(func.jsonb_typeof(document) == quoted("array"), self.elements(document), ["null"])

    # --- one of several types

    def reference(self, source: str, models: Iterable[type[Base]]) -> Pieces:
        """The row that a type and an id, kept together as JSON under a name, refer to."""
        piece = self.place.piece(self.json(source), None)
        found = self.referring(piece, models)
        return [or_else(found, self.nothing(self.nullable)[0])]

    def references(self, source: str, models: Iterable[type[Base]]) -> Pieces:
        """The rows that a list of types and ids refers to."""
        each = func.jsonb_array_elements(self.json(source)).table_valued(
            column("value", JSONB()), name=self.compiler.fresh_name("each")
        )
        piece = self.place.piece(each.c.value, None, each)
        text = or_else(self.referring(piece, models), mark(IMPOSSIBLE))
        texts = func.string_agg(text, quoted(","), type_=Text())
        return [told(["[", texts, "]"]).select_from(each).scalar_subquery()]

    def referring(self, piece: Place, models: Iterable[type[Base]]) -> ColumnElement[str]:
        """The text of the row that a piece of JSON refers to by `type` and `id`."""
        return self.at(piece).referred_text(piece.value("type")[0], piece.key("id"), models)

    def either(self, texts: Sequence[ColumnElement[Any]], *, nullable: bool) -> Pieces:
        """The first of several texts that is not null."""
        otherwise = self.nothing(nullable)[0]
        return [func.coalesce(*texts, quoted(otherwise) if isinstance(otherwise, str) else otherwise, type_=Text())]

    def member(self, members: Mapping[Any, type[Base]]) -> Pieces:
        """The row that this one stands for, of the model its `kind` names."""
        kind, key = self.place.here(self.place.model.kind), self.place.here(self.place.model.id)
        texts = [
            (kind == each, self.found(model, key, self.compiler.type_of(model.__name__)))
            for each, model in members.items()
        ]
        return [or_else(case(*texts), mark(IMPOSSIBLE))]

    def referred(self, name: ColumnElement[str], key: ColumnElement[Any], models: Iterable[type[Base]]) -> Pieces:
        """The row that a type's name and a key refer to, where it is visible; null where it is not."""
        return [or_else(self.referred_text(name, key, models), "null")]

    def referred_text(self, name: ColumnElement[str], key: ColumnElement[Any], models: Iterable[type[Base]]) -> Any:
        """The text of it. Models of which nobody of the shape sees a row are left out."""
        texts = [
            (name == quoted(model.__name__), self.found(model, key, self.compiler.type_of(model.__name__)))
            for model in models
            if not isinstance(scope_of(model, self.viewer.shape).condition, False_)
        ]
        return case(*texts) if texts else null()
