"""What administrators are told of a query that asks to be explained, and that nobody else is."""

import json

import orjson
import pytest

from models.core import ids
from resolvers.context import Context
from schema import schema
from server.graphql.engine import Call, Engine

CLIENT = "query ($id: ID!) { client(id: $id) { name } }"
EXPLAIN = {"explain": True}


@pytest.fixture
def ask(worlds):
    """Ask in the demo business as somebody; answers the payload."""
    engine, world = Engine(schema), worlds[2]

    async def ask(viewer: str, query: str, variables: dict | None = None, extensions: dict = EXPLAIN) -> dict:
        call = Call(query, variables or {}, extensions=extensions)
        engine.check(call)
        answer = await engine.answer(call, Context(world.services, world.viewers[viewer]))
        return json.loads(orjson.dumps(answer.payload))

    return ask


@pytest.fixture
def a_client(worlds) -> dict[str, str]:
    """Variables that name a client of the demo business."""
    return {"id": worlds[2].ids("Client")[0]}


async def test_the_statement_its_parameters_and_its_plan(ask, a_client):
    answer = await ask("owner", CLIENT, a_client)
    assert answer["data"]["client"]["name"]
    told = answer["extensions"]["explain"]
    assert told["compiled"] is True
    assert "\n      FROM client AS client_1\n      WHERE client_1.id = $4::UUID\n" in told["sql"]
    assert told["parameters"][-1] == {"place": 4, "name": "$id", "type": "UUID"}
    assert {"place": 1, "name": "app.kind", "type": "TEXT"} in told["parameters"]
    assert told["cost"]["total"] > 0
    assert told["cost"]["rows"] >= 1
    assert '"Relation Name": "client"' in json.dumps(told["plan"])


async def test_values_are_not_told(ask, a_client):
    told = (await ask("owner", CLIENT, a_client))["extensions"]["explain"]
    key = str(ids.parse(a_client["id"])[1])
    del told["plan"]
    assert a_client["id"] not in json.dumps(told)
    assert key not in json.dumps(told)


async def test_the_data_are_the_same(ask, a_client):
    explained, plain = await ask("owner", CLIENT, a_client), await ask("owner", CLIENT, a_client, {})
    assert explained["data"] == plain["data"]
    assert "extensions" not in plain


@pytest.mark.parametrize("extensions", [{}, {"explain": False}, {"explain": "true"}, {"explain": 1}])
async def test_nobody_is_told_who_does_not_ask(ask, a_client, extensions):
    assert "explain" not in (await ask("owner", CLIENT, a_client, extensions)).get("extensions", {})


@pytest.mark.parametrize("viewer", ["nobody", "staff", "staff, both", "analyst", "limited, all", "contact, all"])
async def test_none_but_administrators_are_told(ask, a_client, viewer):
    answer = await ask(viewer, CLIENT, a_client)
    assert "explain" not in answer.get("extensions", {})


async def test_why_the_interpreter_answers(ask):
    answer = await ask("owner", "{ __typename invoices { groups(by: []) { key { __typename } } } }")
    told = answer["extensions"]["explain"]
    assert told == {"compiled": False, "reason": "groups by none or too many keys"}


async def test_introspection_is_the_interpreters(ask):
    told = (await ask("owner", "{ __schema { queryType { name } } }"))["extensions"]["explain"]
    assert told == {"compiled": False, "reason": "introspection"}


async def test_a_value_that_is_refused(ask):
    answer = await ask("owner", 'query ($after: String) { clients(after: $after) { totalCount nodes { id } } }',
                       {"after": "nonsense"})  # fmt: skip
    assert answer["errors"]
    assert answer["extensions"]["explain"] == {"compiled": False, "reason": "a value that is refused"}
