"""Parameters of a plan: what is given when it runs, and how the arguments of fields become them.

Of an argument only its *form* is part of a plan: which parts of a filter are given, which orderings and groupings are
wanted, whether something is null. The values are parameters, be they written in the document or sent as variables.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any
from uuid import UUID
from zlib import crc32

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_input_object_type,
    is_list_type,
    value_from_ast,
)
from sqlalchemy import ARRAY, Numeric
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import NULLTYPE, TypeEngine
from strawberry.types.unset import UNSET

from models.core import ids
from models.core.words import camel
from permissions.viewer import Viewer
from resolvers.operand import Deferred

Read = Callable[["Run"], Any]
Prepare = Callable[[Any, dict[str, Any]], Awaitable[Any]]
"""What a field prepares before the statement runs: from the context and its arguments to something JSON can hold."""

VERBATIM = ("OrderField", "GroupField", "Direction", "DateBucket", "SearchType", "ProfitBy")
"""Enums, by the end of their names, whose values decide what the statement looks like."""
Fill = Callable[..., Any]
"""What a field makes of a key afterwards: from the context, the key and perhaps a number to something JSON can hold."""


class Uncompilable(Exception):
    """Something the compiler leaves to the interpreter; says what."""


@dataclass(slots=True)
class Run:
    """What a plan is run with."""

    viewer: Viewer
    variables: dict[str, Any]
    prepared: dict[int, str] = field(default_factory=dict)
    """As JSON, what was worked out before."""
    keys: tuple[UUID | None, ...] = ()
    """Of the nodes a plan is rooted at."""

    @property
    def settings(self) -> dict[str, str]:
        """What the last wall is told."""
        return self.viewer.settings_told


class Parameter(Deferred):
    """A value read from the run. Takes the type of whatever it is compared with. `names` are the types of the ids it
    holds, where a plan depends on them."""

    inherit_cache = False

    def __init__(self, name: str, read: Read, type_: TypeEngine[Any] | None = None, shown: str | None = None) -> None:
        super().__init__(name, None, type_=type_ or NULLTYPE, unique=False, required=False)
        self.read, self.shown = read, shown or name.replace("_", " ")
        """`shown` is what people are told it is."""
        self.names: tuple[str, ...] = ()

    def mapped(self, name: str, convert: Callable[[Any], Any], type_: TypeEngine[Any] | None = None) -> "Parameter":
        read = self.read

        def converted(run: Run) -> Any:
            value = read(run)
            return None if value is None else convert(value)

        return Parameter(f"{self.key}_{name}", converted, type_, self.shown)


NOTED = "\x02"
"""Stands around the places of parameters in text that is kept, to be put into statements (scopes.py)."""


@compiles(Parameter)
def _parameter(element: Parameter, compiler: Any, noted: list["Parameter"] | None = None, **options: Any) -> str:
    """A placeholder even where constants are written out; one for each type it is used as. Where parameters are only
    `noted`, the place of each in the list."""
    if noted is not None:
        noted.append(element)
        return f"{NOTED}{len(noted) - 1}{NOTED}"
    options["literal_binds"] = False
    named = element._clone()
    named.type = _unbounded(element.type)
    if element.type is not NULLTYPE:
        named.key = f"{element.key}_{crc32(repr(element.type).encode())}"
    return compiler.visit_bindparam(named, **options)


def resolved(value: Any, run: Run) -> Any:
    """An argument with its parameters replaced by their values."""
    if isinstance(value, Parameter):
        return value.read(run)
    if isinstance(value, list):
        return [resolved(each, run) for each in value]
    if is_dataclass(value) and not isinstance(value, type):
        return type(value)(**{each.name: resolved(getattr(value, each.name), run) for each in fields(value)})
    return value


def _unbounded(type_: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type without a precision: a number may be compared with any other."""
    if isinstance(type_, ARRAY):
        return ARRAY(_unbounded(type_.item_type))
    return Numeric() if isinstance(type_, Numeric) and type_.precision else type_


LEAF = "•"
"""Stands in the form of an argument for a value that is a parameter."""


@dataclass(frozen=True)
class Referring:
    """The form of ids that say by themselves what is asked for: the types they are of."""

    names: tuple[str, ...]


def referring(given: Iterable[str | None]) -> Referring:
    """The types of some ids; those that are malformed are of none."""
    names = {parsed[0] for each in given if each is not None and (parsed := ids.parse(each))}
    return Referring(tuple(sorted(names)))


def form(value: Any, type_: GraphQLInputType) -> Any:
    """The form of a coerced variable: itself with every value that is a parameter left out. Hashable."""
    if value is None:
        return None
    bare = get_nullable_type(type_)
    if is_list_type(bare):
        if _is_of_parts(bare):
            return tuple(form(each, bare.of_type) for each in value)
        return LEAF
    if isinstance(bare, GraphQLInputObjectType):
        return tuple((name, form(value[name], bare.fields[name].type)) for name in sorted(value))
    return value if _is_verbatim(bare) else LEAF


def _is_of_parts(type_: Any) -> bool:
    """Whether a list is one of inputs or of choices that make a statement, and not one of mere values."""
    named = get_named_type(type_)
    return is_input_object_type(named) or _is_verbatim(named)


def _is_verbatim(type_: Any) -> bool:
    return isinstance(type_, GraphQLEnumType) and type_.name.endswith(VERBATIM)


class Arguments:
    """Turns the arguments of fields into what the declarations take: inputs with parameters for their values."""

    def __init__(self, forms: dict[str, Any], types: dict[str, GraphQLInputType]) -> None:
        self._forms, self._types = forms, types
        self._literals = 0
        self._places: dict[tuple[Any, ...], int] = {}

    def value(self, node: ValueNode, type_: GraphQLInputType) -> Any:
        """The value of an argument; UNSET where it is a variable that was not given."""
        bare = get_nullable_type(type_)
        if isinstance(node, VariableNode):
            name = node.name.value
            if name not in self._forms:
                return UNSET
            return self._of_form(self._forms[name], self._types[name], bare, (name,))
        if isinstance(node, NullValueNode):
            return None
        if is_list_type(bare):
            nodes = list(node.values) if isinstance(node, ListValueNode) else [node]
            return self._listed([self.value(each, bare.of_type) for each in nodes], bare)
        if isinstance(bare, GraphQLInputObjectType):
            if not isinstance(node, ObjectValueNode):
                raise Uncompilable(f"a value of {bare.name}")
            found = {each.name.value: self.value(each.value, bare.fields[each.name.value].type) for each in node.fields}
            return made(bare, found)
        value = value_from_ast(node, bare)
        return value if _is_verbatim(bare) else self._constant(value)

    def _constant(self, value: Any) -> Parameter:
        self._literals += 1
        made = Parameter(f"literal_{self._literals}", lambda run: value)
        made.literal = value
        made.names = referring([value]).names if isinstance(value, str) else ()
        return made

    def _listed(self, values: list[Any], type_: Any) -> Any:
        """A list of inputs stays one; a list of values is one parameter."""
        values = [None if value is UNSET else value for value in values]
        if _is_of_parts(type_):
            return values
        self._literals += 1
        made = Parameter(
            f"list_{self._literals}", lambda run: [None if value is None else value.read(run) for value in values]
        )
        made.names = tuple(sorted({name for value in values if value is not None for name in value.names}))
        return made

    def _of_form(self, of: Any, given_as: GraphQLInputType, bare: Any, path: tuple[Any, ...]) -> Any:
        if of is None:
            return None
        own = get_nullable_type(given_as)
        if is_list_type(bare) and not is_list_type(own):
            one = self._of_form(of, own, get_nullable_type(bare.of_type), path)
            return self._listed([one], bare)
        if of == LEAF or isinstance(of, Referring):
            place = self._places.setdefault(path, len(self._places) + 1)
            found = Parameter(f"variable_{place}", _dig(path), shown="$" + ".".join(map(str, path)))
            found.names = of.names if isinstance(of, Referring) else ()
            return found
        if is_list_type(own):
            return [self._of_form(each, own.of_type, bare.of_type, (*path, n)) for n, each in enumerate(of)]
        if isinstance(own, GraphQLInputObjectType):
            return made(
                own,
                {
                    name: self._of_form(each, own.fields[name].type, own.fields[name].type, (*path, name))
                    for name, each in of
                },
            )
        return of


def _dig(path: tuple[Any, ...]) -> Read:
    def read(run: Run) -> Any:
        value: Any = run.variables
        for step in path:
            value = value[step]
        return value

    return read


def made(type_: GraphQLInputObjectType, values: dict[str, Any]) -> Any:
    """An input as its class; what was not given is left to the class's defaults."""
    definition = type_.extensions["strawberry-definition"]
    names = {each.graphql_name or camel(each.python_name): each.python_name for each in definition.fields}
    return definition.origin(**{names[name]: value for name, value in values.items() if value is not UNSET})
