"""Estimates: as proposals, answered in the portal alone."""

import pytest

import models
from models import PortalPermission
from models.core import clock
from resolvers.proposal import expire_documents
from tests.graph.conftest import gid, viewer_as, viewer_of
from tests.graph.test_proposal import WEBSITE

PARTS = "estimate { id number status revision total { amount } signature { name } } userErrors { code path }"
CREATE = f"mutation ($input: CreateEstimateInput!) {{ createEstimate(input: $input) {{ {PARTS} }} }}"
REVISE = f"mutation ($input: ReviseEstimateInput!) {{ reviseEstimate(input: $input) {{ {PARTS} }} }}"
SEND = f"mutation ($id: ID!) {{ sendEstimate(input: {{estimateId: $id}}) {{ {PARTS} }} }}"
SIGN = f"""
mutation ($id: ID!) {{
  signEstimate(input: {{estimateId: $id, name: "Ada", email: "ada@acme.test", accept: true}}) {{ {PARTS} }}
}}
"""
DECLINE = f"mutation ($id: ID!) {{ declineEstimate(input: {{estimateId: $id}}) {{ {PARTS} }} }}"
WITHDRAW = f"mutation ($id: ID!) {{ withdrawEstimate(input: {{estimateId: $id}}) {{ {PARTS} }} }}"


@pytest.fixture
async def client(make):
    return await make.client()


@pytest.fixture
async def reader(make, client):
    return viewer_as(await make.contact(client), PortalPermission.DOCUMENTS)


@pytest.fixture
async def sent(ask, owner, client):
    given = {"clientId": gid(client), "title": "Shop", "currency": "GBP", "lines": [WEBSITE]}
    key = (await ask(owner, CREATE, input=given))["createEstimate"]["estimate"]["id"]
    return (await ask(owner, SEND, id=key))["sendEstimate"]["estimate"]


async def test_the_client_signs_what_was_sent(ask, reader, sent):
    signed = (await ask(reader, SIGN, id=sent["id"]))["signEstimate"]
    twice = (await ask(reader, SIGN, id=sent["id"]))["signEstimate"]
    declined = (await ask(reader, DECLINE, id=sent["id"]))["declineEstimate"]

    assert (sent["number"], sent["status"]) == (f"EST-{clock.now().year}-00001", "SENT")
    assert signed == twice and (signed["estimate"]["status"], signed["estimate"]["signature"]) == (
        "SIGNED",
        {"name": "Ada"},
    )
    assert declined["userErrors"] == [{"code": "INVALID_STATE", "path": None}]


async def test_a_revision_takes_the_place_of_what_was_sent(ask, owner, reader, sent):
    half = [WEBSITE | {"quantity": "0.5"}]

    revised = (await ask(owner, REVISE, input={"estimateId": sent["id"], "lines": half}))["reviseEstimate"]["estimate"]

    assert (revised["revision"], revised["number"], revised["total"]) == (2, sent["number"], {"amount": "2400.00"})
    assert (await ask(reader, SIGN, id=sent["id"]))["signEstimate"]["userErrors"][0]["code"] == "INVALID_STATE"
    assert (await ask(reader, SIGN, id=revised["id"]))["signEstimate"]["userErrors"][0]["code"] == "NOT_FOUND"


async def test_a_withdrawn_one_is_out_of_the_portal(ask, owner, reader, sent):
    withdrawn = (await ask(owner, WITHDRAW, id=sent["id"]))["withdrawEstimate"]

    assert withdrawn["estimate"]["status"] == "WITHDRAWN"
    assert (await ask(reader, "query ($id: ID!) { estimate(id: $id) { id } }", id=sent["id"]))["estimate"] is None


@pytest.mark.parametrize(
    ("caller", "code"), [("nobody", "UNAUTHENTICATED"), ("reader", None), ("bare", "NOT_FOUND"), ("staff", "FORBIDDEN")]
)
async def test_who_may_decline(ask, make, nobody, reader, client, sent, caller, code):
    callers = {
        "nobody": nobody,
        "reader": reader,
        "bare": viewer_as(await make.contact(client)),
        "staff": viewer_of(await make.user()),
    }

    answer = (await ask(callers[caller], DECLINE, id=sent["id"]))["declineEstimate"]

    assert [error["code"] for error in answer["userErrors"]] == ([code] if code else [])
    assert (await make.all(models.Estimate))[0].status.name == ("SENT" if code else "DECLINED")


async def test_it_expires_by_the_calendar(make, services, client):
    day = clock.today("Europe/London").replace(year=2020)
    await make.row(
        models.Estimate(
            title="Old", currency="GBP", client_id=client.id, status=models.EstimateStatus.VIEWED, expires_on=day
        )
    )

    await expire_documents(services)

    assert (await make.all(models.Estimate))[0].status is models.EstimateStatus.EXPIRED
    assert [event.kind.name for event in await make.all(models.Event)] == ["ESTIMATE_EXPIRED"]


async def test_the_list_shows_each_their_own(ask, owner, make, nobody, reader, client, sent):
    """The root list: staff read all of their clients', a contact what was sent to them, others nothing."""
    given = {"clientId": gid(client), "title": "Not sent", "currency": "GBP", "lines": [WEBSITE]}
    await ask(owner, CREATE, input=given)
    other = await make.client()
    foreign = {"clientId": gid(other), "title": "Elsewhere", "currency": "GBP", "lines": [WEBSITE]}
    await ask(owner, CREATE, input=foreign)
    mia = viewer_of(await make.user(models.Role.STAFF_LIMITED), other)
    listed = """
    query ($filter: EstimateFilter) {
      estimates(filter: $filter, orderBy: [{field: TITLE, direction: ASC}]) { totalCount nodes { title } }
    }
    """

    async def titles(viewer, **filter):
        found = (await ask(viewer, listed, filter=filter))["estimates"]
        assert found["totalCount"] == len(found["nodes"])
        return [each["title"] for each in found["nodes"]]

    assert await titles(owner) == ["Elsewhere", "Not sent", "Shop"]
    assert await titles(owner, status={"eq": "SENT"}) == ["Shop"]
    assert await titles(owner, client={"id": {"eq": gid(other)}}) == ["Elsewhere"]
    assert await titles(reader) == ["Shop"]
    assert await titles(mia) == ["Elsewhere"]
    assert await titles(nobody) == []
