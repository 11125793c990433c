"""Projects: made, changed, staffed and counted."""

import pytest

import models
from models import BillableState
from tests.graph.conftest import gid, unknown, viewer_as, viewer_of
from tests.graph.work import a_project, an_entry, an_expense

CREATE = """
mutation ($input: CreateProjectInput!) {
  createProject(input: $input) {
    project {
      id name status progressPercent paymentStatus billingMethod hourlyRate { amount currency }
      members { user { id } hourlyRate { amount } }
      client { id name currency projects { totalCount } }
    }
    cursor
    userErrors { code path }
  }
}
"""
UPDATE = """
mutation ($input: UpdateProjectInput!) {
  updateProject(input: $input) {
    project { name version progressPercent billingMethod description archivedAt }
    userErrors { code path }
  }
}
"""
ADD = """
mutation ($id: ID!, $user: ID!, $rate: MoneyInput) {
  addProjectMember(input: {projectId: $id, userId: $user, hourlyRate: $rate}) {
    project { members { user { id } hourlyRate { amount } } }
    userErrors { code path }
  }
}
"""
REMOVE = """
mutation ($id: ID!, $user: ID!) {
  removeProjectMember(input: {projectId: $id, userId: $user}) {
    project { members { user { id } } } userErrors { code path }
  }
}
"""
KINDS = "query ($id: ID!) { project(id: $id) { timeline { nodes { kind visibility } } } }"
NEW_CLIENT = {"name": "Birch Studio", "type": "COMPANY", "email": "pm@birch.test", "currency": "USD"}


def usd(amount):
    return {"amount": amount, "currency": "USD"}


async def test_a_project_knows_its_client_and_its_members(ask, owner, make):
    client, dev = await make.client(name="Acme"), await make.user()
    rate = {"amount": "80.00", "currency": "GBP"}
    wanted = {"clientId": gid(client), "name": "Website", "billingMethod": "PROJECT_HOURS", "hourlyRate": rate}

    project = (await ask(owner, CREATE, input=wanted | {"memberIds": [gid(dev)]}))["createProject"]["project"]

    assert (project["status"], project["progressPercent"], project["paymentStatus"]) == (
        "NOT_STARTED",
        "0.0",
        "NOT_INVOICED",
    )
    assert project["hourlyRate"] == rate
    assert project["members"] == [{"user": {"id": gid(dev)}, "hourlyRate": None}]
    assert project["client"]["name"] == "Acme"
    kinds = (await ask(owner, KINDS, id=project["id"]))["project"]["timeline"]["nodes"]
    assert kinds == [
        {"kind": "PROJECT_MEMBER_ADDED", "visibility": "INTERNAL"},
        {"kind": "PROJECT_CREATED", "visibility": "CLIENT"},
    ]


async def test_a_project_and_its_client_are_made_at_once(ask, owner):
    wanted = {"newClient": NEW_CLIENT, "name": "Campaign", "billingMethod": "PROJECT_HOURS", "hourlyRate": usd("90.00")}

    project = (await ask(owner, CREATE, input=wanted))["createProject"]["project"]

    assert (project["client"]["name"], project["client"]["currency"]) == ("Birch Studio", "USD")
    assert project["client"]["projects"]["totalCount"] == 1


async def test_with_a_wrong_currency_neither_is_made(ask, owner):
    rate = {"amount": "90.00", "currency": "GBP"}
    wanted = {"newClient": NEW_CLIENT, "name": "Campaign", "billingMethod": "PROJECT_HOURS", "hourlyRate": rate}

    answer = (await ask(owner, CREATE, input=wanted))["createProject"]

    assert answer["userErrors"] == [{"code": "CURRENCY_MISMATCH", "path": ["hourlyRate"]}]
    counts = await ask(owner, "{ clients { totalCount } projects { totalCount } events { totalCount } }")
    assert [each["totalCount"] for each in counts.values()] == [0, 0, 0]


@pytest.mark.parametrize(
    ("over", "error"),
    [
        ({}, {"code": "REQUIRED", "path": ["clientId"]}),
        ({"newClient": NEW_CLIENT, "clientId": "there"}, {"code": "INVALID", "path": ["newClient"]}),
        ({"clientId": "nowhere"}, {"code": "NOT_FOUND", "path": ["clientId"]}),
        ({"clientId": "there", "name": " "}, {"code": "REQUIRED", "path": ["name"]}),
        ({"clientId": "there", "budgetMinutes": -1}, {"code": "INVALID", "path": ["budgetMinutes"]}),
        (
            {"clientId": "there", "startsOn": "2026-03-02", "dueOn": "2026-03-01"},
            {"code": "INVALID", "path": ["dueOn"]},
        ),
        (
            {"clientId": "there", "fixedPrice": {"amount": "1.001", "currency": "GBP"}},
            {"code": "INVALID", "path": ["fixedPrice", "amount"]},
        ),
    ],
)
async def test_what_is_refused(ask, owner, make, over, error):
    ids = {"there": gid(await make.client()), "nowhere": unknown(models.Client)}
    if "clientId" in over:
        over = over | {"clientId": ids[over["clientId"]]}

    answer = await ask(owner, CREATE, input={"name": "Nobody's", "billingMethod": "NON_BILLABLE"} | over)

    assert answer["createProject"]["userErrors"] == [error]
    assert (await ask(owner, "{ projects { totalCount } }"))["projects"]["totalCount"] == 0


async def test_a_member_has_to_work_for_the_client(ask, owner, make):
    project, mia = await a_project(make), await make.user(models.Role.STAFF_LIMITED)

    refused = (await ask(owner, ADD, id=gid(project), user=gid(mia)))["addProjectMember"]
    assert refused["userErrors"] == [{"code": "INVALID", "path": ["userId"]}]

    await make.row(models.UserClient(user_id=mia.id, client_id=project.client_id))
    rate = {"amount": "95.00", "currency": "GBP"}
    await ask(owner, ADD, id=gid(project), user=gid(mia), rate=rate)
    again = (await ask(owner, ADD, id=gid(project), user=gid(mia), rate=rate))["addProjectMember"]
    assert again["project"]["members"] == [{"user": {"id": gid(mia)}, "hourlyRate": {"amount": "95.00"}}]

    assert (await ask(owner, REMOVE, id=gid(project), user=gid(mia)))["removeProjectMember"]["project"]["members"] == []
    once_more = (await ask(owner, REMOVE, id=gid(project), user=gid(mia)))["removeProjectMember"]
    assert once_more["userErrors"] == [{"code": "NOT_FOUND", "path": ["userId"]}]


async def test_only_what_is_given_changes(ask, owner, make):
    project = await a_project(make, description="Old")

    first = await ask(owner, UPDATE, input={"projectId": gid(project), "name": "New", "archived": True})
    second = await ask(owner, UPDATE, input={"projectId": gid(project), "description": None, "archived": False})
    stale = await ask(owner, UPDATE, input={"projectId": gid(project), "name": "Older", "expectedVersion": 1})

    assert first["updateProject"]["project"]["name"] == "New"
    assert first["updateProject"]["project"]["description"] == "Old"
    assert first["updateProject"]["project"]["archivedAt"] is not None
    assert second["updateProject"]["project"]["description"] is None
    assert second["updateProject"]["project"]["archivedAt"] is None
    assert stale["updateProject"]["userErrors"] == [{"code": "STALE_VERSION", "path": ["expectedVersion"]}]


async def test_progress_by_hand(ask, owner, make):
    project = await a_project(make)
    by_hand = {"projectId": gid(project), "progressMethod": "MANUAL", "manualProgressPercent": "12.25"}

    answer = (await ask(owner, UPDATE, input=by_hand))["updateProject"]
    beyond = (await ask(owner, UPDATE, input=by_hand | {"manualProgressPercent": "100.1"}))["updateProject"]

    assert answer["project"]["progressPercent"] == "12.3"
    assert beyond["userErrors"] == [{"code": "INVALID", "path": ["manualProgressPercent"]}]


@pytest.mark.parametrize("state", [BillableState.RESERVED, BillableState.BILLED])
async def test_the_billing_method_is_frozen_once_something_is_billed(ask, owner, make, state):
    project, user = await a_project(make), await make.user()
    change = {"projectId": gid(project), "billingMethod": "TASK_HOURS"}
    assert (await ask(owner, UPDATE, input=change))["updateProject"]["project"]["billingMethod"] == "TASK_HOURS"

    await an_entry(make, project, user, billable_state=state)
    answer = (await ask(owner, UPDATE, input=change | {"billingMethod": "FIXED_PRICE"}))["updateProject"]

    assert answer["userErrors"] == [{"code": "INVALID_STATE", "path": ["billingMethod"]}]


async def test_a_new_project_of_limited_staff_gives_them_its_client(ask, make):
    mia = viewer_of(await make.user(models.Role.STAFF_LIMITED))

    answer = await ask(mia, CREATE, input={"newClient": NEW_CLIENT, "name": "Mine", "billingMethod": "NON_BILLABLE"})

    assert answer["createProject"]["project"]["client"]["name"] == "Birch Studio"


async def test_projects_are_filtered_measured_and_grouped(ask, owner, make):
    client, dev = await make.client(), await make.user()
    site = await a_project(make, client, name="Site", progress_percent=50)
    await a_project(make, client, name="Shop", billing_method=models.BillingMethod.FIXED_PRICE)
    await make.row(models.ProjectMember(project_id=site.id, user_id=dev.id, client_id=client.id))
    await an_entry(make, site, dev, 7200, cost_rate=30, cost_currency="GBP", cost=60)
    await an_entry(make, site, dev, 1800, billable=False, billable_state=BillableState.NOT_BILLABLE)
    await an_expense(make, site, "40.00")
    query = """
    query ($dev: ID!) {
      projects(filter: {member: {id: {eq: $dev}}, archived: false, isOverdue: false, search: "sit"}) {
        nodes { name }
        aggregate { sum { trackedSeconds billableSeconds cost { amount currency } profit { amount } progressPercent } }
      }
      all: projects(orderBy: [{field: PROGRESS, direction: DESC}]) {
        nodes { name }
        groups(by: [{field: BILLING_METHOD}]) { key { billingMethod } aggregate { count } }
      }
    }
    """

    found = await ask(owner, query, dev=gid(dev))

    assert found["projects"] == {
        "nodes": [{"name": "Site"}],
        "aggregate": {
            "sum": {
                "trackedSeconds": "9000",
                "billableSeconds": "7200",
                "cost": [{"amount": "100.00", "currency": "GBP"}],
                "profit": [{"amount": "-100.00"}],
                "progressPercent": "50",
            }
        },
    }
    assert [each["name"] for each in found["all"]["nodes"]] == ["Site", "Shop"]
    assert sorted(each["key"]["billingMethod"] for each in found["all"]["groups"]) == ["FIXED_PRICE", "PROJECT_HOURS"]


async def test_money_is_withheld_from_who_may_not_see_costs(ask, make):
    project = await a_project(make, fixed_price=5000)
    pat = viewer_of(await make.user())
    query = """
    query ($id: ID!) {
      project(id: $id) {
        name fixedPrice { amount } hourlyRate { amount } unbilled { seconds } finance { cost { amount } } budgetMinutes
      }
      projects(filter: {name: {eq: "x"}}) { aggregate { sum { cost { amount } } } }
    }
    """

    answer = await ask.whole(pat, query, id=gid(project))

    assert answer.data["project"] == {
        "name": project.name,
        "fixedPrice": None,
        "hourlyRate": None,
        "unbilled": None,
        "finance": None,
        "budgetMinutes": None,
    }
    assert answer.withheld == [
        "Project.finance",
        "Project.fixedPrice",
        "Project.hourlyRate",
        "Project.unbilled",
        "ProjectMeasures.cost",
    ]


@pytest.mark.parametrize(
    ("caller", "code"),
    [
        ("nobody", "UNAUTHENTICATED"),
        ("contact", "FORBIDDEN"),
        ("limited", "NOT_FOUND"),
        ("analyst", "FORBIDDEN"),
        ("staff", None),
    ],
)
async def test_who_may_make_a_project(ask, make, nobody, caller, code):
    client = await make.client()
    callers = {
        "nobody": nobody,
        "contact": viewer_as(await make.contact(client), *models.PortalPermission),
        "limited": viewer_of(await make.user(models.Role.STAFF_LIMITED), await make.client()),
        "analyst": viewer_of(await make.user(models.Role.ANALYST), client),
        "staff": viewer_of(await make.user()),
    }

    wanted = {"clientId": gid(client), "name": "Site", "billingMethod": "NON_BILLABLE"}
    errors = (await ask(callers[caller], CREATE, input=wanted))["createProject"]["userErrors"]

    assert [error["code"] for error in errors] == ([code] if code else [])
