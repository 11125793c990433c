"""Saved queries: kept by one, shared with colleagues, and asked at an address of their own with the asker's rights."""

import csv
import io
from dataclasses import replace
from decimal import Decimal

import httpx2
import pytest
from starlette.applications import Starlette

import models
from schema import schema
from server import saved_queries
from server.graphql.http import Endpoint
from server.limits import DEFAULT, Allowance
from tests.graph.conftest import viewer_as, viewer_of
from tests.graph.people import in_days
from tests.graph.test_api_token import CREATE as CREATE_TOKEN

PARTS = "savedQuery { id name title query variables chart isShared owner { name } } userErrors { code path }"
CREATE = f"mutation ($input: CreateSavedQueryInput!) {{ createSavedQuery(input: $input) {{ {PARTS} }} }}"
UPDATE = f"mutation ($input: UpdateSavedQueryInput!) {{ updateSavedQuery(input: $input) {{ {PARTS} }} }}"
DELETE = "mutation ($id: ID!) { deleteSavedQuery(input: {savedQueryId: $id}) { userErrors { code path } } }"
LISTED = "{ savedQueries { totalCount nodes { name owner { name } } } }"
LEADS = """
query Leads($least: Decimal, $first: Int = 10, $status: [LeadStatus!], $named: StringFilter) {
  leads(filter: {value: {gte: $least}, status: {in: $status}, name: $named}, first: $first, orderBy: [{field: NAME}]) {
    totalCount nodes { name value { amount currency } owner { name } }
  }
}
"""
CLIENTS = "{ clients { groups(by: [{field: CURRENCY}]) { key { currency } aggregate { count } } } }"


def query(name="leads", **over):
    return {"name": name, "query": LEADS} | over


@pytest.fixture
async def save(ask, owner):
    """`await save(viewer, …)`: the payload of saving."""

    async def do(viewer=owner, document=CREATE, **given):
        return next(iter((await ask(viewer, document, input=given)).values()))

    return do


@pytest.fixture
async def get(services):
    """`await get(token, "leads.csv", …)`: the answer at the address."""
    app = Starlette(routes=saved_queries.routes)
    tight = replace(DEFAULT, analyst=Allowance(cost=40, points=120))
    app.state.services = services
    app.state.graph = Endpoint(schema, lambda *_: None, public_url=services.public_url, limits=tight)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=services.public_url) as http:

        async def ask_for(token, place, headers=None, **parameters):
            sent = {"authorization": f"Bearer {token}"} if token else {}
            return await http.get(f"/q/{place}", params=parameters, headers=sent | (headers or {}))

        yield ask_for


@pytest.fixture
async def leads(make, owner):
    stage = await make.row(models.PipelineStage(name="New", position=1))
    for name, value in (("Ash", 10), ("=1+1", 20.5), ("Birch", None)):
        worth = {"value": Decimal(value), "value_currency": "GBP"} if value else {}
        await make.row(models.Lead(name=name, email="ash@lead.test", stage_id=stage.id, **worth))


def code_of(answer):
    return answer.status_code, answer.json()["errors"][0]["extensions"]["code"]


def table(answer):
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


async def test_it_is_kept_shared_renamed_and_removed(ask, owner, make, save):
    mia = viewer_of(await make.user(models.Role.STAFF_LIMITED, name="Mia"))
    ada = viewer_as(await make.contact(await make.client()), *models.PortalPermission)
    made = (await save(**query(title="Leads by worth", variables='{"first": 5}')))["savedQuery"]
    find = f'query {{ node(id: "{made["id"]}") {{ id }} savedQuery(id: "{made["id"]}") {{ id }} }}'

    assert made | {"id": ""} == {
        "id": "", "name": "leads", "title": "Leads by worth", "query": LEADS, "variables": '{"first": 5}',
        "chart": None, "isShared": False, "owner": {"name": "Olive"},
    }  # fmt: skip
    for hidden in (mia, ada):
        assert await ask(hidden, find) == {"node": None, "savedQuery": None}
        assert (await ask(hidden, LISTED))["savedQueries"] == {"totalCount": 0, "nodes": []}
    shared = await save(document=UPDATE, savedQueryId=made["id"], isShared=True, name="all-leads", variables=None)
    assert shared["userErrors"] == [] and (shared["savedQuery"]["name"], shared["savedQuery"]["variables"]) == (
        "all-leads",
        None,
    )
    assert (await ask(mia, LISTED))["savedQueries"]["nodes"] == [{"name": "all-leads", "owner": {"name": "Olive"}}]
    assert (await ask(ada, LISTED))["savedQueries"]["totalCount"] == 0
    mine = await save(mia, document=UPDATE, savedQueryId=made["id"], name="mine")
    assert mine["userErrors"] == [{"code": "FORBIDDEN", "path": ["savedQueryId"]}]
    assert (await ask(mia, DELETE, id=made["id"]))["deleteSavedQuery"]["userErrors"][0]["code"] == "FORBIDDEN"
    assert (await ask(owner, DELETE, id=made["id"]))["deleteSavedQuery"]["userErrors"] == []
    assert await make.all(models.SavedQuery) == []


async def test_the_log_tells_of_it_to_whom_it_is_there_for(ask, owner, make, save):
    sue, ann = viewer_of(await make.user(name="Sue")), viewer_of(await make.user(models.Role.ADMIN, name="Ann"))
    log = "{ events(filter: {kind: {eq: SAVED_QUERY_CHANGED}}) { nodes { summary subject { id } } } }"
    private = (await save(sue, **query("mine")))["savedQuery"]["id"]
    shared = (await save(sue, **query("ours", isShared=True)))["savedQuery"]["id"]

    async def told(viewer):
        return {each["subject"]["id"] for each in (await ask(viewer, log))["events"]["nodes"]}

    assert await told(sue) == {private, shared}
    assert await told(ann) == await told(owner) == {shared}
    refused = await save(ann, document=UPDATE, savedQueryId=private, name="theirs")
    assert refused["userErrors"] == [{"code": "NOT_FOUND", "path": ["savedQueryId"]}]
    assert (await ask(ann, DELETE, id=shared))["deleteSavedQuery"]["userErrors"] == [], "administrators tidy up"


@pytest.mark.parametrize(
    ("over", "code", "path"),
    [
        ({"name": "Open Invoices"}, "INVALID", ["name"]),
        ({"name": "../graphql"}, "INVALID", ["name"]),
        ({"name": "a" * 61}, "INVALID", ["name"]),
        ({"title": " "}, "REQUIRED", ["title"]),
        ({"query": "{ leads {"}, "INVALID", ["query"]),
        ({"query": "mutation { logout(input: {}) { cursor } }"}, "INVALID", ["query"]),
        ({"query": "subscription { events { cursor } }"}, "INVALID", ["query"]),
        ({"query": "query A { viewer { role } } query B { viewer { role } }"}, "INVALID", ["query"]),
        ({"query": "{ a " * 9000}, "INVALID", ["query"]),
        ({"variables": "[1]"}, "INVALID", ["variables"]),
        ({"chart": "{"}, "INVALID", ["chart"]),
        ({"name": "taken"}, "DUPLICATE", None),
    ],
)
async def test_what_cannot_be_saved(save, make, over, code, path):
    await save(**query("taken"))

    answer = await save(**query(**over))

    assert answer == {"savedQuery": None, "userErrors": [{"code": code, "path": path}]}
    assert [each.name for each in await make.all(models.SavedQuery)] == ["taken"]


async def test_a_name_that_is_hidden_is_free_and_ones_own_comes_first(save, make, get, signed_in):
    sue, tom = [await make.user(name=name) for name in ("Sue", "Tom")]
    one = "{ viewer { role } }"
    await save(viewer_of(sue), **query("mine", query=one))
    assert (await save(viewer_of(tom), **query("mine", query=CLIENTS, isShared=True)))["userErrors"] == []
    assert (await save(**query("mine", isShared=True)))["userErrors"] == [{"code": "DUPLICATE", "path": None}]
    await make.client(currency="EUR")

    own = await get((await signed_in(user=sue)).token, "mine.json")
    shared = await get((await signed_in(user=await make.user())).token, "mine.csv")

    assert own.json()["data"] == {"viewer": {"role": "STAFF"}}
    assert table(shared) == [["key.currency", "aggregate.count"], ["EUR", "1"]]


async def test_it_is_asked_with_the_rights_of_whoever_asks(ask, owner, make, save, get, leads, signed_in):
    await save(**query(isShared=True, variables='{"first": 2}'))
    await save(**query("private"))
    await save(**query("by-currency", query=CLIENTS, isShared=True))
    acme = await make.client(currency="EUR")
    await make.client(currency="GBP")
    mia = await make.user(models.Role.STAFF_LIMITED)
    await make.row(models.UserClient(user_id=mia.id, client_id=acme.id))
    limited = (await signed_in(user=mia)).token
    contact = await make.contact(acme, portal_status=models.PortalStatus.ACTIVE, portal_permissions=["INVOICES"])
    ada = (await signed_in(contact=contact)).token
    given = {"name": "Sheet", "role": "STAFF", "all": True, "ends": in_days(3)}
    program = (await ask(owner, CREATE_TOKEN, **given))["createApiToken"]["secret"]

    assert table(await get(program, "leads.csv")) == [
        ["name", "value.amount", "value.currency", "owner.name"],
        ["'=1+1", "20.50", "GBP", ""],
        ["Ash", "10.00", "GBP", ""],
    ]
    answer = (await get(program, "private.json", least="15", named='{"startsWith": "="}')).json()
    assert answer["data"]["leads"]["nodes"] == [
        {"name": "=1+1", "value": {"amount": "20.50", "currency": "GBP"}, "owner": None}
    ]
    assert answer["extensions"]["cost"]["requestedQueryCost"] > 1
    assert len(table(await get(program, "private.csv", first="1", status=["OPEN", "LOST"]))) == 2
    assert table(await get(limited, "by-currency.csv")) == [["key.currency", "aggregate.count"], ["EUR", "1"]]
    hidden = await get(limited, "private.csv")
    assert code_of(hidden) == (404, "NOT_FOUND")
    assert (await get(limited, "never-was.csv")).json() == hidden.json()
    assert [code_of(await get(ada, place)) for place in ("leads.json", "by-currency.csv")] == [(404, "NOT_FOUND")] * 2
    assert code_of(await get(None, "leads.json")) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize(
    ("place", "parameters", "says"),
    [
        ("leads.json", {"sort": "x"}, "no variable sort. It has: least, first, status, named."),
        ("leads.json", {"first": "many"}, "first is a number."),
        ("leads.json", {"first": ["1", "2"]}, "first is one value"),
        ("leads.json", {"named": "Ash"}, "named is given as JSON."),
        ("leads.csv", {"least": "much"}, "'much' is not a decimal number."),
        ("two.csv", {}, "several: leads.nodes and clients.nodes"),
        ("broken.json", {}, "nothingLikeThis"),
        ("nested.csv", {}, "projects is a list of its own"),
    ],
)  # fmt: skip
async def test_a_question_that_cannot_be_asked_says_why(make, save, get, signed_in, place, parameters, says):
    sue = await make.user(name="Sue")
    nested = "{ clients { nodes { name projects { nodes { name } } } } }"
    for name, text in (
        ("leads", LEADS),
        ("two", "{ leads { nodes { name } } clients { nodes { name } } }"),
        ("broken", "{ nothingLikeThis }"),
        ("nested", nested),
    ):
        await save(viewer_of(sue), **query(name, query=text))

    answer = await get((await signed_in(user=sue)).token, place, **parameters)

    assert answer.status_code in (200, 400) and says in answer.json()["errors"][0]["message"]


async def test_it_is_weighed_and_paid_for(make, save, get, signed_in):
    ana = await make.user(models.Role.ANALYST, all_clients=True)
    analyst = viewer_of(ana)
    assert (await save(analyst, **query("dear", query="{ clients(first: 100) { nodes { name } } }")))[
        "userErrors"
    ] == []
    await save(analyst, **query("cheap", query="{ clients(first: 20) { nodes { name } } }"))
    token = (await signed_in(user=ana)).token

    dear = await get(token, "dear.csv")
    assert code_of(dear) == (400, "QUERY_TOO_COMPLEX") and "ratelimit-remaining" in dear.headers
    answers = [await get(token, "cheap.json") for _ in range(2)]
    assert all(each.status_code == 200 and "ratelimit-remaining" in each.headers for each in answers)


async def test_a_cookie_asks_from_our_own_pages_alone(make, save, get, signed_in):
    sue = await make.user(name="Sue")
    await save(viewer_of(sue), **query("mine", query="{ viewer { role } }"))
    cookie = {"cookie": f"clientgraph_session={(await signed_in(user=sue)).token}"}

    own = await get(None, "mine.json", cookie | {"sec-fetch-site": "same-origin"})
    by_hand = await get(None, "mine.csv", cookie | {"sec-fetch-site": "none"})
    elsewhere = [await get(None, "mine.json", cookie | each) for each in ({"sec-fetch-site": "cross-site"}, {})]

    assert own.json()["data"] == {"viewer": {"role": "STAFF"}} and table(by_hand) == [["viewer.role"], ["STAFF"]]
    assert [code_of(each) for each in elsewhere] == [(403, "CSRF_REFUSED")] * 2
    assert by_hand.headers["content-disposition"].startswith('attachment; filename="mine-')
