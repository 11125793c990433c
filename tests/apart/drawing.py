"""What is asked in both worlds: drawn from a seed, once for all who ask it, with ids of their own for each of them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from graphql import get_named_type, get_nullable_type, is_composite_type, is_list_type, is_non_null_type

from permissions.base import Permission, Public, Rows, Visible
from resolvers.positions import Position
from schema.core.made import snake
from schema.core.node import GRAMMARS
from tests.apart.sight import withheld_columns
from tests.compiled.dice import Dice, chance, pick
from tests.compiled.inputs import Hidden, Name, literal
from tests.compiled.queries import GRAPH, ROOTS, Builder, Case
from tests.compiled.worlds import World

LEFT_OUT = ("accept", "import", "login", "logout", "request", "reset", "upload")
"""How the names of the verbs begin that are not tried: signing in, which takes its time on purpose, and files. All
others are, and taken back."""
KINDS = {"aimed": 43, "query": 18, "paged": 12, "figures": 10, "verb": 7, "search": 3, "stream": 4, "nodes": 3}
"""How many of a hundred questions are of which kind."""
COMPILED = 85
"""How many of a hundred are answered by the compiler; tests/compiled shows that the interpreter says the same."""
BUDGET = 9
"""How many fields a drawn query selects, more or less."""
PAGED, WRITTEN = 2, 4
"""How many lists are paged at once, and how many verbs are tried one after the other."""
ORDERED, WITHHELD = 15, 45
"""Of a hundred lists that are paged, so many have an order by what not everybody reads, and up to so many columns the
viewer may not read."""


@dataclass
class Asked(Case):
    """One thing to ask: a query, a list to page to its end, a stream, or a verb. `seed` makes it again."""

    kind: str = "query"
    compiled: bool = True
    seed: str = ""

    def __repr__(self) -> str:
        how = "compiler" if self.compiled else "interpreter"
        return f"seed {self.seed}, a {self.kind} on the {how}, {super().__repr__()}"


class Drawing(Builder):
    """Writes one question of a viewer, whose name is `viewer`."""

    def __init__(self, dice: Dice, world: World, viewer: str) -> None:
        super().__init__(dice, world, BUDGET)
        self.viewer = viewer


def draw(dice: Dice, world: World, viewer: str, seed: str, aim: Callable[[Dice], str]) -> Asked:
    """Anything to ask as a viewer; `aim` writes the questions that are aimed at fields."""
    kind = pick(dice, [each for each, often in KINDS.items() for _ in range(often)])
    compiled = chance(dice, COMPILED)
    builder = Drawing(dice, world, viewer)
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


@cache
def guarded() -> dict[str, list[str]]:
    """The lists that can be put in an order of what not everybody reads, with those orders."""
    found = {}
    for name in lists():
        grammar = GRAMMARS.get(get_named_type(_connection(name).fields["nodes"].type).name)
        orders = grammar.orders.items() if grammar and "orderBy" in GRAPH.query_type.fields[name].args else ()
        kept = [order for order, reading in orders if not all(is_open(each) for each in reading.guards)]
        found |= {name: kept} if kept else {}
    return found


def is_open(permission: Permission) -> bool:
    """Whether a class lets everybody read whatever there is for them."""
    return type(permission) in (Visible, Public) or isinstance(permission, Rows)


def listed(builder: Drawing) -> str:
    """A list: any, one of those with columns the viewer may not read, or with orders by such."""
    luck = builder.dice.number(0, 99)
    tables = withheld_columns(builder.world.viewers[builder.viewer])
    kept = [name for name in lists() if _table(name) in tables]
    return pick(builder.dice, list(guarded()) if luck < ORDERED else kept if kept and luck < WITHHELD else lists())


def _table(name: str) -> str | None:
    grammar = GRAMMARS.get(get_named_type(_connection(name).fields["nodes"].type).name)
    return getattr(getattr(grammar, "model", None), "__tablename__", None)


def paged(dice: Dice, builder: Drawing) -> str:
    """Lists with a filter and an order, to be paged to their ends."""
    parts = [_paged(dice, builder, place, listed(builder)) for place in range(PAGED)]
    return f"query ({', '.join(f'$after{place}: String' for place in range(PAGED))}) {{ {' '.join(parts)} }}"


def _paged(dice: Dice, builder: Drawing, place: int, name: str) -> str:
    declared = GRAPH.query_type.fields[name]
    given: dict[str, Any] = {"first": dice.number(2, 9), "after": Hidden(f"after{place}")}
    if "filter" in declared.args and chance(dice, 45):
        given["filter"] = builder.values.value(declared.args["filter"].type)
    if "orderBy" in declared.args and chance(dice, 65):
        given["orderBy"] = builder.values.order_by(declared.args["orderBy"].type)
        if name in guarded() and chance(dice, 60):
            given["orderBy"] = [{"field": Name(pick(dice, guarded()[name]))}]
    arguments = ", ".join(f"{each}: {literal(value)}" for each, value in given.items())
    rows = "edges { cursor node { __typename ... on Node { id } } }"
    info = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
    return f"list{place}: {name}({arguments}) {{ {counts(_connection(name))} {rows} {info} }}"


def counts(connection: Any) -> str:
    """What a list says of itself beside its rows: how many, how many of some sort."""
    return " ".join(
        name for name, each in connection.fields.items() if not is_composite_type(get_named_type(each.type))
    )


def figures(dice: Dice, builder: Drawing) -> str:
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
    order = builder.values.group_order(shows.fields["groups"].args["orderBy"].type, [by])
    cut = f"first: {dice.number(1, 5)}, orderBy: {literal(order)}, rest: {literal(chance(dice, 50))}"
    groups = f"groups(by: {literal([by])}, {cut}) {{ restOf key {key} aggregate {{ count }} }}"
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


def nodes(dice: Dice, builder: Drawing) -> str:
    """Rows by their ids, of all sorts."""
    types = [pick(dice, sorted(builder.world.keys)) for _ in range(4)]
    found = [builder.values.id(pick(dice, types)) for _ in range(12)]
    one = f"one: node(id: {literal(found[0])}) {{ __typename id }}"
    return f"{{ nodes(ids: {literal(found)}) {{ __typename id }} {one} }}"


def search(dice: Dice, builder: Drawing) -> str:
    """A few letters of some text looked for everywhere; few hits are asked for, so that one hidden is in the way."""
    texts = [each for each in _texts(builder.world, pick(dice, SEARCHED)) if each.strip()]
    word = pick(dice, texts or ["a"]).split()[0]
    start = dice.number(0, len(word) - 1)
    text = word if chance(dice, 20) else word[start : start + dice.number(1, 2)]
    return f"{{ search(text: {literal(text)}, first: {dice.number(1, 8)}) {{ excerpt node {{ __typename id }} }} }}"


SEARCHED = ("name", "title", "subject", "number", "description", "body")


def _texts(world: World, column: str) -> list[str]:
    return [each for (_, name), found in world.values.items() if name == column for each in found]


def stream(dice: Dice, builder: Drawing) -> str:
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
    return [
        name
        for name, verb in GRAPH.mutation_type.fields.items()
        if not name.startswith(LEFT_OUT) and "userErrors" in get_named_type(verb.type).fields
    ]


@cache
def naming() -> list[str]:
    """Those that are told what something is called, by which there may be another already."""
    return [name for name in verbs() if any(each in CALLED for _, each, _ in _parts(name))]


@cache
def _parts(name: str) -> list[tuple[str, str, Any]]:
    """The arguments of a verb: where each stands, its name, and what it is."""
    found = []
    for argument, each in GRAPH.mutation_type.fields[name].args.items():
        inner = getattr(get_named_type(each.type), "fields", {argument: each})
        found += [(argument, field, one) for field, one in inner.items()]
    return found


def verb(dice: Dice, builder: Drawing) -> str:
    """Some writes, told only whether each was refused and why; what they name is what the worlds hold."""
    names = [pick(dice, naming() if chance(dice, 35) else verbs()) for _ in range(WRITTEN)]
    asked = [
        f"v{place}: {name}({_written(dice, builder, name)}) {{ userErrors {{ code message path }} }}"
        for place, name in enumerate(names)
    ]
    return f"mutation {{ {' '.join(asked)} }}"


def _written(dice: Dice, builder: Drawing, name: str) -> str:
    arguments = GRAPH.mutation_type.fields[name].args.items()
    given: dict[str, Any] = {each: {} for each, one in arguments if hasattr(get_named_type(one.type), "fields")}
    for argument, field, declared in _parts(name):
        if not is_non_null_type(declared.type) and not chance(dice, 35):
            continue
        value = _value(dice, builder, name, field, declared)
        if argument == field:
            given[field] = value
        else:
            given[argument][field] = value
    return ", ".join(f"{each}: {literal(value)}" for each, value in given.items())


def _value(dice: Dice, builder: Drawing, verb: str, field: str, declared: Any) -> Any:
    """A value for a verb: ids of the type its name says, and what others are called in full."""
    noun = next((each for each in sorted(GRAMMARS, key=len, reverse=True) if verb.endswith(each)), "Client")
    if get_named_type(declared.type).name == "ID":
        several = is_list_type(get_nullable_type(declared.type))
        found = [builder.values.id(_named(field)) for _ in range(dice.number(1, 2) if several else 1)]
        return found if several else found[0]
    if field in CALLED and chance(dice, 70):
        known = builder.world.values.get((GRAMMARS[noun].model.__tablename__, snake(field)), [])
        texts = [each for each in known if isinstance(each, str) and each]
        if texts:
            return pick(dice, texts)
    return builder.values.value(declared.type, (noun, field))


def _named(field: str) -> str | None:
    """The type whose id a field such as `fromClientId` holds; None where its name does not say."""
    stem = field.removesuffix("s").removesuffix("Id")
    return OTHERWISE.get(stem) or next((each for each in GRAMMARS if stem.lower().endswith(each.lower())), None)


CALLED = ("name", "title", "email", "number", "code", "subject")
OTHERWISE = {"owner": "User", "member": "User", "assignee": "User", "stage": "PipelineStage", "reviewer": "User"}


WRITERS = {"paged": paged, "figures": figures, "nodes": nodes, "search": search, "stream": stream, "verb": verb}
