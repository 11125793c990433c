"""Queries that once meant two things."""

import json
from dataclasses import replace

import orjson
import pytest

import models
from resolvers.context import Context
from schema import schema
from server.graphql.engine import Call, Engine
from tests.compiled.deep import lent  # noqa: F401 (fixture)
from tests.graph.conftest import gid, make, owner, services  # noqa: F401 (fixtures)
from tests.graph.work import a_project, a_task


@pytest.fixture
def both(lent, owner):  # noqa: F811
    """`await both(query)`: what compiler and interpreter say, which is the same."""
    engine = Engine(schema)

    async def ask(query):
        told = []
        for services_ in (lent, replace(lent, readers=None)):
            call = Call(query)
            engine.check(call)
            answer = await engine.answer(call, Context(services_, owner))
            assert (answer.plan is not None) == (services_ is lent)
            told.append(json.loads(orjson.dumps(answer.payload)))
        assert told[0] == told[1]
        return told[0]["data"]

    return ask


async def test_groups_by_what_the_list_hangs_on(both, make):  # noqa: F811
    task = await a_task(make, await a_project(make))
    pat, lea = [await make.user(name=name) for name in ("Pat", "Lea")]
    for user in (pat, lea):
        await make.row(models.TaskAssignee(task_id=task.id, user_id=user.id, client_id=task.client_id))

    query = "tasks { groups(by: [{field: ASSIGNEE}]) { key { assignee { name } } aggregate { count } } }"
    data = await both(f'{{ users(filter: {{name: {{eq: "Pat"}}}}) {{ nodes {{ {query} }} }} }}')

    groups = data["users"]["nodes"][0]["tasks"]["groups"]
    assert sorted((each["key"]["assignee"]["name"], each["aggregate"]["count"]) for each in groups) == [
        ("Lea", 1),
        ("Pat", 1),
    ]


async def test_figures_under_two_names(both, make):  # noqa: F811
    await a_task(make, await a_project(make))
    figures = "one: aggregate { count } other: aggregate { min { createdAt } }"
    data = await both(f"{{ tasks {{ groups(by: [{{field: STATUS}}]) {{ {figures} }} }} }}")

    (group,) = data["tasks"]["groups"]
    assert group["one"] == {"count": 1} and group["other"]["min"]["createdAt"]


async def test_tickets_by_tag(both, make):  # noqa: F811
    acme = await make.client()
    kept = {"client_id": acme.id, "status": models.TicketStatus.OPEN, "subject": "Help", "body": "It broke."}
    await make.row(models.Ticket(number="T1", tags=["urgent", "web"], **kept))
    await make.row(models.Ticket(number="T2", tags=[], **kept))

    for tag in ('{eq: "web"}', '{in: ["x", "web"]}', '{contains: "URG"}'):
        data = await both(f"{{ tickets(filter: {{tag: {tag}}}) {{ totalCount nodes {{ number }} }} }}")
        assert data["tickets"] == {"totalCount": 1, "nodes": [{"number": "T1"}]}


async def test_decimals_are_compared_as_they_are(both, make):  # noqa: F811
    await a_project(make)
    for operand, found in (
        ('gte: "0.00001"', 0),
        ('lt: "0.00001"', 1),
        ('lt: "12345678901234567890.5"', 1),
        ('in: ["0"]', 1),
    ):
        data = await both(f"{{ projects(filter: {{progressPercent: {{{operand}}}}}) {{ totalCount }} }}")
        assert data["projects"]["totalCount"] == found, operand
