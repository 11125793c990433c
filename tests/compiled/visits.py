"""Which fields of the graph were asked for, and which of them ever had a value."""

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    OperationDefinitionNode,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    parse,
)

from tests.compiled.queries import GRAPH, ROOTS, possible

Place = tuple[str, str]


@cache
def reachable() -> frozenset[Place]:
    """Every field of every object type a query can come to."""
    seen: set[str] = set()
    places: set[Place] = set()
    waiting = ["Query"]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        found = GRAPH.type_map[name]
        if is_abstract_type(found):
            waiting += possible(name)
            continue
        assert isinstance(found, GraphQLObjectType)
        for field, definition in found.fields.items():
            if name == "Query" and field not in ROOTS:
                continue
            places.add((name, field))
            target = get_named_type(definition.type)
            waiting += [target.name] if is_composite_type(target) else []
    return frozenset(places)


@lru_cache(1000)
def parsed(query: str) -> DocumentNode:
    """A document that is likely asked several times."""
    return parse(query)


class Visits:
    """Fields by type: asked for, and answered with something."""

    def __init__(self) -> None:
        self.asked: set[Place] = set()
        self.answered: set[Place] = set()

    def note(self, query: str, data: Any) -> None:
        """Learn from an answer. Objects of abstract types have to say what they are."""
        document = parsed(query)
        fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
        operation = next(each for each in document.definitions if isinstance(each, OperationDefinitionNode))
        self._walk(operation.selection_set, "Query", data, fragments)

    def _walk(self, selections: Any, type_name: str, data: Any, fragments: Any) -> None:
        if isinstance(data, list):
            for each in data:
                self._walk(selections, type_name, each, fragments)
        if not isinstance(data, dict):
            return
        name = data.get("__typename") or type_name
        if is_abstract_type(GRAPH.type_map[name]):
            return
        for node in fields_for(selections, name, fragments):
            key = (node.alias or node.name).value
            field = node.name.value
            if field == "__typename" or key not in data:
                continue
            self.asked.add((name, field))
            if data[key] is not None:
                self.answered.add((name, field))
            if node.selection_set:
                target = get_named_type(GRAPH.type_map[name].fields[field].type).name
                self._walk(node.selection_set, target, data[key], fragments)

    def missed(self) -> list[Place]:
        """Fields nobody asked for."""
        return sorted(reachable() - self.asked)

    def __str__(self) -> str:
        total = len(reachable())
        return f"{len(self.asked)} of {total} fields asked for, {len(self.answered)} had a value"


def fields_for(selections: Any, name: str, fragments: Any) -> Iterator[FieldNode]:
    """The fields of a selection that hold for an object type."""
    for each in selections.selections:
        if isinstance(each, FieldNode):
            yield each
            continue
        inner = fragments[each.name.value] if isinstance(each, FragmentSpreadNode) else each
        condition = inner.type_condition.name.value if inner.type_condition else name
        if name in possible(condition):
            yield from fields_for(inner.selection_set, name, fragments)
