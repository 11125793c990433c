"""From a validated operation to one SQL statement.

The compiler walks the selections and asks each field's declaration to say itself in SQL. What it cannot say, it
refuses as a whole (`Uncompilable`), and the interpreter answers instead.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from graphql import (
    BooleanValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    VariableNode,
    is_abstract_type,
    is_non_null_type,
)
from sqlalchemy import ColumnElement, Text, cast, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.util import ClauseAdapter

from models.core.base import Base, model_named
from permissions.viewer import Viewer
from resolvers.compiled.asked import Asked
from resolvers.compiled.parameters import Arguments, Fill, Parameter, Prepare, Read, Uncompilable
from resolvers.compiled.place import Place
from resolvers.compiled.shape import Shape
from resolvers.compiled.text import WITHHELD, Pieces, mark, object_of, where
from resolvers.reading import Link, clause

MOST_WRITTEN = 300_000
"""Characters of a statement, as they are estimated while it is made: several times what the longest of our pages needs.
To write a million takes a second, in which nobody else is served; the interpreter stops for others."""
EACH_PLACE = 200
"""Characters of a table and what ties it to others, its scope aside."""


class Compiler:
    """One compilation. `switches` are the values of the variables that `@skip` and `@include` ask."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: dict[str, FragmentDefinitionNode],
        shape: Shape,
        arguments: Arguments,
        switches: dict[str, bool],
    ) -> None:
        self.schema, self.fragments, self.arguments, self.switches = schema, fragments, arguments, switches
        self.viewer: Viewer = shape.viewer()
        self._written = 0
        self.withheld: list[str] = []
        self.preludes: list[tuple[Prepare, dict[str, Any]]] = []
        self.fillers: list[Fill] = []
        self.checks: list[Read] = []
        """What is read and refused even where the statement has no use for it."""
        self._names: dict[str, int] = {}

    def operation(self, operation: OperationDefinitionNode) -> Pieces:
        """The `data` of a query."""
        if operation.operation is not OperationType.QUERY or operation.directives:
            raise Uncompilable("another operation than a query")
        return self.fields(self.schema.query_type, operation.selection_set.selections, Place(self))

    # --- selections

    def selection(self, type_: GraphQLObjectType, nodes: Iterable[FieldNode], place: Place) -> Pieces:
        """What is selected below some nodes, as an object of a type."""
        selections = [each for node in nodes if node.selection_set for each in node.selection_set.selections]
        return self.fields(type_, selections, place)

    def fields(self, type_: GraphQLObjectType, selections: Sequence[SelectionNode], place: Place) -> Pieces:
        """An object of what is selected."""
        pairs = []
        for key, nodes in self.collected(type_, selections).items():
            pairs.append((key, self._field(type_, nodes, place)))
        return object_of(pairs)

    def _field(self, type_: GraphQLObjectType, nodes: list[FieldNode], place: Place) -> Pieces:
        name = nodes[0].name.value
        if name == "__typename":
            return [f'"{type_.name}"']
        if name.startswith("__"):
            raise Uncompilable("introspection")
        field = type_.fields[name]
        return self.guarded(Asked(place, type_, field, tuple(nodes)))

    def guarded(self, asked: Asked) -> Pieces:
        """A field behind its permission classes: the gate is decided now, the rows inside the statement."""
        guard, place = asked.definition.guard, asked.place
        if withheld := self.gate(asked):
            return withheld
        pieces = asked.definition.sql(asked)
        narrowing = [permission for permission in guard.permissions if permission.narrows]
        if not narrowing or not place.is_row or place.is_figures:
            return pieces
        for permission in narrowing:
            condition = permission.rows(self.viewer)
            if not condition.compare(true()):
                pieces = where(place.here(condition), pieces, self._withheld(asked))
        return pieces

    def gate(self, asked: Asked) -> Pieces | None:
        """What stands for a field that no row of which the viewer may read; None where some may be."""
        guard = asked.definition.guard
        if guard.is_open or all(permission.allows(self.viewer) for permission in guard.permissions):
            return None
        return self._withheld(asked)

    def _withheld(self, asked: Asked) -> Pieces:
        if is_non_null_type(asked.field.type):
            raise asked.uncompilable()
        name = asked.definition.guard.name
        if name not in self.withheld:
            self.withheld.append(name)
        return ["null", mark(WITHHELD), str(self.withheld.index(name)), mark(WITHHELD)]

    def plain_object(self, type_: GraphQLObjectType, nodes: Iterable[FieldNode], parts: dict[str, Pieces]) -> Pieces:
        """An object whose fields are there already."""
        pairs = []
        selections = [each for node in nodes if node.selection_set for each in node.selection_set.selections]
        for key, found in self.collected(type_, selections).items():
            name = found[0].name.value
            pairs.append((key, [f'"{type_.name}"'] if name == "__typename" else parts[name]))
        return object_of(pairs)

    def collected(self, type_: GraphQLObjectType, selections: Iterable[SelectionNode]) -> dict[str, list[FieldNode]]:
        """The fields selected of a type, by response key, fragments unfolded (GraphQL, CollectFields)."""
        found: dict[str, list[FieldNode]] = {}
        self._collect(type_, selections, found, set())
        return found

    def _collect(
        self,
        type_: GraphQLObjectType,
        selections: Iterable[SelectionNode],
        found: dict[str, list[FieldNode]],
        spread: set[str],
    ) -> None:
        for selection in selections:
            if not self._is_wanted(selection):
                continue
            if isinstance(selection, FieldNode):
                key = selection.alias.value if selection.alias else selection.name.value
                found.setdefault(key, []).append(selection)
            elif isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition
                if condition is None or self._is_a(type_, condition.name.value):
                    self._collect(type_, selection.selection_set.selections, found, spread)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in spread:
                spread.add(selection.name.value)
                fragment = self.fragments[selection.name.value]
                if self._is_a(type_, fragment.type_condition.name.value):
                    self._collect(type_, fragment.selection_set.selections, found, spread)

    def _is_a(self, type_: GraphQLObjectType, name: str) -> bool:
        if type_.name == name:
            return True
        named = self.schema.type_map[name]
        return is_abstract_type(named) and self.schema.is_sub_type(named, type_)

    def _is_wanted(self, selection: SelectionNode) -> bool:
        for directive in selection.directives or ():
            name = directive.name.value
            if name not in ("skip", "include"):
                raise Uncompilable(f"@{name}")
            if self._switch(directive.arguments[0].value) is (name == "skip"):
                return False
        return True

    def _switch(self, value: Any) -> bool:
        if isinstance(value, BooleanValueNode):
            return value.value
        assert isinstance(value, VariableNode)
        return self.switches[value.name.value]

    def prepared(self, prepare: Prepare, given: dict[str, Any]) -> ColumnElement[Any]:
        """What a function makes before the statement runs, as JSON."""
        place = len(self.preludes)
        self.preludes.append((prepare, given))
        return cast(Parameter(f"prepared_{place}", lambda run: run.prepared[place], Text()), JSONB())

    def filled(self, fill: Fill) -> int:
        """The number under which a mark asks for what a function makes."""
        if fill not in self.fillers:
            self.fillers.append(fill)
        return self.fillers.index(fill)

    # --- names

    def type_of(self, name: str) -> GraphQLObjectType:
        """The type a model is shown as."""
        found = self.schema.type_map[name]
        assert isinstance(found, GraphQLObjectType)
        return found

    def model_of(self, name: str) -> type[Base]:
        """The model a type shows."""
        return model_named(name)

    def fresh(self, model: type[Base]) -> Any:
        """The table of a model under a name that nothing else in the statement has."""
        return model.__table__.alias(self.fresh_name(model.__table__.name))

    def between(self, link: Link) -> ClauseAdapter:
        """The association table of a link under a name of its own."""
        table = clause(link.parent).table
        return ClauseAdapter(table.alias(self.fresh_name(table.name)))

    def spend(self, characters: int) -> None:
        """Count what a statement will be long by. Raises Uncompilable where that is too much."""
        self._written += characters
        if self._written > MOST_WRITTEN:
            raise Uncompilable("a statement of that length")

    def fresh_name(self, stem: str) -> str:
        """`task_1`, `task_2`, …"""
        self.spend(EACH_PLACE)
        self._names[stem] = self._names.get(stem, 0) + 1
        return f"{stem}_{self._names[stem]}"
