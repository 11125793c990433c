"""Queries that once meant two things."""

import base64
import json
from dataclasses import replace

import orjson
import pytest

import models
from resolvers.context import Context
from schema import schema
from server.graphql.engine import Call, Engine
from tests.compiled.deep import lent  # noqa: F401 (fixture)
from tests.graph.conftest import gid, make, owner, services, viewer_as, viewer_of  # noqa: F401 (fixtures)
from tests.graph.work import a_project, a_task, an_entry


@pytest.fixture
def both(lent, owner):  # noqa: F811
    """`await both(query, viewer)`: what compiler and interpreter say, which is the same; the owner asks otherwise."""
    engine = Engine(schema)

    async def ask(query, viewer=owner):
        told = []
        for services_ in (lent, replace(lent, readers=None)):
            call = Call(query)
            engine.check(call)
            answer = await engine.answer(call, Context(services_, viewer))
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


async def test_groups_by_those_who_are_hidden(both, make):  # noqa: F811
    acme = await make.client()
    ada = viewer_as(await make.contact(acme), models.PortalPermission.PROJECTS)
    await a_task(make, await a_project(make, acme), await make.user(), await make.user(), client_visible=True)

    query = "{ tasks { groups(by: [{field: ASSIGNEE}]) { key { assignee { name } } aggregate { count } } } }"
    data = await both(query, ada)

    assert data["tasks"]["groups"] == [{"key": {"assignee": None}, "aggregate": {"count": 1}}]


async def test_a_cursor_no_row_has_is_refused_by_both(lent, owner, make):  # noqa: F811
    engine, told = Engine(schema), set()
    for root, order, name, values in (
        ("clients", "CREATED_AT", "createdAt", ["0001-01-01T00:00:00+14:00", "x\x00"]),
        ("clients", "NAME", "name", ["\x00", "\ud800"]),
        ("timeEntries", "SECONDS", "seconds", ["9" * 20]),
        ("invoices", "TOTAL", "total", ["1e999999", "1e-999999", "NaN", "9" * 200]),
    ):
        query = f"query ($after: String) {{ {root}(orderBy: {{field: {order}}}, after: $after) {{ nodes {{ id }} }} }}"
        for value in values:
            said = json.dumps([1, [name], [value], str(owner.user_id)])
            call = Call(query, {"after": base64.urlsafe_b64encode(said.encode()).decode()})
            engine.check(call)
            answer = await engine.answer(call, Context(lent, owner))
            told |= {
                error["extensions"]["code"] for error in answer.payload.get("errors", [{"extensions": {"code": value}}])
            }

    assert told == {"INVALID"}


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


async def test_figures_in_currencies_of_two_columns(both, make):  # noqa: F811
    """Time is charged in one currency and paid for in another; some has no price, and every row counts once."""
    project, user = await a_project(make), await make.user(name="Pat")
    pounds, dollars = {"rate": 80, "currency": "GBP"}, {"cost_rate": 30, "cost_currency": "USD"}
    await an_entry(make, project, user, **pounds, value=80, **dollars, cost=30)
    await an_entry(make, project, user, rate=90, currency="USD", value=90, **dollars, cost=31)
    await an_entry(make, project, user, rate=None, currency=None, billable=False, **dollars, cost=32)
    await an_entry(make, project, user, **pounds, value=81)

    money = "value { amount currency } cost { amount currency }"
    figures = f"count sum {{ seconds {money} }} avg {{ seconds {money} }} max {{ {money} }}"
    by = "[{field: USER}]"
    data = await both(f"""
    {{ timeEntries {{
      aggregate {{ {figures} }}
      groups(by: {by}) {{ key {{ user {{ name }} }} aggregate {{ {figures} }} }}
      costs: aggregate {{ sum {{ cost {{ amount currency }} }} }}
    }} }}
    """)

    whole = data["timeEntries"]["aggregate"]
    assert (whole["count"], whole["sum"]["seconds"]) == (4, "14400")
    assert whole["sum"]["value"] == [
        {"amount": "161.00", "currency": "GBP"},
        {"amount": "90.00", "currency": "USD"},
    ]
    assert whole["sum"]["cost"] == [{"amount": "93.00", "currency": "USD"}]
    assert whole["avg"]["cost"] == [{"amount": "31.00", "currency": "USD"}]
    assert data["timeEntries"]["groups"] == [{"key": {"user": {"name": "Pat"}}, "aggregate": whole}]


@pytest.mark.parametrize("entries", [0, 2])
async def test_figures_that_are_all_withheld(both, make, entries):  # noqa: F811
    """There was no text without a row, and one for each row where there were several."""
    project, user = await a_project(make), await make.user()
    for _ in range(entries):
        await an_entry(make, project, user)

    withheld = "aggregate { __typename sum { cost { amount } } }"
    data = await both(f"{{ timeEntries {{ {withheld} }} }}", viewer_of(user))

    assert data["timeEntries"]["aggregate"] == {"__typename": "TimeEntryAggregate", "sum": {"cost": None}}
