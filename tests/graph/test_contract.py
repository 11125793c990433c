"""Contracts: drafted, sent, signed by the client, in force by the calendar."""

from datetime import timedelta

import pytest

import models
from models import PortalPermission
from models.core import clock
from resolvers.proposal import expire_documents
from tests.graph.conftest import gid, viewer_as, viewer_of

PARTS = """
contract { id status value { amount currency } startsOn endsOn terminationReason signature { name } project { id } }
userErrors { code path }
"""
CREATE = f"mutation ($input: CreateContractInput!) {{ createContract(input: $input) {{ {PARTS} }} }}"
SEND = f"mutation ($id: ID!) {{ sendContract(input: {{contractId: $id}}) {{ {PARTS} }} }}"
SIGN = f"""
mutation ($id: ID!, $accept: Boolean = true) {{
  signContract(input: {{contractId: $id, name: "Ada", email: "ada@acme.test", accept: $accept}}) {{ {PARTS} }}
}}
"""
TERMINATE = f"""
mutation ($id: ID!, $reason: String = "Moved away") {{
  terminateContract(input: {{contractId: $id, reason: $reason}}) {{ {PARTS} }}
}}
"""


@pytest.fixture
async def client(make):
    return await make.client()


@pytest.fixture
async def reader(make, client):
    return viewer_as(await make.contact(client), PortalPermission.DOCUMENTS)


@pytest.fixture
def terms(client):
    today = clock.today("Europe/London")
    return {
        "clientId": gid(client),
        "title": "Care",
        "body": "We look after it.",
        "value": {"amount": "1200.00", "currency": "GBP"},
        "startsOn": (today + timedelta(days=10)).isoformat(),
        "endsOn": (today + timedelta(days=20)).isoformat(),
    }


@pytest.fixture
def sent(ask, owner, terms):
    async def send(**over):
        key = (await ask(owner, CREATE, input=terms | over))["createContract"]["contract"]["id"]
        assert (await ask(owner, SEND, id=key))["sendContract"]["contract"]["status"] == "SENT"
        return key

    return send


async def test_it_is_signed_then_in_force_then_over(ask, owner, reader, services, sent):
    key, read = await sent(), "query ($id: ID!) { contract(id: $id) { status } }"

    signed = (await ask(reader, SIGN, id=key))["signContract"]["contract"]
    states = []
    for days in (5, 10, 20, 21):
        with clock.moved(timedelta(days=days)):
            await expire_documents(services)
        states.append((await ask(owner, read, id=key))["contract"]["status"])

    assert (signed["status"], signed["signature"], signed["value"]) == (
        "SIGNED",
        {"name": "Ada"},
        {"amount": "1200.00", "currency": "GBP"},
    )
    assert states == ["SIGNED", "ACTIVE", "ACTIVE", "EXPIRED"]


async def test_one_that_began_already_is_in_force_once_signed_and_ends_with_a_reason(ask, owner, reader, sent):
    key = await sent(startsOn="2026-01-01")

    assert (await ask(reader, SIGN, id=key))["signContract"]["contract"]["status"] == "ACTIVE"
    assert (await ask(owner, TERMINATE, id=key, reason=" "))["terminateContract"]["userErrors"] == [
        {"code": "REQUIRED", "path": ["reason"]}
    ]
    ended = (await ask(owner, TERMINATE, id=key))["terminateContract"]["contract"]
    assert (ended["status"], ended["terminationReason"]) == ("TERMINATED", "Moved away")


async def test_a_draft_is_not_there_for_the_client_and_cannot_be_ended(ask, owner, reader, terms):
    key = (await ask(owner, CREATE, input=terms))["createContract"]["contract"]["id"]

    assert (await ask(reader, "{ contracts { totalCount } }"))["contracts"] == {"totalCount": 0}
    assert (await ask(reader, SIGN, id=key))["signContract"]["userErrors"][0]["code"] == "NOT_FOUND"
    assert (await ask(owner, TERMINATE, id=key))["terminateContract"]["userErrors"][0]["code"] == "INVALID_STATE"


@pytest.mark.parametrize(
    ("over", "code", "path"),
    [
        ({"endsOn": "2020-01-01"}, "INVALID", ["endsOn"]),
        ({"body": " "}, "REQUIRED", ["body"]),
        ({"title": ""}, "REQUIRED", ["title"]),
        ({"value": {"amount": "1.001", "currency": "GBP"}}, "INVALID", ["value"]),
        ({"proposalId": "theirs"}, "NOT_FOUND", ["proposalId"]),
    ],
)
async def test_what_cannot_be_right_is_refused(ask, owner, make, terms, over, code, path):
    theirs = await make.proposal(client_id=(await make.client()).id)
    given = terms | {name: gid(theirs) if value == "theirs" else value for name, value in over.items()}

    answer = (await ask(owner, CREATE, input=given))["createContract"]

    assert answer == {"contract": None, "userErrors": [{"code": code, "path": path}]}


@pytest.mark.parametrize(
    ("caller", "code"), [("nobody", "UNAUTHENTICATED"), ("reader", None), ("bare", "NOT_FOUND"), ("staff", "FORBIDDEN")]
)
async def test_who_may_sign(ask, make, nobody, client, reader, sent, caller, code):
    key = await sent()
    callers = {
        "nobody": nobody,
        "reader": reader,
        "bare": viewer_as(await make.contact(client)),
        "staff": viewer_of(await make.user()),
    }

    answer = (await ask(callers[caller], SIGN, id=key))["signContract"]

    assert [error["code"] for error in answer["userErrors"]] == ([code] if code else [])
    assert (await make.all(models.Contract))[0].status.name == ("SENT" if code else "SIGNED")
