"""Every id every verb takes, tried with one of another client: answered as an id that never was, and nothing written.

The verbs are read from the schema, so one that is added is tried as well. The rest of an input is filled with whatever
fits its types: a refusal for another reason is right, as long as it is the same one (domain.md S3, S4).
"""

import asyncio
import os
import random
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, get_named_type, is_list_type, is_non_null_type
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

import models
from models.core import ids
from models.core.access import Ability, Role
from models.core.base import Base
from permissions.base import Rows, visible
from permissions.viewer import Viewer
from resolvers.context import Context
from schema import schema
from server.graphql.engine import Call, Engine
from tests.compiled.worlds import World, invented
from tests.graph.conftest import unknown
from tests.graph.test_file import Sent
from tests.shape.test_who_may import PUBLIC

VERBS = schema._schema.mutation_type.fields
SCALARS = {
    "String": "Any",
    "Int": 1,
    "Boolean": False,
    "Decimal": "1",
    "Date": "2026-03-02",
    "DateTime": "2026-03-02T09:00:00Z",
    "CurrencyCode": "GBP",
    "TimeZone": "Europe/London",
}
OTHERWISE_NAMED = {
    "fromClient": "Client",
    "toClient": "Client",
    "intoClient": "Client",
    "existingClient": "Client",
    "copyActivitiesFromClient": "Client",
    "document": "Proposal",
    "releaseBillable": "TimeEntry",
    "removeLine": "InvoiceLine",
    "defaultTeam": "Team",
}
SHARED = ("user", "notifyUser", "owner", "member", "assignee", "recipient", "stage", "defaultPriority")
"""Colleagues and set-up, which nobody is kept from."""
Path = tuple[str, ...]


def model_of(name: str) -> type[Base] | None:
    """What a field such as `fromClientId` names; None for what nobody is kept from."""
    stem = name.removesuffix("s").removesuffix("Id")
    return None if stem in SHARED else getattr(models, OTHERWISE_NAMED.get(stem, stem[0].upper() + stem[1:]))


def id_paths(kind: GraphQLInputObjectType, path: Path = ()) -> Iterator[Path]:
    """Where in an input ids lie."""
    for name, field in kind.fields.items():
        inner = get_named_type(field.type)
        if inner.name == "ID":
            yield (*path, name)
        elif isinstance(inner, GraphQLInputObjectType) and len(path) < 2:
            yield from id_paths(inner, (*path, name))


PLACES = [
    (verb, path)
    for verb, field in VERBS.items()
    if field.args and verb not in PUBLIC
    for path in id_paths(get_named_type(field.args["input"].type))
]


class Filler:
    """Fills inputs: ids the caller sees wherever one is needed, and one id of its own choice in one place."""

    def __init__(self, seen: dict[str, list[str]]) -> None:
        self.seen = seen

    def filled(self, kind: GraphQLInputObjectType, path: Path, given: str) -> dict[str, Any]:
        """An input with an id given at a path."""
        return {
            name: self._value(field.type, name, path[1:] if path[:1] == (name,) else None, given)
            for name, field in kind.fields.items()
            if is_non_null_type(field.type) or path[:1] == (name,)
        }

    def _value(self, kind: Any, name: str, path: Path | None, given: str) -> Any:
        kind = kind.of_type if is_non_null_type(kind) else kind
        if is_list_type(kind):
            return [self._value(kind.of_type, name, path, given)]
        inner = get_named_type(kind)
        if isinstance(inner, GraphQLInputObjectType):
            return self.filled(inner, path or (), given)
        if isinstance(inner, GraphQLEnumType):
            return next(iter(inner.values))
        if inner.name == "ID":
            return given if path == () else self._seen(name)
        return Sent() if inner.name == "Upload" else SCALARS[inner.name]

    def _seen(self, name: str) -> str:
        model = model_of(name) or models.User
        return next(iter(self.seen.get(model.__name__, ())), unknown(model))


@pytest.fixture(scope="module")
async def world(database):
    dsn = await asyncio.to_thread(database, "foreign_ids")
    world = await invented(dsn, "foreign", seed=11, size=20, odd=0.0)
    world.dsn = dsn
    yield world
    await world.close()


async def content(world: World) -> dict[str, str]:
    """What every table holds; that somebody tried is written down."""
    engine = create_async_engine(world.dsn)
    each = " UNION ALL ".join(
        f"SELECT '{table}', md5(string_agg(t::text, '' ORDER BY t::text)) FROM \"{table}\" t"
        for table in set(Base.metadata.tables) - {"login_attempt"}
    )
    async with engine.connect() as connection:
        found = dict((await connection.execute(text(each))).all())
    await engine.dispose()
    return found


async def known(world: World, viewer: Viewer) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The ids a viewer sees and those that are hidden, by type."""
    seen, hidden = {}, {}
    for name in world.keys:
        model = getattr(models, name)
        if model not in Rows.scopes:
            continue
        rows = await Context(world.services, viewer).scalars(visible(model, viewer))
        keys = {each.id for each in rows}
        every = dict(zip(world.keys[name], world.ids(name), strict=True))
        seen[name] = [shown for key, shown in every.items() if key in keys]
        hidden[name] = [shown for key, shown in every.items() if key not in keys]
    return seen, hidden


def limited(world: World) -> Viewer:
    """A limited user of three of six clients who may bill and see costs."""
    return replace(world.viewers["limited, some"], abilities=frozenset(Ability))


def token(world: World) -> Viewer:
    """An administrator's token for the same clients: past every guard, and no further."""
    return replace(limited(world), role=Role.ADMIN)


def contact(world: World) -> Viewer:
    """A contact with every permission."""
    return world.viewers["contact, all"]


@pytest.mark.parametrize(("who", "part"), [(token, 1), (limited, 6), (contact, 6)], ids=["token", "limited", "contact"])
async def test_an_id_of_another_client_is_answered_as_one_that_never_was(world, who, part):
    viewer = who(world)
    seen, hidden = await known(world, viewer)
    filler, dice, before = Filler(seen), random.Random(1), await content(world)
    tried, told_apart = 0, []

    async def answered(verb: str, given: dict[str, Any]) -> Any:
        kind = VERBS[verb].args["input"].type
        query = f"mutation ($input: {kind}) {{ {verb}(input: $input) {{ userErrors {{ code message path }} }} }}"
        found = await schema.execute(
            query, variable_values={"input": given}, context_value=Context(world.services, viewer)
        )
        return (found.data or {}).get(verb, {}).get("userErrors"), [each.message for each in found.errors or ()]

    for verb, path in [each for each in PLACES if dice.random() < 1 / part]:
        kind, model = get_named_type(VERBS[verb].args["input"].type), model_of(path[-1])
        if model and hidden.get(model.__name__):
            tried += 1
            foreign = await answered(verb, filler.filled(kind, path, dice.choice(hidden[model.__name__])))
            missing = await answered(verb, filler.filled(kind, path, unknown(model)))
            if foreign != missing or not foreign[0]:
                told_apart.append((verb, path, foreign, missing))

    assert told_apart == []
    assert tried >= 200 / part
    assert await content(world) == before


# --- reading

PART = 1 if "CLIENTGRAPH_WORLDS" in os.environ else 8
"""Of the filters, this part is tried; all of them by `make test-long`."""
NOT_ASKED = ("explainAccess",)
"""For administrators, who are kept from nobody."""


def reads() -> Iterator[tuple[str, Path, str]]:
    """Root fields, where they take an id, and the type it is of. A filter is tried by its own id and by those of the
    rows it relates to, once for each pair of types."""
    told = set()
    for name, field in schema._schema.query_type.fields.items():
        for given, argument in field.args.items() if name not in NOT_ASKED else ():
            kind = get_named_type(argument.type)
            if given == "filter":
                for path, of in filter_paths(kind, field.type):
                    if (kind.name, path) not in told:
                        told.add((kind.name, path))
                        yield name, ("filter", *path), of
            elif kind.name == "ID":
                yield name, (given,), {"id": get_named_type(field.type).name, "ids": "Client"}.get(given) or given
            elif isinstance(kind, GraphQLInputObjectType):
                for path in id_paths(kind):
                    yield name, (given, *path), path[-1]


def filter_paths(kind: GraphQLInputObjectType, listed: Any) -> Iterator[tuple[Path, str]]:
    """The ids of a filter: of the listed rows themselves, and of the rows they relate to."""
    for name, field in kind.fields.items():
        inner = get_named_type(field.type)
        if inner.name == "IDFilter":
            yield (name, "eq"), get_named_type(listed).name.removesuffix("Connection")
        elif inner is not kind and "id" in getattr(inner, "fields", {}):
            yield (name, "id", "in"), inner.name.removesuffix("Filter")


def asking(name: str) -> str:
    """A query of a root field with all its arguments as variables."""
    field = schema._schema.query_type.fields[name]
    declared = ", ".join(f"${each}: {argument.type}" for each, argument in field.args.items())
    passed = ", ".join(f"{each}: ${each}" for each in field.args)
    inner = get_named_type(field.type)
    selected = "totalCount nodes { __typename }" if "nodes" in getattr(inner, "fields", {}) else "__typename"
    return f"query ({declared}) {{ {name}({passed}) {{ {selected} }} }}"


@pytest.mark.parametrize("who", [limited, contact], ids=["limited", "contact"])
async def test_what_is_hidden_missing_malformed_or_mistyped_is_answered_byte_by_byte_alike(world, who):
    viewer, engine = who(world), Engine(schema)
    seen, hidden = await known(world, viewer)
    filler, dice, tried, told_apart = Filler(seen), random.Random(2), 0, []

    async def answered(name: str, path: Path, given: str) -> bytes:
        arguments = SimpleNamespace(fields=schema._schema.query_type.fields[name].args)
        call = Call(asking(name), filler.filled(arguments, path, given))
        engine.check(call)
        return orjson.dumps((await engine.answer(call, Context(world.services, viewer))).payload)

    for name, path, of in reads():
        model = getattr(models, of, None) or (model_of(of) if of[0].islower() else models.Client)
        if not model or not hidden.get(model.__name__) or (path[0] == "filter" and dice.random() > 1 / PART):
            continue
        tried += 1
        given = {"hidden": dice.choice(hidden[model.__name__]), "malformed": "nonsense", "empty": ""}
        if name not in ("node", "nodes") and "subject" not in path:  # these take ids of every type
            visible_id = seen["Contact" if model is models.Client else "Client"][0]
            retyped = ids.global_id(model.__name__, ids.parse(visible_id)[1])
            given |= {"mistyped": visible_id, "retyped": retyped}
        missing = await answered(name, path, unknown(model))
        for how, each in given.items():
            if (found := await answered(name, path, each)) != missing:
                told_apart.append((name, path, how, found, missing))

    assert told_apart == []
    assert tried >= 140 / PART
