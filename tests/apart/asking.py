"""What is asked in both worlds, and what an answer is there."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import orjson
from graphql import get_named_type, is_composite_type, is_non_null_type
from sqlalchemy.ext.asyncio import async_sessionmaker

from permissions.viewer import Viewer
from resolvers.compiled.sharing import Shared
from resolvers.context import Context, Services, SessionInfo
from resolvers.positions import Position
from schema import schema
from server.graphql.engine import Call, Engine
from server.graphql.errors import INTERNAL, Refused
from tests.compiled.dice import Dice, chance, pick
from tests.compiled.inputs import Hidden, literal
from tests.compiled.queries import GRAPH, ROOTS, Builder, Case
from tests.compiled.running import SESSION, harvest
from tests.compiled.worlds import World

FIRST = Position(0, 0).cursor()
"""Before everything in the log."""
MOST_PAGES, MOST_MESSAGES = 12, 60
TOKEN = SessionInfo(SESSION.id, "", SESSION.expires_at, is_api_token=True)
WRITES = ("add", "archive", "assign", "change", "create", "move", "rename", "set", "update")
"""How the names of the verbs begin that are tried, and taken back."""


@dataclass
class Asked(Case):
    """One thing to ask: a query, a list to page to its end, a stream, or a verb. `seed` makes it again."""

    kind: str = "query"
    compiled: bool = True
    seed: str = ""

    def __repr__(self) -> str:
        how = "compiler" if self.compiled else "interpreter"
        return f"seed {self.seed}, a {self.kind} on the {how}, {super().__repr__()}"


class Ended(Exception):
    """The log was read to its end."""


class Log:
    """A bus nobody waits on: a stream that would wait has told all there is."""

    def __init__(self) -> None:
        self.wakes = 0

    def wake(self) -> None:
        """Somebody wrote; what was told before is not told again from memory."""
        self.wakes += 1

    async def wait(self, seconds: float, seen: int) -> None:
        """End the stream."""
        raise Ended


def draw(dice: Dice, world: World, viewer: str, seed: str) -> Asked:
    """Anything to ask as a viewer."""
    kinds = {"query": 40, "paged": 20, "figures": 14, "nodes": 5, "search": 5, "stream": 10, "verb": 6}
    kind = pick(dice, [each for each, often in kinds.items() for _ in range(often)])
    compiled = chance(dice, 65)
    builder = Builder(dice, world, budget=14)
    if kind == "query":
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
    given: dict[str, Any] = {"first": dice.number(1, 7), "after": Hidden("after")}
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
    found = [builder.values.id(pick(dice, sorted(builder.world.keys))) for _ in range(20)]
    one = f"one: node(id: {literal(found[0])}) {{ __typename id }}"
    return f"{{ nodes(ids: {literal(found)}) {{ __typename id }} {one} }}"


def search(_dice: Dice, builder: Builder) -> str:
    """Words looked for everywhere."""
    return builder.build(["search"])


def stream(dice: Dice, builder: Builder) -> str:
    """A stream from the beginning of the log."""
    root = GRAPH.subscription_type
    name = pick(dice, list(root.fields))
    declared, given = root.fields[name], {"after": FIRST}
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


class Asker:
    """Asks as a viewer, and says the whole answer."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.log = Log()
        self.services = replace(world.services, bus=self.log)
        self.engines = {True: Engine(schema), False: Engine(schema)}

    def turned(self) -> None:
        """The world is another: what was told of events a moment ago is not told again."""
        self.log.wake()
        for engine in self.engines.values():
            engine.payloads.shared = Shared()

    async def answer(self, asked: Asked) -> list[Any]:
        """All that is told: an answer, one for each page, or one for each message."""
        if asked.kind == "stream":
            return await self._streamed(asked)
        if asked.kind == "verb":
            return [await self._tried(asked)]
        told = [await self._once(asked, self.services)]
        for _ in range(MOST_PAGES if asked.kind == "paged" else 1):
            data = told[-1].get("data")
            following = self._following(asked, data)
            if not following:
                break
            told.append(await self._once(replace(asked, variables=asked.variables | following), self.services))
        return told

    def _following(self, asked: Asked, data: Any) -> dict[str, str]:
        if not data:
            return {}
        if asked.kind != "paged":
            return harvest(asked, data)
        info = (data["list"] or {}).get("pageInfo", {})
        return {"after": info["endCursor"]} if info.get("hasNextPage") else {}

    def _call(self, asked: Asked, engine: Engine) -> Call | dict[str, Any]:
        call = Call(asked.query, dict(asked.variables))
        try:
            engine.check(call)
        except Refused as refused:
            return {"refused": [error.formatted for error in refused.errors]}
        return call

    async def _once(self, asked: Asked, services: Services) -> dict[str, Any]:
        engine = self.engines[asked.compiled]
        services = services if asked.compiled else replace(services, readers=None)
        call = self._call(asked, engine)
        if isinstance(call, dict):
            return call
        answer = await engine.answer(call, self._context(asked, services))
        return json.loads(orjson.dumps(answer.payload))

    def _context(self, asked: Asked, services: Services) -> Context:
        viewer: Viewer = asked.world.viewers[asked.viewer]
        session = TOKEN if asked.viewer.startswith("token") else SESSION
        return Context(services, viewer, session if viewer.is_signed_in else None)

    async def _streamed(self, asked: Asked) -> list[Any]:
        engine = self.engines[asked.compiled]
        services = self.services if asked.compiled else replace(self.services, readers=None)
        call = self._call(asked, engine)
        if isinstance(call, dict):
            return [call]
        told: list[Any] = []
        # Without a session: there is none in these worlds, and a stream ends with its session.
        events = engine.events(call, Context(services, asked.world.viewers[asked.viewer]))
        async for answer in events:
            if _is_end(answer.payload):
                break
            told.append(json.loads(orjson.dumps(answer.payload)))
            if len(told) == MOST_MESSAGES:
                break
        await events.aclose()
        return told

    async def _tried(self, asked: Asked) -> Any:
        """Do it on a connection of its own, and take it back."""
        async with self.services.sessions.kw["bind"].connect() as connection:
            transaction = await connection.begin()
            sessions = async_sessionmaker(connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
            try:
                return await self._once(asked, replace(self.services, sessions=sessions, readers=None))
            finally:
                await transaction.rollback()


def _is_end(payload: dict[str, Any]) -> bool:
    """Whether a stream stopped because it had told all there is."""
    errors = payload.get("errors", [])
    return bool(errors) and "data" not in payload and errors[0].get("extensions", {}).get("code") == INTERNAL


def said(told: list[Any]) -> str:
    """An answer as text, byte for byte what is compared.

    Errors come in whatever order, and of a list's rows that fail only the first to fail is named; what was still at
    work then may or may not have been withheld. All of them are compared, not their order.
    """
    return "\n".join(json.dumps(_settled(each), ensure_ascii=False, indent=1) for each in told)


def _settled(each: dict[str, Any]) -> dict[str, Any]:
    if "errors" not in each:
        return each
    errors = sorted({json.dumps(_without_row(error), sort_keys=True) for error in each["errors"]})
    return {"data": each.get("data"), "errors": errors}


def _without_row(error: dict[str, Any]) -> dict[str, Any]:
    return error | {"path": ["*" if isinstance(step, int) else step for step in error.get("path") or []]}


@contextmanager
def nothing() -> Iterator[None]:
    """Leave the product as it is."""
    yield
