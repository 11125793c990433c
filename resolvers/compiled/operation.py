"""An operation as the compiler keeps it: what its variables are, and what of them a plan depends on."""

from collections.abc import Hashable, Iterator
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLInputType,
    GraphQLSchema,
    Node,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    type_from_ast,
)
from graphql.execution.values import get_variable_values

from resolvers.compiled.compiler import Compiler
from resolvers.compiled.parameters import Arguments, Uncompilable, form, referring
from resolvers.compiled.plan import Plan, compiled
from resolvers.compiled.shape import Shape

BY_ID = {"node": "id", "nodes": "ids"}
"""The fields whose ids say by their type what is asked for, and their arguments."""


class Operation:
    """One operation of a valid document. `key` tells it from every other."""

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, node: OperationDefinitionNode, key: Hashable
    ) -> None:
        self.schema, self.node, self.key = schema, node, key
        self.is_query = node.operation is OperationType.QUERY
        self.is_stream = node.operation is OperationType.SUBSCRIPTION
        self.pruned: dict[Hashable, Any] = {}
        """Of a write or a stream: what the interpreter runs of it (rooted.py), by what is skipped and included."""
        self.fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        self.types: dict[str, GraphQLInputType] = {}
        for each in node.variable_definitions or ():
            self.types[each.variable.name.value] = type_from_ast(schema, each.type)
        self._plain = _plain(node)
        self._switches, self._ids = set[str](), set[str]()
        for each in _inside([node, *self.fragments.values()]):
            self._note(each)

    def _note(self, node: Any) -> None:
        """Remember the variables whose value, and not only whose form, makes a plan."""
        if node.kind == "directive":
            self._switches |= {each.value.name.value for each in node.arguments or () if _is_variable(each.value)}
        elif node.kind == "field" and node.name.value in BY_ID:
            for each in node.arguments or ():
                found = [each.value] if _is_variable(each.value) else getattr(each.value, "values", ())
                self._ids |= {one.name.value for one in found if _is_variable(one)}

    def variables(self, given: dict[str, Any]) -> dict[str, Any]:
        """The variables coerced. Raises Uncompilable where they are not what the operation declares."""
        if self._plain is not None and (found := self._taken(given)) is not None:
            return found
        # The first error is enough: the interpreter has the words for as many as are told.
        definitions = self.node.variable_definitions or ()
        found = get_variable_values(self.schema, definitions, given, max_errors=0, hide_suggestions=True)
        if isinstance(found, list):
            raise Uncompilable("variables that are refused")
        return found.coerced

    def _taken(self, given: dict[str, Any]) -> dict[str, Any] | None:
        """Variables of plain types as they are; None where the library has to look at them."""
        found = {}
        for name, (type_, required) in self._plain.items():
            value = given.get(name)
            if value is None:
                if required or name in given:
                    return None
            elif type(value) is not type_ or (type_ is int and not -(2**31) <= value < 2**31):
                return None
            else:
                found[name] = value
        return found

    def forms(self, variables: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
        """What of the variables a plan depends on. Hashable."""
        return tuple(
            (name, self._form(name, variables[name], type_)) for name, type_ in self.types.items() if name in variables
        )

    def _form(self, name: str, value: Any, type_: GraphQLInputType) -> Any:
        if name in self._switches:
            return value
        if name in self._ids:
            return None if value is None else referring(value if isinstance(value, list) else [value])
        return form(value, type_)

    def compile(self, shape: Shape, forms: tuple[tuple[str, Any], ...]) -> Plan:
        """The plan for viewers of a shape and variables of a form. Raises Uncompilable."""
        if not self.is_query:
            raise Uncompilable("another operation than a query")
        compiler = self.compiler(shape, forms)
        return compiled(compiler, compiler.operation(self.node))

    def compiler(self, shape: Shape, forms: tuple[tuple[str, Any], ...]) -> Compiler:
        """What compiles any part of the operation for viewers of a shape and variables of a form."""
        arguments = Arguments(dict(forms), self.types)
        return Compiler(self.schema, self.fragments, shape, arguments, self.switches(forms))

    def uses(self, name: str) -> int:
        """In how many places a variable stands."""
        inside = _inside([*(self.node.selection_set.selections), *self.fragments.values()])
        return sum(_is_variable(each) and each.name.value == name for each in inside)

    def switches(self, forms: tuple[tuple[str, Any], ...]) -> dict[str, bool]:
        """The values of the variables that `@skip` and `@include` ask."""
        return {name: value for name, value in forms if name in self._switches}


PLAIN = {"ID": str, "String": str, "Int": int, "Boolean": bool}
"""Types whose values are what JSON sent, where it sent the right kind."""


def _plain(node: OperationDefinitionNode) -> dict[str, tuple[type, bool]] | None:
    """The variables by name, each with its kind and whether it is required; None where one of them is not plain."""
    found = {}
    for each in node.variable_definitions or ():
        required = each.type.kind == "non_null_type"
        named = each.type.type if required else each.type
        if named.kind != "named_type" or named.name.value not in PLAIN or each.default_value is not None:
            return None
        found[each.variable.name.value] = (PLAIN[named.name.value], required)
    return found


def _is_variable(node: Any) -> bool:
    return isinstance(node, VariableNode)


def _inside(nodes: list[Node]) -> Iterator[Node]:
    """The nodes and everything in them."""
    waiting: list[Any] = list(nodes)
    while waiting:
        node = waiting.pop()
        yield node
        for key in node.keys:
            value = getattr(node, key, None)
            if isinstance(value, Node):
                waiting.append(value)
            elif isinstance(value, list | tuple):
                waiting.extend(each for each in value if isinstance(each, Node))
