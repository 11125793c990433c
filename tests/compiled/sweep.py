"""For every type a query that reads all its fields, on the shortest way there."""

from collections.abc import Iterator
from functools import cache
from heapq import heappop, heappush
from typing import Any

from graphql import (
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
)

from tests.compiled.dice import Seeded
from tests.compiled.inputs import Name, Values, literal
from tests.compiled.queries import GRAPH, ROOTS, Case, possible
from tests.compiled.worlds import World

Step = tuple[str, str]
ROWS = 25
"""How many rows of a list are read."""
MOST_KEYS = 4
"""How many keys one list is grouped by at most."""


@cache
def ways() -> dict[str, list[Step]]:
    """To every object type the way from the root: fields, and types where the way narrows."""
    found: dict[str, list[Step]] = {}
    waiting: list[tuple[int, str, list[Step]]] = [(0, "Query", [])]
    while waiting:
        cost, name, way = heappop(waiting)
        if name in found:
            continue
        found[name] = way
        type_ = GRAPH.type_map[name]
        if is_abstract_type(type_):
            for each in possible(name):
                heappush(waiting, (cost + 20, each, [*way, ("on", each)]))
            continue
        for field, definition in type_.fields.items():
            target = get_named_type(definition.type)
            if not is_composite_type(target) or (name == "Query" and field not in ROOTS):
                continue
            asks = any(is_non_null_type(each.type) for each in definition.args.values())
            single = not is_list(definition.type) and field != "node"
            further = cost + 1 + 3 * single + 10 * (asks and field != "groups")
            heappush(waiting, (further, target.name, [*way, (name, field)]))
    return {name: way for name, way in found.items() if not is_abstract_type(GRAPH.type_map[name])}


def is_list(given: Any) -> bool:
    """Whether a field leads to many rows."""
    return is_list_type(get_nullable_type(given)) or get_named_type(given).name.endswith("Connection")


ASIDES = (
    "{ tickets { nodes { replies { nodes { ticket { id } } } } } }",
    "{ reports { profit(by: CLIENT, thenBy: PROJECT) { node { __typename id } thenKey thenNode { __typename id } } } }",
)
"""Fields that are always null on the shortest way to them, on another."""


RARE = ("Reminder",)
"""Types of which a viewer sees so few that they are asked for by their ids as well."""


class Sweeper:
    """Writes the queries for one world."""

    def __init__(self, world: World) -> None:
        self.world, self.values = world, Values(Seeded(1), world)

    def cases(self, type_name: str, viewer: str) -> Iterator[Case]:
        """Every field of a type, of Query one by one."""
        fields = GRAPH.type_map[type_name].fields
        if type_name == "Query":
            for name in ROOTS:
                yield self.single(type_name, name, viewer)
            known = literal(self.world.ids("Client")[0])
            for text in (*ASIDES, f"{{ node(id: {known}) {{ __typename id }} }}"):
                yield self._case(text, viewer)
            return
        for keys in self._keys(type_name):
            yield self._case(self._led_to(type_name, list(fields), keys), viewer)
        if type_name in RARE:
            asked = " ".join(self._asked(type_name, name) for name in fields)
            ids = literal(self.world.ids(type_name)[:100])
            yield self._case(f"{{ nodes(ids: {ids}) {{ __typename ... on {type_name} {{ {asked} }} }} }}", viewer)

    def single(self, type_name: str, field: str, viewer: str) -> Case:
        """One field alone, on the way to its type."""
        keys = self._keys(type_name)[0]
        return self._case(self._led_to(type_name, [field], keys), viewer)

    def _led_to(self, type_name: str, fields: list[str], keys: list[str]) -> str:
        asked = " ".join(each if each == "__typename" else self._asked(type_name, each) for each in fields)
        text = f"{{ {asked} }}"
        for owner, field in reversed(ways()[type_name]):
            if owner == "on":
                text = f"{{ __typename ... on {field} {text} }}"
            else:
                text = f"{{ {field}{self._arguments(owner, field, keys)} {text} }}"
        return text

    def _case(self, text: str, viewer: str) -> Case:
        return Case(self.world, viewer, f"query {text}")

    def _keys(self, type_name: str) -> list[list[str]]:
        """What to group by on the way, so that every field of a key is filled once."""
        if not type_name.endswith("GroupKey"):
            return [[]]
        names = list(GRAPH.type_map[type_name.removesuffix("Key") + "Field"].values)
        return [names[start : start + MOST_KEYS] for start in range(0, len(names), MOST_KEYS)]

    def _asked(self, owner: str, field: str) -> str:
        definition = GRAPH.type_map[owner].fields[field]
        target = get_named_type(definition.type)
        return f"{field}{self._arguments(owner, field, [])}{self._little(target)}"

    def _little(self, target: Any) -> str:
        if not is_composite_type(target):
            return ""
        if target.name.endswith("Connection"):
            return " { totalCount nodes { __typename } }"
        return " { __typename }"

    def _arguments(self, owner: str, field: str, keys: list[str]) -> str:
        definition = GRAPH.type_map[owner].fields[field]
        given: dict[str, Any] = {}
        for name, argument in definition.args.items():
            if name == "first" and field != "groups":
                given[name] = ROWS if owner == "Query" else 5
            elif name == "by" and field == "groups":
                of = owner.removesuffix("Connection")
                first = next(iter(GRAPH.type_map[f"{of}GroupField"].values))
                given[name] = [{"field": Name(key)} for key in keys or [first]]
                given |= {} if keys else {"first": 1, "rest": True}
            elif is_non_null_type(argument.type):
                given[name] = self._needed(get_named_type(definition.type).name, name, argument)
        return "(" + ", ".join(f"{name}: {literal(each)}" for name, each in given.items()) + ")" if given else ""

    def _needed(self, target: str, name: str, argument: Any) -> Any:
        if name == "ids":
            return [self.world.ids(each)[0] for each in sorted(self.world.keys) if self.world.ids(each)][:60]
        if name == "id" and self.world.ids(target):
            return self.world.ids(target)[0]
        return self.values.value(argument.type)
