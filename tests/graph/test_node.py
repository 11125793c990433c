"""Ids: opaque, typed, and the same answer for whatever is not there for the caller."""

import pytest

import models
from models.core import ids
from tests.graph.conftest import gid, unknown, viewer_of

NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }"


async def test_nodes_come_in_the_order_asked(ask, make, owner):
    acme, birch = await make.client(), await make.client()
    ada = await make.contact(acme)

    found = (await ask(owner, NODES, ids=[gid(birch), gid(ada), gid(acme)]))["nodes"]

    assert found == [
        {"id": gid(birch), "__typename": "Client"},
        {"id": gid(ada), "__typename": "Contact"},
        {"id": gid(acme), "__typename": "Client"},
    ]


async def test_hidden_unknown_malformed_and_mistyped_ids_are_the_same_nothing(ask, make):
    acme, birch = await make.client(), await make.client()
    eve = viewer_of(await make.user(models.Role.STAFF_LIMITED), birch)
    wanted = [
        gid(acme),
        unknown(models.Client),
        "nonsense",
        "",
        gid(birch) + "A",
        ids.global_id("Contact", birch.id),
        ids.global_id("Session", birch.id),
        ids.global_id("Nothing", birch.id),
    ]

    assert (await ask(eve, NODES, ids=wanted))["nodes"] == [None] * len(wanted)
    for each in wanted:
        answer = await ask(eve, "query ($id: ID!) { node(id: $id) { id } client(id: $id) { id } }", id=each)
        assert answer == {"node": None, "client": None}


async def test_many_nodes_of_two_types_cost_two_statements(ask, make, owner, statements):
    clients = [await make.client() for _ in range(10)]
    contacts = [await make.contact(client) for client in clients]

    with statements(2):
        found = await ask(owner, NODES, ids=[gid(row) for row in [*clients, *contacts]])

    assert len(found["nodes"]) == 20


@pytest.mark.parametrize("count", [101, 500])
async def test_too_many_ids_are_refused(ask, owner, count):
    result = await ask.whole(owner, NODES, ids=[unknown(models.Client)] * count)

    assert "At most 100" in result.errors[0].message
