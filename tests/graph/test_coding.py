"""Codings: which jobs may carry which cost code."""

import models
from models import Role
from tests.graph import field
from tests.graph.conftest import gid, unknown, viewer_as, viewer_of

CREATE = """
mutation ($code: String = "CAP", $clients: [ID!]!, $kinds: [ID!]!) {
  createCoding(input: {code: $code, description: "Capital", clientIds: $clients, workLogTypeIds: $kinds}) {
    coding { code description active clients { totalCount } workLogTypes { name } }
    userErrors { code path }
  }
}
"""
ASSIGN = """
mutation ($coding: ID!, $clients: [ID!]!, $kinds: [ID!]!) {
  assignCoding(input: {codingId: $coding, clientIds: $clients, workLogTypeIds: $kinds}) {
    coding { clients { nodes { name } } workLogTypes { name } }
    userErrors { code path }
  }
}
"""
UPDATE = """
mutation ($coding: ID!, $version: Int) {
  updateCoding(input: {codingId: $coding, description: "Revenue", active: false, expectedVersion: $version}) {
    coding { description active version }
    userErrors { code path }
  }
}
"""


async def test_a_code_is_made_and_assigned(ask, owner, make):
    client, other, kind = await make.client(), await make.client(name="Other"), await field.work_log_type(make)

    made = (await ask(owner, CREATE, clients=[gid(client)], kinds=[]))["createCoding"]
    twice = (await ask(owner, CREATE, code=" CAP ", clients=[], kinds=[]))["createCoding"]
    (coding,) = await make.all(models.Coding)
    assigned = (await ask(owner, ASSIGN, coding=gid(coding), clients=[gid(other)], kinds=[gid(kind)]))["assignCoding"]
    foreign = await ask(owner, ASSIGN, coding=gid(coding), clients=[], kinds=[unknown(models.WorkLogType)])
    changed = (await ask(owner, UPDATE, coding=gid(coding), version=1))["updateCoding"]

    assert made["coding"] == {
        "code": "CAP",
        "description": "Capital",
        "active": True,
        "clients": {"totalCount": 1},
        "workLogTypes": [],
    }
    assert twice["userErrors"] == [{"code": "DUPLICATE", "path": ["code"]}]
    assert assigned["coding"] == {"clients": {"nodes": [{"name": "Other"}]}, "workLogTypes": [{"name": "Reactive"}]}
    assert foreign["assignCoding"]["userErrors"] == [{"code": "NOT_FOUND", "path": ["workLogTypeIds", "0"]}]
    assert changed["coding"] == {"description": "Revenue", "active": False, "version": 2}


async def test_limited_staff_see_the_codes_of_their_clients_and_contacts_none(ask, make):
    mine, other = await make.client(), await make.client()
    await field.coding(make, mine, code="MINE")
    hidden = await field.coding(make, other, code="OTHER")
    mia = viewer_of(await make.user(Role.STAFF_LIMITED), mine)
    hal = viewer_as(await make.contact(mine), *models.PortalPermission)
    query = """query ($id: ID!) {
      codings { totalCount nodes { code clients { totalCount } } }
      coding(id: $id) { code }
      clients { nodes { codings { nodes { code } } } }
    }"""

    hers, his = await ask(mia, query, id=gid(hidden)), await ask(hal, query, id=gid(hidden))
    refused = (await ask(mia, UPDATE, coding=gid(hidden)))["updateCoding"]["userErrors"]

    assert hers == {
        "codings": {"totalCount": 1, "nodes": [{"code": "MINE", "clients": {"totalCount": 1}}]},
        "coding": None,
        "clients": {"nodes": [{"codings": {"nodes": [{"code": "MINE"}]}}]},
    }
    assert his == {
        "codings": {"totalCount": 0, "nodes": []},
        "coding": None,
        "clients": {"nodes": [{"codings": None}]},
    }
    assert refused == [{"code": "NOT_FOUND", "path": ["codingId"]}]
