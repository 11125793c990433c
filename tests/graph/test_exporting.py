"""Exports: a list as its viewer sees it, all of it, as a table that is safe to open."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import httpx2
import orjson
import pytest
from python_calamine import CalamineWorkbook
from starlette.applications import Starlette

import models
from resolvers.compiled.plan import Plans
from resolvers.context import Context
from resolvers.exporting import snapshot
from schema import schema
from server import export_making, exports
from server.graphql.engine import Engine
from server.graphql.metering import Metered
from server.graphql.points import Points
from server.graphql.trusted import Trusted
from server.limits import Allowance, Limits
from tests.graph.conftest import gid

LEADS = """
query Mine($least: Decimal, $first: Int) {
  leads(filter: {value: {gte: $least}}, orderBy: [{field: NAME, direction: DESC}], first: $first, after: null) {
    totalCount
    nodes { ...Shown owner { name } }
    pageInfo { hasNextPage }
  }
}
fragment Shown on Lead { who: name companyName value { amount currency } createdAt }
"""
CLIENTS = "{ clients { edges { cursor node { name hourlyRate { amount } billingAddress { city } } } } }"


@pytest.fixture
async def export(services):
    """`await export(token, query, ending="csv", **variables)`: the answer to a request for a table."""
    app = Starlette(routes=exports.routes)
    app.state.services, app.state.metered, app.state.trusted = services, Metered(Engine(schema)), Trusted()
    app.state.trusted.documents = {"sha256:built": CLIENTS}
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=services.public_url) as http:

        async def post(token, query, ending="csv", headers=None, **variables):
            sent = {"authorization": f"Bearer {token}"} if token else {}
            named = "documentId" if query.startswith("sha256:") else "query"
            body = {named: query, "variables": variables}
            return await http.post(f"/export.{ending}", json=body, headers=sent | (headers or {}))

        post.app, post.http = app, http
        yield post


@pytest.fixture
async def staff(make, signed_in):
    return (await signed_in(user=await make.user(name="Sue", abilities=["SEE_COSTS"]))).token


@pytest.fixture
async def stage(make):
    return await make.row(models.PipelineStage(name="New", position=1))


def table(answer):
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def sheet(answer):
    assert answer.status_code == 200, answer.text
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def refusal(answer):
    (error,) = answer.json()["errors"]
    return answer.status_code, error["extensions"]["code"], error["message"]


async def test_all_pages_of_a_list_with_its_filter_and_order(export, make, staff, stage):
    mia = await make.user(name="Mia")
    for place in range(205):
        worth = {"value": place, "value_currency": "GBP"}
        await make.row(models.Lead(name=f"Lead {place:03}", stage_id=stage.id, owner_id=mia.id, **worth))

    answer = await export(staff, LEADS, least="3", first=10)
    head, *rows = table(answer)

    assert head == ["who", "companyName", "value.amount", "value.currency", "createdAt", "owner.name"]
    assert [row[0] for row in rows] == [f"Lead {place:03}" for place in range(204, 2, -1)]
    assert [rows[0][1:4], rows[0][5]] == [["", "204.00", "GBP"], "Mia"]
    assert answer.headers["content-type"].startswith("text/csv; charset=utf-8")
    assert answer.headers["content-disposition"].startswith('attachment; filename="leads-20')
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.content.splitlines()[1].startswith(b'"Lead 204","","204.00"')


async def test_nothing_in_a_table_is_a_formula(export, make, staff, stage):
    nasty = ["=1+1", "+44 20", "-2", "@SUM(A1)", "\tx", 'say "hi",\nthen go', "'tis"]
    for place, name in enumerate(nasty):
        await make.row(models.Lead(name=name, company_name=str(place), stage_id=stage.id))
    query = "{ leads(orderBy: [{field: CREATED_AT}]) { nodes { name } } }"

    (_, *rows), (_, *cells) = table(await export(staff, query)), sheet(await export(staff, query, "xlsx"))

    assert [row[0] for row in rows] == ["'=1+1", "'+44 20", "'-2", "'@SUM(A1)", "'\tx", 'say "hi",\nthen go', "'tis"]
    assert [row[0] for row in cells] == nasty


async def test_a_workbook_has_numbers_and_days(export, make, staff):
    client = await make.client(name="Acme", hourly_rate=Decimal("80.125"))
    project = models.Project(
        client_id=client.id,
        name="Shop",
        currency="GBP",
        billing_method=models.BillingMethod.FIXED_PRICE,
        due_on=date(2026, 1, 31),
        created_at=datetime(2026, 7, 1, 12, 30, tzinfo=UTC),
    )
    await make.row(project)
    query = """{ projects { nodes {
      id name dueOn createdAt client { hourlyRate { amount currency } } budget { amount }
    } } }"""

    head, row = sheet(await export(staff, query, "xlsx"))

    assert head[-3:] == ["client.hourlyRate.amount", "client.hourlyRate.currency", "budget.amount"]
    moment = datetime(2026, 7, 1, 13, 30)  # in London
    assert row == [gid(project), "Shop", date(2026, 1, 31), moment, 80.125, "GBP", ""]


async def test_lines_of_json_are_as_the_graph_answers(export, make, staff, stage):
    acme = await make.client(name="=Acme", hourly_rate=Decimal("80.125"))
    for name in ("Shop", "Site"):
        billing = models.BillingMethod.FIXED_PRICE
        await make.row(models.Project(client_id=acme.id, name=name, currency="GBP", billing_method=billing))
    query = """{ clients { totalCount nodes {
      name paymentTermsDays rate: hourlyRate { amount currency } projects(first: 1, orderBy: [{field: NAME}]) {
        totalCount nodes { name status }
      }
    } } }"""

    answer = await export(staff, query, "jsonl")

    (line,) = answer.content.splitlines()
    assert answer.headers["content-type"] == "application/jsonl; charset=utf-8"
    assert answer.headers["content-disposition"].endswith('.jsonl"') and answer.content.endswith(b"}\n")
    assert orjson.loads(line) == {
        "name": "=Acme",
        "paymentTermsDays": 30,
        "rate": {"amount": "80.125", "currency": "GBP"},
        "projects": {"totalCount": 2, "nodes": [{"name": "Shop", "status": "NOT_STARTED"}]},
    }
    (event,) = await make.all(models.Event)
    assert event.data["format"] == "jsonl" and event.data["columns"][-1] == "projects"


async def test_everybody_gets_what_they_see_and_no_more(export, make, signed_in):
    acme, other = await make.client(name="Acme", hourly_rate=80), await make.client(name="Other")
    limited = await make.user(models.Role.STAFF_LIMITED, abilities=["SEE_COSTS"])
    await make.row(models.UserClient(user_id=limited.id, client_id=acme.id))
    active = {"portal_status": models.PortalStatus.ACTIVE, "portal_permissions": ["DOCUMENTS"]}
    bea = await make.contact(other, **active)

    mine = await export((await signed_in(user=limited)).token, CLIENTS)
    hers = await export((await signed_in(contact=bea)).token, CLIENTS)

    assert table(mine)[1:] == [["Acme", "80.00", ""]]
    assert table(hers)[1:] == [["Other", "", ""]]
    assert "x-clientgraph-withheld" not in mine.headers
    assert hers.headers["x-clientgraph-withheld"] == "Client.hourlyRate"
    events = [
        (each.kind.name, each.actor_contact_id, each.client_id, each.visibility.name, each.data["rows"])
        for each in await make.all(models.Event)
    ]
    assert events == [
        ("LIST_EXPORTED", None, None, "INTERNAL", 1),
        ("LIST_EXPORTED", bea.id, other.id, "INTERNAL", 1),
    ]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("{ leads { nodes { id } } clients { nodes { id } } }", "An export is of one list"),
        ("{ organisation { name } }", "is no list"),
        ("{ clients { totalCount } }", "Select nodes"),
        ("{ clients { nodes { projects { nodes { id } } } } }", "projects is a list of its own"),
        ("{ clients { nodes { color } } }", "Cannot query field"),
        ("{ clients", "Syntax Error"),
        ('mutation { archiveClient(input: {clientId: "x"}) { client { id } } }', "An export is of one list"),
    ],
)
async def test_what_is_no_table_is_refused(export, make, staff, query, words):
    status, _, message = refusal(await export(staff, query))

    assert status == 400 and words in message
    assert await make.all(models.Event) == []


async def test_too_much_is_refused_before_anything_is_sent(export, make, staff, monkeypatch):
    monkeypatch.setattr(export_making, "MOST_ROWS", 2)
    for _ in range(3):
        await make.client()

    for ending in ("csv", "xlsx"):
        status, code, message = refusal(await export(staff, CLIENTS, ending))
        assert (status, code) == (400, "EXPORT_TOO_LARGE")
        assert "3 rows" in message and "narrow the filter" in message
    assert await make.all(models.Event) == []


async def test_strangers_and_forged_forms_get_nothing(export, staff):
    assert refusal(await export(None, CLIENTS))[:2] == (401, "UNAUTHENTICATED")
    forged = await export(None, CLIENTS, headers={"cookie": f"clientgraph_session={staff}"})
    assert refusal(forged)[:2] == (403, "CSRF_REFUSED")


async def test_a_page_exports_what_it_was_built_with(export, make, staff, signed_in):
    """A cookie names its document; only the business's own people, and only from explore, bring one."""
    acme = await make.client(name="Acme")
    contact = (await signed_in(contact=await make.contact(acme, portal_status=models.PortalStatus.ACTIVE))).token
    for token, may_explore in ((staff, True), (contact, False)):
        page = {"cookie": f"clientgraph_session={token}", "x-clientgraph-csrf": "1", "origin": "http://127.0.0.1:8000"}
        assert [row[0] for row in table(await export(None, "sha256:built", headers=page))[1:]] == ["Acme"]
        assert refusal(await export(None, "sha256:other", headers=page))[1] == "DOCUMENT_NOT_FOUND"
        assert refusal(await export(None, CLIENTS, headers=page))[1] == "DOCUMENT_NOT_TRUSTED"
        explored = await export(None, CLIENTS, headers=page | {"x-clientgraph-explore": "1"})
        assert explored.status_code == 200 if may_explore else refusal(explored)[1] == "DOCUMENT_NOT_TRUSTED"


async def test_all_pages_are_of_one_moment(services, make, owner):
    engine, query = Engine(schema), "{ clients { totalCount nodes { name } } }"
    await make.client(name="Acme")
    engine.documents.read(query, {}, None)

    async with snapshot(Context(services, owner), Plans()) as ask:
        first = await ask(engine.documents.operation(query, None), {})
        await make.client(name="Late")
        second = await ask(engine.documents.operation(query, None), {})

    assert first == second == {"clients": {"totalCount": 1, "nodes": [{"name": "Acme"}]}}


async def test_an_export_costs_points_by_its_rows(export, staff, make, services):
    for number in range(12):
        await make.client(name=f"Client {number}")
    few = Limits(staff=Allowance(60, 60))
    export.app.state.metered = Metered(Engine(schema, few), few, Points(clock=lambda: 0.0))

    answers = [await export(staff, query) for query in (CLIENTS, CLIENTS, "{ unknown }", "{ unknown }")]

    assert [each.status_code for each in answers] == [200, 429, 400, 429]
    assert answers[1].json()["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
    assert int(answers[1].headers["retry-after"]) > 30 and answers[2].headers["ratelimit-remaining"] == "0"
