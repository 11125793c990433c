"""Selections that ask for much of a type, and nodes asked again by the interpreter."""

from dataclasses import replace
from typing import Any

import orjson
import pytest
from graphql import (
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_object_type,
    is_required_argument,
)

from models.core import ids
from resolvers.context import Context, Services
from resolvers.provider import Sandbox
from schema import schema
from server.graphql.engine import Answer, Call, Engine
from server.readers import Readers

TYPES = schema._schema.type_map
PASSING = {"downloadUrl"}
"""Fields with another value each second."""


def everything(type_name: str) -> str:
    """Every field of a type that needs no argument: objects by their plain fields, lists by what identifies them."""
    return " ".join(_shown(name, field) for name, field in _askable(TYPES[type_name]))


def _askable(type_: GraphQLObjectType) -> list[tuple[str, Any]]:
    return [
        (name, field)
        for name, field in type_.fields.items()
        if name not in PASSING and not any(is_required_argument(each) for each in field.args.values())
    ]


def _shown(name: str, field: Any) -> str:
    named = get_named_type(field.type)
    if is_leaf_type(named):
        return name
    if not is_object_type(named):
        return f"{name} {{ __typename ... on Node {{ id }} }}"
    if named.name.endswith("Connection"):
        return f"{name}(first: 2) {{ totalCount nodes {{ __typename ... on Node {{ id }} }} }}"
    plain = [each for each, below in _askable(named) if is_leaf_type(get_named_type(below.type))]
    if is_list_type(get_nullable_type(field.type)):
        plain = plain[:4]
    return f"{name} {{ {' '.join(plain or ['__typename'])} }}"


async def run(engine: Engine, services: Services, viewer: Any, query: str, **variables: Any) -> Answer:
    """Check and run one operation."""
    call = Call(query, variables)
    engine.check(call)
    return await engine.answer(call, Context(services, viewer))


def said(answer: Answer) -> dict[str, Any]:
    """An answer as its JSON says it."""
    return orjson.loads(orjson.dumps(answer.payload))


async def again(services: Services, viewer: Any, id: str, selection: str) -> tuple[Any, list[str]]:
    """A node as the interpreter gives it, and what it withholds."""
    name, _ = ids.parse(id)
    query = f"query ($id: ID!) {{ node(id: $id) {{ ... on {name} {{ {selection} }} }} }}"
    answer = said(await run(Engine(schema), replace(services, readers=None), viewer, query, id=id))
    assert "errors" not in answer, answer["errors"]
    return answer["data"]["node"], answer.get("extensions", {}).get("withheld", [])


class Counted:
    """Readers that say how often they were asked."""

    def __init__(self, readers: Any) -> None:
        self._readers, self.asked = readers, 0

    async def answer(self, *given: Any) -> Any:
        """Ask, and count."""
        self.asked += 1
        return await self._readers.answer(*given)


@pytest.fixture
async def lent(services):
    """Services that compile, and count the statements of plans."""
    dsn = services.sessions.kw["bind"].url.render_as_string(hide_password=False)
    readers = Readers(dsn, 4)
    yield replace(services, readers=Counted(readers), providers={"sandbox": Sandbox(b"k" * 32, "http://127.0.0.1")})
    await readers.close()
