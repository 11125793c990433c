"""Random queries: every root, every way to ask, under the limits of the gate. All of them are valid documents."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
)

from schema import schema as built
from tests.compiled.dice import Dice, chance, pick
from tests.compiled.inputs import BAD, Hidden, Values, literal
from tests.compiled.worlds import World

GRAPH: GraphQLSchema = built._schema
DEEPEST = 11
"""Levels of objects: five lists inside each other, with their connections and edges."""
BUDGET = 70
"""How many fields a query may select, more or less."""


@dataclass
class Case:
    """One query, by one viewer, in one world. `follows` are variables for cursors, by the list they page."""

    world: World
    viewer: str
    query: str
    variables: dict[str, Any] = field(default_factory=dict)
    follows: dict[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"in {self.world.name} as {self.viewer!r} with {self.variables!r}:\n{self.query}\n"

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        """How Hypothesis shows a failing case."""
        printer.text(repr(self))


@cache
def possible(type_name: str) -> tuple[str, ...]:
    """The object types a type stands for."""
    found = GRAPH.type_map[type_name]
    return tuple(each.name for each in GRAPH.get_possible_types(found)) if is_abstract_type(found) else (type_name,)


@cache
def overlapping(type_name: str) -> tuple[str, ...]:
    """The abstract types that share an object type with this one."""
    mine = set(possible(type_name))
    return tuple(
        each.name
        for each in GRAPH.type_map.values()
        if is_abstract_type(each) and each.name != type_name and mine & set(possible(each.name))
    )


@cache
def shapes(name: str) -> tuple[str, ...]:
    """Every type a field of this name has anywhere: fields of one key must agree, wherever fragments meet."""
    owners = [each for each in GRAPH.type_map.values() if hasattr(each, "fields") and not each.name.startswith("__")]
    return tuple(sorted({str(each.fields[name].type) for each in owners if name in each.fields}))


class Builder:
    """Writes one query."""

    def __init__(self, dice: Dice, world: World, budget: int = BUDGET) -> None:
        self.dice, self.world, self.budget = dice, world, budget
        self.values = Values(dice, world)
        self.definitions: list[str] = []
        self.variables: dict[str, Any] = {}
        self.follows: dict[str, str] = {}
        self.fragments: list[tuple[str, str, str]] = []
        self.number = 0
        self.by: list[Any] = []
        """What the groups are by whose arguments are written."""

    def fresh(self, letter: str) -> str:
        """A name nobody has."""
        self.number += 1
        return f"{letter}{self.number}"

    def build(self, roots: list[str]) -> str:
        """The document that asks for these roots."""
        query = GRAPH.query_type
        lines = []
        for name in roots:
            lines.append(self.field(query, name, 0, False))
            if chance(self.dice, 10):
                lines.append(self.field(query, name, 0, False))
        if chance(self.dice, 10):
            lines.append("__typename")
        body = "{ " + " ".join(lines) + " }"
        head = f"query Asked({', '.join(self.definitions)})" if self.definitions else "query"
        fragments = [f"fragment {name} on {on} {text}" for name, on, text in self.fragments]
        return "\n".join([f"{head} {body}", *fragments])

    def field(self, owner: Any, name: str, depth: int, mixed: bool) -> str:
        """A field with arguments, directives and what lies below."""
        definition: GraphQLField = owner.fields[name]
        self.budget -= 1
        shown, alias = self._key(definition, name, mixed)
        arguments = self._arguments(definition, shown, depth)
        written = f"({', '.join(arguments)})" if arguments else ""
        return f"{alias}{name}{written}{self._directive()}{self._below(definition, depth, mixed)}"

    def _key(self, definition: GraphQLField, name: str, mixed: bool) -> tuple[str, str]:
        """Fields with arguments are never merged with others; without, those of one key have one type."""
        if definition.args or chance(self.dice, 5):
            if definition.args and not self.number and chance(self.dice, 50):
                self.number += 1
                return name, ""
            alias = self.fresh("a")
            return alias, f"{alias}: "
        kinds = shapes(name)
        if mixed and len(kinds) > 1:
            alias = f"{name}_{kinds.index(str(definition.type))}"
            return alias, f"{alias}: "
        return name, ""

    def _directive(self) -> str:
        if not chance(self.dice, 6):
            return ""
        word, kept = pick(self.dice, [("include", True), ("skip", False)])
        value = kept if chance(self.dice, 75) else not kept
        if chance(self.dice, 50):
            return f" @{word}(if: {literal(value)})"
        return f" @{word}(if: ${self.variable('Boolean!', value)})"

    def variable(self, type_text: str, value: Any, default: Any = None) -> str:
        """Declare a variable and give it."""
        name = self.fresh("v")
        self.definitions.append(f"${name}: {type_text}" + ("" if default is None else f" = {literal(default)}"))
        self.variables[name] = value
        return name

    def _below(self, definition: GraphQLField, depth: int, mixed: bool) -> str:
        target = get_named_type(definition.type)
        return f" {self.selections(target, depth + 1, mixed)}" if is_composite_type(target) else ""

    def selections(self, on: GraphQLNamedType, depth: int, mixed: bool) -> str:
        """A selection set on a type; `mixed` where other types' fields may come under the same keys."""
        mixed = mixed or is_abstract_type(on)
        lines = ["__typename"] if is_abstract_type(on) or chance(self.dice, 15) else []
        names = self._chosen(on, depth)
        lines += [self.field(on, name, depth, mixed) for name in names]
        if is_abstract_type(on):
            lines += [self._fragment(pick(self.dice, possible(on.name)), depth) for _ in range(self.dice.number(1, 3))]
        elif chance(self.dice, 8) and self.budget > 0:
            around = [on.name, *overlapping(on.name)]
            lines.append(self._fragment(pick(self.dice, around), depth))
        return "{ " + " ".join(lines or ["__typename"]) + " }"

    def _chosen(self, on: Any, depth: int) -> list[str]:
        """Some fields; composite ones while there is room."""
        fields = getattr(on, "fields", {})
        if not fields:
            return []
        deep = [name for name, each in fields.items() if is_composite_type(get_named_type(each.type))]
        flat = [name for name in fields if name not in deep]
        if on.name.endswith("Connection"):
            return self._of_connection(fields, depth)
        chosen = [pick(self.dice, flat) for _ in range(self.dice.number(1, 4))] if flat else []
        if deep and depth < DEEPEST and (self.budget > 0 or not flat):
            chosen += [pick(self.dice, deep) for _ in range(self.dice.number(0 if flat else 1, 2))]
        return list(dict.fromkeys(chosen)) if chance(self.dice, 95) else chosen

    def _of_connection(self, fields: Any, depth: int) -> list[str]:
        rows = ["nodes", "edges", "nodes", "pageInfo", "totalCount"] if depth < DEEPEST else ["totalCount", "pageInfo"]
        chosen = [pick(self.dice, rows)]
        chosen += [pick(self.dice, list(fields)) for _ in range(self.dice.number(0, 2)) if self.budget > 0]
        return list(dict.fromkeys(chosen))

    def _fragment(self, on: str, depth: int) -> str:
        """An inline fragment, or a named one, which may have been spread before."""
        known = [name for name, its, _ in self.fragments if its == on]
        if known and chance(self.dice, 40):
            return f"...{pick(self.dice, known)}{self._directive()}"
        named = len(self.fragments) < 4 and chance(self.dice, 30)
        text = self._inside(GRAPH.type_map[on], depth)
        if not named:
            return f"... on {on}{self._directive()} {text}"
        name = self.fresh("F")
        self.fragments.append((name, on, text))
        return f"...{name}{self._directive()}"

    def _inside(self, on: Any, depth: int) -> str:
        """A fragment's fields, keyed as if other types' stood beside them."""
        names = self._chosen(on, depth)
        lines = [self.field(on, name, depth, True) for name in names]
        return "{ " + " ".join(lines or ["__typename"]) + " }"

    def _arguments(self, definition: GraphQLField, shown: str, depth: int) -> list[str]:
        made: dict[str, Any] = {}
        for argument, declared in definition.args.items():
            value = self._argument(definition, argument, declared, shown, depth)
            if value is not OMITTED:
                made[argument] = value
        return [f"{argument}: {literal(value)}" for argument, value in made.items()]

    def _argument(self, definition: GraphQLField, argument: str, declared: Any, shown: str, depth: int) -> Any:
        target = get_named_type(definition.type).name
        if argument == "after":
            return self._after(shown)
        if argument == "first":
            value = self._first(depth)
        elif argument == "filter":
            value = self.values.value(declared.type) if chance(self.dice, 30 if depth <= 2 else 15) else OMITTED
        elif argument == "orderBy" and get_named_type(declared.type).name.endswith("GroupOrder"):
            value = self.values.group_order(declared.type, self.by) if chance(self.dice, 60) else OMITTED
        elif argument == "orderBy":
            value = self.values.order_by(declared.type) if chance(self.dice, 50) else OMITTED
        elif argument == "id" and target != "Node":
            value = self.values.id(target)
        elif argument == "by" and get_named_type(declared.type).name.endswith("GroupBy"):
            value = [self.values.value(get_named_type(declared.type)) for _ in range(pick(self.dice, [1, 1, 2, 3, 0]))]
            self.by = value
        elif argument == "types":
            value = self.values.value(declared.type) if chance(self.dice, 30) else OMITTED
        elif is_non_null_type(declared.type) or chance(self.dice, 30):
            value = self.values.value(declared.type)
        else:
            value = OMITTED
        return value if value is OMITTED else self._varied(declared.type, value, argument)

    def _varied(self, given: Any, value: Any, argument: str) -> Any:
        """The value, or a variable that holds it, or one somewhere inside it."""
        if chance(self.dice, 25):
            return self._as_variable(given, value, argument)
        if isinstance(value, dict):
            fields = get_named_type(given).fields
            return {name: self._varied(fields[name].type, each, name) for name, each in value.items()}
        nullable = given.of_type if is_non_null_type(given) else given
        if isinstance(value, list) and is_list_type(nullable):
            return [self._varied(nullable.of_type, each, argument) for each in value]
        return value

    def _as_variable(self, given: Any, value: Any, argument: str) -> Hidden:
        luck = self.dice.number(0, 99)
        scalar = get_named_type(given).name
        if luck >= 99 and scalar in BAD and not isinstance(value, list) and argument != "first":
            return Hidden(self.variable(str(given), pick(self.dice, BAD[scalar])))
        if is_non_null_type(given) and (luck < 70 or value is None):
            return Hidden(self.variable(str(given), plain(value)))
        if value is None or luck < 60:
            return Hidden(self.variable(str(given), plain(value)))
        if luck < 80:
            name = self.variable(str(given), None, value)
            del self.variables[name]
            return Hidden(name)
        if is_non_null_type(given):
            return Hidden(self.variable(str(given), plain(value), value))
        name = self.variable(str(given), None)
        if luck < 90 or argument == "first":
            del self.variables[name]
        return Hidden(name)

    def _first(self, depth: int) -> Any:
        """A page small enough for its depth; the usual one only near the root, and wrong ones seldom."""
        luck = self.dice.number(0, 99)
        if depth <= 2 and luck < 15:
            return OMITTED
        if luck >= 98:
            return pick(self.dice, [-1, 101, 0, 100] if depth <= 2 else [-1, 101])
        return self.dice.number(0 if luck >= 95 else 1, max(1, 6 - depth // 2))

    def _after(self, shown: str) -> Any:
        """A cursor of an earlier answer, or a broken one."""
        luck = self.dice.number(0, 99)
        if luck < 70:
            return OMITTED
        if luck < 98:
            name = self.variable("String", None)
            del self.variables[name]
            self.follows[name] = shown
            return Hidden(name)
        return pick(self.dice, ["", "x", "W10", "WzEsW10sW10sIngiXQ", "🙂", *self.world.cursors])


class _Omitted:
    def __repr__(self) -> str:
        return "OMITTED"


OMITTED: Any = _Omitted()


def plain(value: Any) -> Any:
    """A value as a variable carries it."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return str(value) if isinstance(value, str) else value


ROOTS = [
    name
    for name in GRAPH.query_type.fields
    if name not in ("explainAccess", "invoicePreview", "jobOptions", "proposalByToken")
]
"""Roots that read and leave no trace; what is left out runs a verb's own code and never meets the compiler."""


def draw_case(dice: Dice, worlds: list[World], roots: list[str] | None = None) -> Case:
    """Any query of anybody."""
    world = pick(dice, worlds)
    viewer = pick(dice, likely(tuple(world.viewers)))
    builder = Builder(dice, world)
    asked = roots or [pick(dice, ROOTS) for _ in range(pick(dice, [1, 1, 2, 3]))]
    query = builder.build(asked)
    return Case(world, viewer, query, builder.variables, builder.follows)


SEEING = ["owner", "admin", "staff, both", "limited, all", "limited, some", "contact, all", "analyst"]
"""Viewers who see much; the others are asked for as often, all together."""


@cache
def likely(names: tuple[str, ...]) -> list[str]:
    """The viewers of a world, each as often as it stands there."""
    rest = [name for name in names if name not in SEEING]
    return SEEING * max(1, len(rest) // len(SEEING)) + rest
