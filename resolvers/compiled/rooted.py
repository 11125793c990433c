"""Payloads and events: the nodes they name are answered by a plan rooted at them.

The interpreter runs the verb, or hands on the event, by a pruned document, in which such a place asks for nothing but
the id. What the caller asked for there is then read by one statement, after the write, inside the viewer's scope.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    InlineFragmentNode,
    NamedTypeNode,
    NameNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    StringValueNode,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
    parse,
)
from sqlalchemy import Uuid

from models.core.base import Base
from permissions.viewer import Viewer
from resolvers.compiled.asked import Asked
from resolvers.compiled.compiler import Compiler
from resolvers.compiled.operation import Operation
from resolvers.compiled.parameters import Parameter
from resolvers.compiled.place import Place
from resolvers.compiled.plan import Plan, compiled
from resolvers.compiled.shape import Shape
from resolvers.compiled.text import PARTED, Pieces, mark, or_else

KEY_ONLY = parse("{ ... on Node { id } }", no_location=True).definitions[0].selection_set
"""What is selected of a place that a plan answers. Known by identity, so no caller can write it."""
KNOWN_BY_KEY = {"id", "__typename"}
"""Fields for which nothing has to be read but whether the row is there."""
VARIANTS_KEPT = 32
"""How many ways of skipping and including are kept of one operation."""


@dataclass(frozen=True)
class Spot:
    """A place of a payload or message where one node stands: its name in the answer, and what is asked of it."""

    name: str
    owner: GraphQLObjectType
    field: GraphQLField
    nodes: tuple[FieldNode, ...]

    @property
    def type_name(self) -> str | None:
        """The type of the node, where it can be of one only."""
        named = get_named_type(self.field.type)
        return named.name if is_object_type(named) else None


@dataclass(frozen=True)
class Pruned:
    """One root field of an operation without what plans answer. `name` is what it is called in the answer."""

    operation: Operation
    name: str
    spots: tuple[Spot, ...]
    document: DocumentNode
    is_answered: bool = False
    """Whether plans answer every node of it, so that the interpreter reads nothing but what it was handed."""

    @property
    def types(self) -> tuple[str | None, ...]:
        """The types of the nodes as far as they are known before there is an answer."""
        return tuple(spot.type_name for spot in self.spots)

    def rooted(self, types: tuple[str | None, ...]) -> "Rooted":
        """What is asked of nodes of these types, one for each spot; None where there is no node."""
        return Rooted(self, types)


def pruned(operation: Operation, viewer: Viewer, variables: dict[str, Any]) -> tuple[Pruned, ...]:
    """The operation as the interpreter runs it where plans answer the nodes: one document for each root field, because
    each payload shows what its own write left behind. Empty where no node is asked for. Raises Uncompilable."""
    forms = operation.forms(variables)
    key = frozenset(operation.switches(forms).items())
    if key in operation.pruned:
        return operation.pruned[key]
    found = _pruned(operation, operation.compiler(Shape.of(viewer), forms))
    if len(operation.pruned) < VARIANTS_KEPT:
        operation.pruned[key] = found
    return found


def _pruned(operation: Operation, compiler: Compiler) -> tuple[Pruned, ...]:
    if operation.node.directives:
        return ()
    root = operation.schema.get_root_type(operation.node.operation)
    asked = compiler.collected(root, operation.node.selection_set.selections)
    found = tuple(_of_root(operation, compiler, root, name, nodes) for name, nodes in asked.items())
    return found if operation.is_stream or any(each.spots for each in found) else ()


def _of_root(
    operation: Operation, compiler: Compiler, root: GraphQLObjectType, name: str, nodes: list[FieldNode]
) -> Pruned:
    """One root field and what it is given; its payload without the nodes."""
    field = root.fields.get(nodes[0].name.value)
    payload = get_named_type(field.type) if field else None
    if not is_object_type(payload) or is_list_type(get_nullable_type(field.type)):
        return Pruned(operation, name, (), _document(operation, operation.node.operation, nodes))
    selections = [each for node in nodes for each in node.selection_set.selections]
    spots, kept, is_answered = [], [], True
    for key, below in compiler.collected(payload, selections).items():
        shown = payload.fields.get(below[0].name.value)
        if shown and _is_answered(compiler, shown, below, operation.is_stream):
            spots.append(Spot(key, payload, shown, tuple(below)))
            kept.append(_selecting(below[0], KEY_ONLY))
        else:
            kept += below
            is_answered &= shown is None or is_leaf_type(get_named_type(shown.type))
    selecting = _selecting(nodes[0], SelectionSetNode(selections=tuple(kept)))
    document = _document(operation, operation.node.operation, [selecting])
    return Pruned(operation, name, tuple(spots), document, is_answered)


def _is_answered(compiler: Compiler, field: GraphQLField, nodes: list[FieldNode], is_stream: bool) -> bool:
    """Whether a field is one node, or null, of which more is asked than that it is there. Of a stream even that is
    answered by a plan, which says whether the answer may be told to others."""
    named = get_named_type(field.type)
    if is_non_null_type(field.type) or is_list_type(field.type):
        return False
    types = compiler.schema.get_possible_types(named) if is_abstract_type(named) else [named]
    if not all(_is_node(each) for each in types):
        return False
    return is_stream or any(_names(compiler, each, nodes) - KNOWN_BY_KEY for each in types)


def _is_node(type_: GraphQLNamedType) -> bool:
    return is_object_type(type_) and any(each.name == "Node" for each in type_.interfaces)


def _names(compiler: Compiler, type_: GraphQLObjectType, nodes: Sequence[FieldNode]) -> set[str]:
    selections = [each for node in nodes for each in node.selection_set.selections]
    return {found[0].name.value for found in compiler.collected(type_, selections).values()}


def _selecting(node: FieldNode, selection_set: SelectionSetNode) -> FieldNode:
    """The field with something else selected of it. What was skipped of it is gone already."""
    return FieldNode(
        name=node.name,
        alias=node.alias,
        arguments=node.arguments,
        directives=(),
        selection_set=selection_set,
        loc=node.loc,
    )


def _document(operation: Operation, kind: OperationType, selections: Sequence[FieldNode]) -> DocumentNode:
    """A document of one operation, with the variables and fragments of another one."""
    node = OperationDefinitionNode(
        operation=kind,
        name=operation.node.name,
        variable_definitions=operation.node.variable_definitions,
        directives=(),
        selection_set=SelectionSetNode(selections=tuple(selections)),
        loc=operation.node.loc,
    )
    return DocumentNode(definitions=(node, *operation.fragments.values()))


@dataclass(frozen=True)
class Rooted:
    """What is asked of the nodes of a pruned operation when they are of these types. `Plans` keeps its plan."""

    of: Pruned
    types: tuple[str | None, ...]

    @property
    def key(self) -> Any:
        """Tells it from every other."""
        return (self.of.operation.key, self.of.name, self.types)

    def forms(self, variables: dict[str, Any]) -> Any:
        """What of the variables a plan depends on."""
        return self.of.operation.forms(variables)

    def compile(self, shape: Shape, forms: Any) -> Plan:
        """One statement for all nodes. Raises Uncompilable."""
        compiler = self.of.operation.compiler(shape, forms)
        pieces: Pieces = []
        for place, (spot, name) in enumerate(zip(self.of.spots, self.types, strict=True)):
            pieces += [mark(PARTED)] if place else []
            pieces += ["null"] if name is None else _text(compiler, spot, name, place)
        return compiled(compiler, pieces)

    def document(self, ids: Sequence[str | None]) -> DocumentNode:
        """The same as a query for the interpreter, under the names of the spots. `ids` are those of the nodes."""
        asked = [
            _by_id(spot, type_name, given)
            for spot, type_name, given in zip(self.of.spots, self.types, ids, strict=True)
            if type_name is not None and given is not None
        ]
        return _document(self.of.operation, OperationType.QUERY, asked)


def _text(compiler: Compiler, spot: Spot, name: str, place: int) -> Pieces:
    """The row of a spot, where it is visible."""
    asked = Asked(Place(compiler), spot.owner, spot.field, spot.nodes)
    key = Parameter(f"root_{place}", lambda run: run.keys[place], Uuid())
    return [or_else(asked.found(compiler.model_of(name), key, compiler.type_of(name)), "null")]


def _by_id(spot: Spot, type_name: str, given: str) -> FieldNode:
    selections = [each for node in spot.nodes for each in node.selection_set.selections]
    of_type = InlineFragmentNode(
        type_condition=NamedTypeNode(name=NameNode(value=type_name)),
        directives=(),
        selection_set=SelectionSetNode(selections=tuple(selections)),
    )
    return FieldNode(
        name=NameNode(value="node"),
        alias=NameNode(value=spot.name),
        arguments=(ArgumentNode(name=NameNode(value="id"), value=StringValueNode(value=given)),),
        directives=(),
        selection_set=SelectionSetNode(selections=(of_type,)),
        loc=spot.nodes[0].loc,
    )


def row_of(info: Any, model: type[Base], key: UUID) -> Any:
    """The row with a key, as far as it is visible; only its key, unread, where a plan answers what is asked of it."""
    return model(id=key) if is_key_only(info) else info.context.loaders.one(model).load(key)


def is_key_only(info: Any) -> bool:
    """Whether a plan answers what is asked at the place that is being resolved, so that nothing has to be read."""
    return info._raw_info.field_nodes[0].selection_set is KEY_ONLY
