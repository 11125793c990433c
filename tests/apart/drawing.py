"""What is asked in both worlds: drawn from a seed, once for all who ask it, with ids of their own for each of them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from graphql import get_named_type, is_composite_type, is_non_null_type

from resolvers.positions import Position
from tests.compiled.dice import Dice, chance, pick
from tests.compiled.inputs import Hidden, literal
from tests.compiled.queries import GRAPH, ROOTS, Builder, Case
from tests.compiled.worlds import World

WRITES = ("add", "archive", "assign", "change", "create", "move", "rename", "set", "update")
"""How the names of the verbs begin that are tried, and taken back."""
KINDS = {"aimed": 40, "query": 18, "paged": 16, "figures": 10, "verb": 6, "search": 4, "stream": 3, "nodes": 3}
"""How many of a hundred questions are of which kind."""
COMPILED = 85
"""How many of a hundred are answered by the compiler; tests/compiled shows that the interpreter says the same."""
BUDGET = 9
"""How many fields a drawn query selects, more or less."""


@dataclass
class Asked(Case):
    """One thing to ask: a query, a list to page to its end, a stream, or a verb. `seed` makes it again."""

    kind: str = "query"
    compiled: bool = True
    seed: str = ""

    def __repr__(self) -> str:
        how = "compiler" if self.compiled else "interpreter"
        return f"seed {self.seed}, a {self.kind} on the {how}, {super().__repr__()}"


def draw(dice: Dice, world: World, viewer: str, seed: str, aim: Callable[[Dice], str]) -> Asked:
    """Anything to ask as a viewer; `aim` writes the questions that are aimed at fields."""
    kind = pick(dice, [each for each, often in KINDS.items() for _ in range(often)])
    compiled = chance(dice, COMPILED)
    builder = Builder(dice, world, BUDGET)
    if kind == "aimed":
        query = aim(dice)
    elif kind == "query":
        query = builder.build([pick(dice, ROOTS) for _ in range(pick(dice, [1, 1, 2]))])
    else:
        query = WRITERS[kind](dice, builder)
    return Asked(world, viewer, query, builder.variables, builder.follows, kind, compiled, seed)


@cache
def lists() -> list[str]:
    """Roots that are pages and need no argument."""
    return [
        name
        for name in ROOTS
        if get_named_type(GRAPH.query_type.fields[name].type).name.endswith("Connection")
        and not any(is_non_null_type(each.type) for each in GRAPH.query_type.fields[name].args.values())
    ]


def paged(dice: Dice, builder: Builder) -> str:
    """A list with a filter and an order, to be paged to its end."""
    name = pick(dice, lists())
    declared = GRAPH.query_type.fields[name]
    given: dict[str, Any] = {"first": dice.number(2, 9), "after": Hidden("after")}
    if "filter" in declared.args and chance(dice, 45):
        given["filter"] = builder.values.value(declared.args["filter"].type)
    if "orderBy" in declared.args and chance(dice, 65):
        given["orderBy"] = builder.values.order_by(declared.args["orderBy"].type)
    arguments = ", ".join(f"{each}: {literal(value)}" for each, value in given.items())
    rows = "totalCount edges { cursor node { __typename ... on Node { id } } }"
    info = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
    return f"query ($after: String) {{ list: {name}({arguments}) {{ {rows} {info} }} }}"


def figures(dice: Dice, builder: Builder) -> str:
    """Counts, sums, bounds and groups of a list."""
    measured = [name for name in lists() if "aggregate" in _connection(name).fields]
    name = pick(dice, measured)
    shows, declared = _connection(name), GRAPH.query_type.fields[name]
    given = {}
    if "filter" in declared.args and chance(dice, 30):
        given["filter"] = builder.values.value(declared.args["filter"].type)
    arguments = "(" + ", ".join(f"{each}: {literal(value)}" for each, value in given.items()) + ")" if given else ""
    by = builder.values.value(get_named_type(shows.fields["groups"].args["by"].type))
    key = _flat(GRAPH.type_map[shows.name.removesuffix("Connection") + "GroupKey"])
    whole = _flat(get_named_type(shows.fields["aggregate"].type))
    groups = f"groups(by: {literal([by])}) {{ key {key} aggregate {{ count }} }}"
    return f"{{ list: {name}{arguments} {{ aggregate {whole} {groups} }} }}"


def _connection(name: str) -> Any:
    return get_named_type(GRAPH.query_type.fields[name].type)


def _flat(shown: Any) -> str:
    """All fields of a type that ask for nothing; of figures and money what is in them, of nodes only what they are."""
    parts = []
    for name, each in shown.fields.items():
        target = get_named_type(each.type)
        if any(is_non_null_type(argument.type) for argument in each.args.values()):
            continue
        if not is_composite_type(target):
            parts.append(name)
        elif target.name == "Money" or target.name.endswith(("Measures", "Bounds")):
            parts.append(f"{name} {_flat(target)}")
        else:
            parts.append(f"{name} {{ __typename }}")
    return "{ " + " ".join(parts) + " }"


def nodes(dice: Dice, builder: Builder) -> str:
    """Rows by their ids, of all sorts."""
    types = [pick(dice, sorted(builder.world.keys)) for _ in range(4)]
    found = [builder.values.id(pick(dice, types)) for _ in range(12)]
    one = f"one: node(id: {literal(found[0])}) {{ __typename id }}"
    return f"{{ nodes(ids: {literal(found)}) {{ __typename id }} {one} }}"


def search(dice: Dice, builder: Builder) -> str:
    """A few letters of some text looked for everywhere; few hits are asked for, so that one hidden is in the way."""
    texts = [each for each in _texts(builder.world, pick(dice, SEARCHED)) if each.strip()]
    word = pick(dice, texts or ["a"]).split()[0]
    start = dice.number(0, len(word) - 1)
    text = word if chance(dice, 20) else word[start : start + dice.number(1, 2)]
    return f"{{ search(text: {literal(text)}, first: {dice.number(1, 8)}) {{ excerpt node {{ __typename id }} }} }}"


SEARCHED = ("name", "title", "subject", "number", "description", "body")


def _texts(world: World, column: str) -> list[str]:
    return [each for (_, name), found in world.values.items() if name == column for each in found]


def stream(dice: Dice, builder: Builder) -> str:
    """A stream from somewhere in the log."""
    root = GRAPH.subscription_type
    name = pick(dice, list(root.fields))
    entry = [pick(dice, builder.world.values["event", each]) for each in ("xid", "seq")]
    declared, given = root.fields[name], {"after": Position(*entry).cursor()}
    for argument, each in declared.args.items():
        if argument != "after" and (is_non_null_type(each.type) or chance(dice, 40)):
            noun = argument.removesuffix("Id").capitalize()
            given[argument] = builder.values.id(noun) if argument.endswith("Id") else builder.values.value(each.type)
    arguments = ", ".join(f"{each}: {literal(value)}" for each, value in given.items())
    shown = builder.selections(get_named_type(declared.type), 2, False)
    head = f"subscription ({', '.join(builder.definitions)})" if builder.definitions else "subscription"
    fragments = [f"fragment {each} on {on} {text}" for each, on, text in builder.fragments]
    return "\n".join([f"{head} {{ told: {name}({arguments}) {_with_cursor(shown)} }}", *fragments])


def _with_cursor(selected: str) -> str:
    return "{ told_at: cursor kind " + selected.removeprefix("{").lstrip()


@cache
def verbs() -> list[str]:
    """Verbs that write rows and answer why not."""
    return [name for name in GRAPH.mutation_type.fields if name.startswith(WRITES)]


def verb(dice: Dice, builder: Builder) -> str:
    """A write, told only whether it was refused and why; what it names is what the worlds hold."""
    name = pick(dice, verbs())
    declared = GRAPH.mutation_type.fields[name]
    noun = next((name.removeprefix(each) for each in WRITES if name.startswith(each)), name)
    given = {}
    for argument, each in declared.args.items():
        kind = get_named_type(each.type)
        if hasattr(kind, "fields"):
            given[argument] = {
                field: builder.values.value(one.type, (noun, field))
                for field, one in kind.fields.items()
                if is_non_null_type(one.type) or chance(dice, 35)
            }
        else:
            given[argument] = builder.values.value(each.type, (noun, argument))
    arguments = ", ".join(f"{each}: {literal(value)}" for each, value in given.items())
    return f"mutation {{ {name}({arguments}) {{ userErrors {{ code message path }} }} }}"


WRITERS = {"paged": paged, "figures": figures, "nodes": nodes, "search": search, "stream": stream, "verb": verb}
