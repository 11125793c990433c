"""The gate: what a document asks for, weighed in one walk before anything else is done with it.

Every fragment is measured once and its measure added wherever it is spread, so the walk is linear in the document
however often fragments repeat each other (security.md section 0, findings 1 and 2). Cost counts objects: an object
is one, a page is `first` times what one of its nodes is. The walk tolerates invalid documents; validation follows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SchemaMetaFieldDef,
    SelectionNode,
    SelectionSetNode,
    TypeMetaFieldDef,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from server.graphql.cheaper import NO_ADVICE, Advice, advice
from server.graphql.errors import TOO_COMPLEX, VALIDATION_FAILED, Refused, refused
from server.limits import DEFAULT, Limits


@dataclass(slots=True)
class Measure:
    """What a selection asks for, fragments spread out. `page` is the cost of one element of the page around it."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    cost: int = 0
    page: int = 0
    introspections: int = 0
    """How often it asks what types there are or what they are made of; to ask of one whether it exists is none."""
    verbs: int = 0
    searches: int = 0
    """How often everything is looked through for words, which is work whatever it finds."""

    def __add__(self, other: "Measure") -> "Measure":
        return Measure(
            max(self.depth, other.depth),
            self.fields + other.fields,
            self.aliases + other.aliases,
            self.directives + other.directives,
            self.cost + other.cost,
            self.page + other.page,
            self.introspections + other.introspections,
            self.verbs + other.verbs,
            self.searches + other.searches,
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """A field with fields of its own as it is asked for: what is asked of one, and how many there may be."""

    definition: GraphQLField | None
    inner: Measure
    page: int
    """How long a page below it is."""
    times: int | None
    """As `Gate._times` says it."""

    @property
    def is_list(self) -> bool:
        """Whether it is a list by itself, and no page around one."""
        return self.definition is not None and is_list_type(get_nullable_type(self.definition.type))


HINTS = {
    "depth": "levels deep",
    "fields": "fields",
    "aliases": "aliases",
    "directives": "directives",
    "searches": "searches",
    "cost": "objects; ask for smaller pages or fewer levels",
}


class Gate:
    """One walk over one document for one operation and its variables. `visited` counts the selections looked at."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any] | None = None,
        limits: Limits = DEFAULT,
    ) -> None:
        self.schema, self.document, self.limits = schema, document, limits
        self.operation = operation
        self.visited = 0
        self._given = variables or {}
        self._defaults = {each.variable.name.value: each.default_value for each in operation.variable_definitions or ()}
        self._measures: dict[str, Measure] = {}
        self._inner: dict[int, Measure] = {}
        """By the field, what is asked of one."""

    def given(self, variables: Mapping[str, Any]) -> "Gate":
        """The gate for other values of some variables."""
        return Gate(self.schema, self.document, self.operation, {**self._given, **variables}, self.limits)

    def weigh(self) -> Measure:
        """What the operation asks for, whatever the limits."""
        for name in self._inner_first():
            if name not in self._measures:
                self._measures[name] = self._fragment(self.fragments[name])
        return self.measure(self.operation)

    @property
    def measured(self) -> list[str]:
        """The names of the fragments that were measured, each after those it spreads."""
        return list(self._measures)

    def asked(self, field: FieldNode, on: GraphQLNamedType | None) -> Asked:
        """A field that was measured."""
        definition = self._definition(field, on)
        first = self._first(field, definition)
        page = self.limits.default_page if first is None else first
        return Asked(definition, self._inner[id(field)], page, self._times(field, definition, on, first))

    def check(self) -> None:
        """Refuse the document when any part of it passes a limit of everybody. Raises `Refused`.

        What the operation does not reach is measured too, because validation will walk it.
        """
        for parts in ("operations", "fragments"):
            allowed, found = getattr(self.limits, parts), len(getattr(self, parts))
            if found > allowed:
                raise too_complex(parts, allowed, found, parts)
        for name in self._inner_first():
            self._measures[name] = self._fragment(self.fragments[name])
            self._compare(self._measures[name])
        for operation in self.operations:
            self._compare(self.measure(operation))

    def measure(self, operation: OperationDefinitionNode) -> Measure:
        """What one operation asks for, its fragments having been measured."""
        root = self.schema.get_root_type(operation.operation)
        found = self._selections(operation.selection_set, root)
        page = found.page * self.limits.default_page
        own = len(operation.directives or ()) + sum(
            len(each.directives or ()) for each in operation.variable_definitions or ()
        )
        return found + Measure(directives=own, cost=page)

    @cached_property
    def fragments(self) -> dict[str, FragmentDefinitionNode]:
        """The fragments of the document by name."""
        return {each.name.value: each for each in self.document.definitions if isinstance(each, FragmentDefinitionNode)}

    @cached_property
    def operations(self) -> list[OperationDefinitionNode]:
        """The operations of the document."""
        return [each for each in self.document.definitions if isinstance(each, OperationDefinitionNode)]

    def _compare(self, found: Measure) -> None:
        for limit, wording in HINTS.items():
            allowed, asked = getattr(self.limits, limit), getattr(found, limit)
            if asked > allowed:
                raise too_complex(
                    limit, allowed, asked, wording, advice(self, allowed) if limit == "cost" else ("", {})
                )

    def _inner_first(self) -> Iterator[str]:
        """Fragment names, each after those it spreads. Walks by hand: a chain of fragments may be a thousand long."""
        done: set[str] = set()
        for start in self.fragments:
            path, waiting = {start: None}, [] if start in done else [self._spreads(start)]
            while waiting:
                name = next((name for name in waiting[-1] if name in self.fragments and name not in done), None)
                if name is None:
                    waiting.pop()
                    finished, _ = path.popitem()
                    done.add(finished)
                    yield finished
                elif name in path:
                    raise refused(VALIDATION_FAILED, f"Cannot spread fragment '{name}' within itself.")
                else:
                    path[name] = None
                    waiting.append(self._spreads(name))

    def _spreads(self, fragment: str) -> Iterator[str]:
        waiting: list[SelectionNode] = list(self.fragments[fragment].selection_set.selections)
        while waiting:
            selection = waiting.pop()
            self.visited += 1
            if isinstance(selection, FragmentSpreadNode):
                yield selection.name.value
            elif selection.selection_set:
                waiting.extend(selection.selection_set.selections)

    def _fragment(self, fragment: FragmentDefinitionNode) -> Measure:
        on = self.schema.type_map.get(fragment.type_condition.name.value)
        return self._selections(fragment.selection_set, on) + Measure(directives=len(fragment.directives or ()))

    def _selections(self, selections: SelectionSetNode, on: GraphQLNamedType | None) -> Measure:
        found = Measure()
        for selection in selections.selections:
            self.visited += 1
            if isinstance(selection, FieldNode):
                found += self._field(selection, on)
            elif isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition
                inner = self.schema.type_map.get(condition.name.value) if condition else on
                found += self._selections(selection.selection_set, inner)
            elif isinstance(selection, FragmentSpreadNode):
                found += self._measures.get(selection.name.value, Measure())
            found.directives += len(selection.directives or ())
        return found

    def _field(self, field: FieldNode, on: GraphQLNamedType | None) -> Measure:
        aliases = 1 if field.alias else 0
        verbs = 1 if on is not None and on is self.schema.mutation_type else 0
        if not field.selection_set:
            return Measure(1, 1, aliases, cost=verbs * self.limits.verb, verbs=verbs)
        definition = self._definition(field, on)
        inner = self._selections(field.selection_set, get_named_type(definition.type) if definition else None)
        self._inner[id(field)] = inner
        first = self._first(field, definition)
        page = self.limits.default_page if first is None else first
        each = 1 + inner.cost + inner.page * page
        times = self._times(field, definition, on, first)
        cost, paged = (0, each) if times is None else (each * times, 0)
        introspections = 1 if definition in (SchemaMetaFieldDef, TypeMetaFieldDef) else 0
        if definition is SchemaMetaFieldDef:
            cost += self.limits.introspection
        return Measure(
            depth=1 + inner.depth,
            fields=1 + inner.fields,
            aliases=aliases + inner.aliases,
            directives=inner.directives,
            cost=cost + verbs * self.limits.verb,
            page=paged,
            introspections=introspections,
            verbs=verbs,
            searches=1 if on is self.schema.query_type and field.name.value == "search" else 0,
        )

    def _times(
        self, field: FieldNode, definition: GraphQLField | None, on: GraphQLNamedType | None, first: int | None
    ) -> int | None:
        """How many a field answers; None for the elements of a page, which the connection around them counts.

        Introspection lists count as one: what they can answer is bounded by the schema.
        """
        parent = on.name if on else ""
        if definition is None or parent.startswith("__") or not is_list_type(get_nullable_type(definition.type)):
            return 1
        if parent.endswith("Connection") and field.name.value in ("nodes", "edges"):
            return None
        ids = self._value(field, "ids")
        if isinstance(ids, list):
            return len(ids)
        return self.limits.assumed_list if first is None else first

    def _definition(self, field: FieldNode, on: GraphQLNamedType | None) -> GraphQLField | None:
        name = field.name.value
        if on is self.schema.query_type and name in ("__schema", "__type"):
            return SchemaMetaFieldDef if name == "__schema" else TypeMetaFieldDef
        return getattr(on, "fields", {}).get(name)

    def _first(self, field: FieldNode, definition: GraphQLField | None) -> int | None:
        value = self._value(field, "first")
        if value is None and definition is not None and "first" in definition.args:
            value = definition.args["first"].default_value
        return max(value, 0) if isinstance(value, int) and not isinstance(value, bool) else None

    def _value(self, field: FieldNode, argument: str) -> Any:
        """An integer or a list given for an argument, literally, by a variable or by its default; else None."""
        node: Any = next((each.value for each in field.arguments or () if each.name.value == argument), None)
        if isinstance(node, VariableNode):
            if node.name.value in self._given:
                return self._given[node.name.value]
            node = self._defaults.get(node.name.value)
        if isinstance(node, IntValueNode):
            return int(node.value)
        return list(node.values) if isinstance(node, ListValueNode) else None


def too_complex(limit: str, allowed: int, found: int | None, wording: str, cheaper: Advice = NO_ADVICE) -> Refused:
    """The refusal that says which limit is passed, what it is, and by what figure; and what would pass, if known."""
    asks = f"The document asks for {found} {wording}" if found else f"The document has too many {wording}"
    figures = {"limit": limit, "allowed": allowed} | ({"found": found} if found else {})
    words = [f"{asks}. At most {allowed} are answered.", *([cheaper[0]] if cheaper[0] else [])]
    return refused(TOO_COMPLEX, " ".join(words), **figures, **cheaper[1])
