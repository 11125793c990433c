"""Fields as declarations: what they are, who may read them, and the SQL behind them.

`field` reads a column, `computed` an SQL expression, `part` a piece of the same row, `related` follows a key to
one row, `several` to all of a short list, `listing` to a connection. Each carries permission classes, and each
tells both executors all they need (design.md section 4).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from graphql import is_object_type
from sqlalchemy import Numeric, UniqueConstraint, cast, select
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.types.unset import UNSET

from models.core import money
from models.core.base import Base
from permissions.base import Permission, Rows, Visible
from resolvers.as_of import Then, worth_then
from resolvers.compiled.asked import Asked
from resolvers.compiled.text import Pieces, settled, where
from resolvers.reading import Link, Ordering, Reading
from schema.core.guard import Guard
from schema.core.made import camel, described, noun
from schema.core.money import Money
from schema.core.scalars import CurrencyCode, percent_text


@dataclass(frozen=True)
class Marks:
    """What else a field is good for: filters, orders, measures and groups are made from these and nothing else.

    A string names the mark where it is not the field's own name: `groupable="CREATED_ON"`.
    """

    filterable: bool | str = False
    orderable: bool | str = False
    measure: bool = False
    bound: bool = False
    groupable: bool | str = False
    searchable: bool = False


class NodeField(StrawberryField):
    """A field that knows how it is read. Bound to its model and type by `node` and `part_of`."""

    kind = "plain"

    def __init__(self, description: str, permissions: Sequence[type[Permission]], marks: Marks, **kinds: Any) -> None:
        super().__init__(description=description, extensions=[Guard([each() for each in permissions or (Visible,)])])
        # Types are shown from rows and never instantiated, so nothing has to be generated for that.
        self.init = self.repr = self.compare = False
        self.marks = marks
        self.options = kinds
        self.model: type[Base] | None = None
        self.reading: Reading | None = None
        self.shows_column: str | None = None
        self.read: Callable[[Any], Any] = lambda source: None

    def __copy__(self) -> "NodeField":
        return self

    @property
    def guard(self) -> Guard:
        """The permission classes of the field."""
        return next(each for each in self.extensions if isinstance(each, Guard))

    @property
    def is_basic_field(self) -> bool:
        """Plain and open fields are read without ceremony."""
        return self.kind == "plain" and self.guard.is_open

    def get_result(self, source: Any, info: Any, args: Any, kwargs: Any) -> Any:
        return self.read(source)

    def sql(self, asked: Asked) -> Pieces:
        """The field in a compiled statement, as pieces of JSON text."""
        if is_object_type(asked.shows) and self.value_type is not Money:
            is_list = get_origin(self.value_type) is list
            return asked.documents(self.source) if is_list else asked.document(self.source, nullable=self.nullable)
        value, sure = asked.place.value(self.source)
        if self.value_type is Money:
            currency = asked.place.currency_of(self.currency_name)
            amount = value if asked.place.is_row else cast(value, Numeric())
            return asked.money(amount, currency, nullable=self.nullable, sure=sure and not self.nullable)
        if asked.place.is_row and self.value_type is CurrencyCode:
            return settled(['"', value, '"'], nullable=self.nullable, sure=sure)
        if not asked.place.is_row:
            return asked.kept(self.source, self.value_type, nullable=self.nullable, percent=self.is_percent)
        return asked.shown(value, self.value_type, nullable=self.nullable, sure=sure, percent=self.is_percent)

    def bind(self, owner: type, model: type[Base] | None, name: str, annotation: Any) -> Any:
        """Learn where the field stands; answers the annotation Strawberry shall see."""
        self.origin, self.model = owner, model
        self.value_type, self.nullable = _bare(annotation)
        described_type(self.value_type)
        source = self.source = self.options.get("source") or name
        self.is_percent = name.endswith("_percent")
        self.currency_name = _currency_name(model, source, self.options) if self.value_type is Money else None
        if model is not None and hasattr(model, source):
            currency = getattr(model, self.currency_name) if self.currency_name else None
            permissions = self.guard.permissions
            self.reading = Reading(model, camel(name), getattr(model, source), permissions, currency)
            self.shows_column = source
        self.read = _reader(source, self.value_type, self.currency_name, self.is_percent)
        return annotation


class ComputedField(NodeField):
    """A value worked out in SQL, for both executors from one expression."""

    kind = "computed"
    is_of_part = False
    """Whether it stands in a piece of a row, which adds up other rows. Those are as they are now, whenever the row is
    seen."""

    def bind(self, owner: type, model: type[Base] | None, name: str, annotation: Any) -> Any:
        self.origin, self.model = owner, model
        self.value_type, self.nullable = _bare(annotation)
        described_type(self.value_type)
        currency = self.options.get("currency")
        if self.value_type is Money and currency is None:
            currency = model.currency
        self.reading = Reading(model, camel(name), self.options["value"], self.guard.permissions, currency)
        self.is_percent = name.endswith("_percent")
        return annotation

    async def get_result(self, source: Any, info: Any, args: Any, kwargs: Any) -> Any:
        if instant := getattr(source, "seen_at", None):
            viewer = info.context.viewer
            viewer = viewer if self.is_of_part else Then(viewer, instant)
            value = await worth_then(info.context, source, self.reading, viewer)
        else:
            value = await info.context.loaders.value(self.reading, source.id)
        if self.value_type is Money:
            amount, currency = value or (None, None)
            return None if amount is None or currency is None else money.Money(amount, currency)
        return percent_text(value) if self.is_percent and value is not None else value

    def sql(self, asked: Asked) -> Pieces:
        viewer = asked.viewer if self.is_of_part else asked.place.then or asked.viewer
        value = asked.place.here(self.reading.value(viewer))
        if self.value_type is Money:
            currency = asked.place.here(self.reading.currency(viewer))
            return asked.money(value, currency, nullable=self.nullable)
        return asked.shown(value, self.value_type, nullable=self.nullable, percent=self.is_percent)


class PartField(NodeField):
    """A piece of the same row shown as an object of its own, such as a balance, a signature or an address."""

    kind = "part"

    def bind(self, owner: type, model: type[Base] | None, name: str, annotation: Any) -> Any:
        self.origin, self.model = owner, model
        inner, self.nullable = _bare(annotation)
        self.is_list = get_origin(inner) is list
        self.present, self.of = self.options["present"], self.options["of"]
        return annotation

    def get_result(self, source: Any, info: Any, args: Any, kwargs: Any) -> Any:
        if self.present and pick(source, self.present) is None:
            return None
        piece = pick(source, self.of) if self.of else source
        return _in_currency(piece, source) if self.is_list else piece

    def sql(self, asked: Asked) -> Pieces:
        if self.is_list:
            return asked.documents(self.of)
        if self.of:
            return asked.document(self.of, nullable=self.nullable)
        pieces = asked.object(asked.place)
        if self.present is None:
            return pieces
        return where(asked.place.value(self.present)[0].is_not(None), pieces, asked.nothing(self.nullable))


class RelatedField(NodeField):
    """The one row a key column points at, as far as the viewer may see it."""

    kind = "related"

    def bind(self, owner: type, model: type[Base] | None, name: str, annotation: Any) -> Any:
        self.origin, self.model = owner, model
        self.column = self.options["column"]
        self.target_name: str = self.options["to"] or referred(self.column)
        self.nullable = self.column.nullable if self.options["nullable"] is None else self.options["nullable"]
        key = self.column.key
        self._key = lambda source: getattr(source, key)
        self.reading = Reading(model, camel(name), self.column, self.guard.permissions, target=self.target_name)
        self.shows_column = key
        return noun(self.target_name) | None if self.nullable else noun(self.target_name)

    def get_result(self, source: Any, info: Any, args: Any, kwargs: Any) -> Any:
        key = self._key(source)
        return None if key is None else info.context.loaders.one(_model(self.target_name)).load(key)

    def sql(self, asked: Asked) -> Pieces:
        return asked.one(_model(self.target_name), asked.place.here(self.column), nullable=self.nullable)


class SeveralField(NodeField):
    """A short list of rows that hang on this one, whole and in order."""

    kind = "several"

    def bind(self, owner: type, model: type[Base] | None, name: str, annotation: Any) -> Any:
        self.origin, self.model = owner, model
        link: Link = self.options["link"]
        by = self.options["by"] or ()
        self.orderings = tuple(Ordering(Reading(link.target, column.key, column)) for column in by)
        element = noun(self.options["to"] or link.target.__name__)
        return list[element] | None if self.options["nullable"] else list[element]

    def get_result(self, source: Any, info: Any, args: Any, kwargs: Any) -> Any:
        return info.context.loaders.several(self.options["link"], self.orderings).load(source.id)

    def sql(self, asked: Asked) -> Pieces:
        return asked.several(self.options["link"], self.orderings)


def field(
    description: str,
    *permissions: type[Permission],
    source: str | None = None,
    currency: str | None = None,
    name: str | None = None,
    **marks: Any,
) -> Any:
    """A column of the row. Money takes its currency from `<column>_currency` or the row's `currency`.

    `name` is its name in the API, where Python keeps the word for itself.
    """
    made = NodeField(description, permissions, Marks(**marks), source=source, currency=currency)
    made.graphql_name = name
    return made


def guarded(permission: type[Permission], description: str, **options: Any) -> Any:
    """A column that reads as null to whom the permission denies it."""
    return field(description, permission, **options)


def computed(value: Any, description: str, *permissions: type[Permission], currency: Any = None, **marks: Any) -> Any:
    """An SQL expression over the row, or a function of the viewer that gives one."""
    return ComputedField(description, permissions, Marks(**marks), value=value, currency=currency)


def part(description: str, *permissions: type[Permission], present: str | None = None, of: str | None = None) -> Any:
    """An object made of this row's own values, or of the JSON (an object, or a list of them) that `of` names.

    `present` names what is null as long as there is no such object; JSON that is null says so itself.
    """
    return PartField(description, permissions, Marks(), present=present, of=of)


def related(
    column: Any,
    description: str,
    *permissions: type[Permission],
    to: str | None = None,
    nullable: bool | None = None,
    **marks: Any,
) -> Any:
    """The row `column` points at. Nullable where the column is, or where the edge crosses a scope."""
    return RelatedField(description, permissions, Marks(**marks), column=column, to=to, nullable=nullable)


def several(
    link: Any,
    description: str,
    *permissions: type[Permission],
    by: Sequence[Any] = (),
    to: str | None = None,
    nullable: bool = False,
) -> Any:
    """All rows that hang on this one by a key column or a Link, ordered by the columns of `by`."""
    return SeveralField(description, permissions, Marks(), link=as_link(link), by=by, to=to, nullable=nullable)


def as_link(given: Any) -> Link:
    """A key column of the target says it all; anything else is a Link already."""
    return given if isinstance(given, Link) else Link(given.class_, given)


def through(near: Any, far: Any) -> Link:
    """A link over an association table: `through(TaskAssignee.task_id, TaskAssignee.user_id)`.

    Where the table may hold a pair more than once, each counts once.
    """
    target = _model(referred(far))
    between = near.class_ if near.class_ in Rows.scopes and not hasattr(near.class_, "client_id") else None
    if not _is_unique(near, far):
        pairs = select(near, far).where(near.is_not(None), far.is_not(None)).distinct().subquery()
        near, far, between = pairs.c[near.key], pairs.c[far.key], None
    return Link(target, near, far, between=between)


def _is_unique(near: Any, far: Any) -> bool:
    table = near.class_.__table__
    keys = [set(table.primary_key.columns.keys())]
    keys += [set(each.columns.keys()) for each in table.constraints if isinstance(each, UniqueConstraint)]
    return any(key <= {near.key, far.key} for key in keys if key)


def referred(column: Any) -> str:
    """The model name a key column refers to."""
    for foreign_key in column.property.columns[0].foreign_keys:
        if foreign_key.column.name == "id":
            table = foreign_key.column.table
            return next(mapper.class_.__name__ for mapper in Base.registry.mappers if mapper.local_table is table)
    raise LookupError(f"{column} refers to nothing; name the target with to=")


def _model(name: str) -> type[Base]:
    import models

    return getattr(models, name)


def argument(name: str, annotation: Any, description: str, default: Any = UNSET) -> StrawberryArgument:
    """An argument of a field made by code."""
    return StrawberryArgument(
        python_name=name,
        graphql_name=camel(name),
        type_annotation=StrawberryAnnotation(annotation),
        description=description,
        default=default,
    )


def _bare(annotation: Any) -> tuple[Any, bool]:
    if get_origin(annotation) in (Union, UnionType):
        rest = [each for each in get_args(annotation) if each is not NoneType]
        return (rest[0] if len(rest) == 1 else annotation), True
    return annotation, False


def described_type(value_type: Any) -> None:
    """Publish the enum a field shows, once."""
    inner = get_args(value_type)[0] if get_origin(value_type) is list else value_type
    if isinstance(inner, type) and issubclass(inner, Enum):
        described(inner)


def _currency_name(model: type[Base] | None, source: str, options: dict[str, Any]) -> str:
    if options.get("currency"):
        return options["currency"]
    own = f"{source}_currency"
    return own if model is not None and hasattr(model, own) else "currency"


def pick(source: Any, name: str) -> Any:
    """A value of a row, or of a piece of JSON a row holds."""
    return source.get(name) if isinstance(source, dict) else getattr(source, name)


def _in_currency(pieces: list[dict[str, Any]], source: Any) -> list[dict[str, Any]]:
    """Pieces of a row, their amounts in the row's currency."""
    currency = source.get("currency") if isinstance(source, dict) else getattr(source, "currency", None)
    return [{**piece, "currency": currency} for piece in pieces]


def _reader(name: str, value_type: Any, currency: str | None, is_percent: bool) -> Callable[[Any], Any]:
    if value_type is Money:

        def amount_of(source: Any) -> money.Money | None:
            amount = pick(source, name)
            return None if amount is None else money.Money(Decimal(amount), pick(source, currency))

        return amount_of
    if is_percent:
        return lambda source: None if pick(source, name) is None else percent_text(Decimal(pick(source, name)))
    if value_type in (date, datetime):

        def moment(source: Any) -> Any:
            value = pick(source, name)
            return value_type.fromisoformat(value) if isinstance(value, str) else value

        return moment
    if isinstance(value_type, type) and issubclass(value_type, Enum):

        def choice(source: Any) -> Any:
            value = pick(source, name)
            return value_type[value] if isinstance(value, str) else value

        return choice
    if (
        get_origin(value_type) is list
        and isinstance(get_args(value_type)[0], type)
        and issubclass(get_args(value_type)[0], Enum)
    ):
        member = get_args(value_type)[0]

        def choices(source: Any) -> Any:
            values = pick(source, name)
            return None if values is None else [member[each] if isinstance(each, str) else each for each in values]

        return choices
    return lambda source: pick(source, name)
