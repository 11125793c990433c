"""Communications: what was said with leads and clients, and who reads it."""

import pytest

import models
from tests.graph.conftest import gid, unknown, viewer_as, viewer_of

LOG = """
mutation ($input: LogCommunicationInput!) {
  logCommunication(input: $input) {
    communication {
      channel direction subject body visibility
      lead { name } client { name } contact { name } author { ... on User { name } } files { name }
    }
    userErrors { code path }
  }
}
"""
NOTE = """
mutation ($input: AddNoteInput!) {
  addNote(input: $input) { communication { channel direction body client { name } } userErrors { code path } }
}
"""
COUNT = "{ communications { totalCount nodes { body } } }"
CALL = {"channel": "CALL", "direction": "OUTBOUND", "at": "2026-03-02T09:00:00Z", "body": "Agreed on blue."}


@pytest.fixture
async def acme(make):
    """A company."""
    return await make.client(name="Acme")


@pytest.fixture
async def lead(make):
    """A lead nobody owns."""
    stage = await make.row(models.PipelineStage(name="New", position=1))
    return await make.row(models.Lead(name="Ada", stage_id=stage.id))


async def log(ask, viewer, **given):
    """Write a call down."""
    return (await ask(viewer, LOG, input=CALL | given))["logCommunication"]


async def test_a_call_with_a_lead_is_written_down(ask, owner, lead):
    answer = await log(ask, owner, leadId=gid(lead), subject=" Colours ")

    assert answer == {
        "communication": {
            "channel": "CALL",
            "direction": "OUTBOUND",
            "subject": "Colours",
            "body": "Agreed on blue.",
            "visibility": "INTERNAL",
            "lead": {"name": "Ada"},
            "client": None,
            "contact": None,
            "author": {"name": "Olive"},
            "files": [],
        },
        "userErrors": [],
    }


async def test_a_contact_says_which_client(ask, owner, make, acme):
    ada = await make.contact(acme, name="Ada")

    written = (await log(ask, owner, contactId=gid(ada)))["communication"]

    assert (written["client"], written["contact"]) == ({"name": "Acme"}, {"name": "Ada"})


async def test_a_note_is_internal(ask, owner, acme):
    answer = (await ask(owner, NOTE, input={"clientId": gid(acme), "body": "Prefers mornings."}))["addNote"]

    assert answer["communication"] == {
        "channel": "NOTE",
        "direction": "INTERNAL",
        "body": "Prefers mornings.",
        "client": {"name": "Acme"},
    }


async def test_what_is_said_with_a_converted_lead_is_the_clients(ask, owner, lead):
    convert = "mutation ($id: ID!) { convertLead(input: {leadId: $id}) { client { id } } }"
    await ask(owner, convert, id=gid(lead))

    written = (await log(ask, owner, leadId=gid(lead)))["communication"]

    assert (written["lead"], written["client"]) == ({"name": "Ada"}, {"name": "Ada"})


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({}, "REQUIRED", ["clientId"]),
        ({"clientId": "acme", "body": " "}, "REQUIRED", ["body"]),
        ({"clientId": "acme", "contactId": "stranger"}, "INVALID", ["clientId"]),
        ({"clientId": "unknown"}, "NOT_FOUND", ["clientId"]),
        ({"leadId": "acme"}, "NOT_FOUND", ["leadId"]),
    ],
)
async def test_what_cannot_be_right_writes_nothing(ask, owner, make, acme, given, code, path):
    stranger = await make.contact(await make.client())
    named = {"acme": gid(acme), "stranger": gid(stranger), "unknown": unknown(models.Client)}

    answer = await log(ask, owner, **{name: named.get(value, value) for name, value in given.items()})

    assert answer == {"communication": None, "userErrors": [{"code": code, "path": path}]}
    assert await make.all(models.Communication) == []


async def test_contacts_read_what_is_meant_for_them(ask, owner, make, acme, lead):
    other = await make.client()
    await log(ask, owner, clientId=gid(acme), body="Ours")
    await log(ask, owner, clientId=gid(acme), body="Yours", visibility="CLIENT")
    await log(ask, owner, clientId=gid(other), body="Theirs", visibility="CLIENT")
    await log(ask, owner, leadId=gid(lead), body="Nobody's", visibility="CLIENT")
    ada = viewer_as(await make.contact(acme), *models.PortalPermission)

    read = await ask(ada, "{ communications { totalCount nodes { body lead { id } } } events { nodes { kind } } }")

    assert read["communications"] == {"totalCount": 1, "nodes": [{"body": "Yours", "lead": None}]}
    assert read["events"]["nodes"] == [{"kind": "COMMUNICATION_LOGGED"}]


async def test_users_read_those_of_their_clients_and_of_their_leads(ask, owner, make, acme, lead):
    mia = await make.user(models.Role.STAFF_LIMITED)
    hers = await make.row(models.Lead(name="Hers", stage_id=lead.stage_id, owner_id=mia.id))
    await log(ask, owner, clientId=gid(acme), body="Client")
    await log(ask, owner, leadId=gid(hers), body="Hers")
    await log(ask, owner, leadId=gid(lead), body="Not hers")

    async def bodies(viewer):
        return {each["body"] for each in (await ask(viewer, COUNT))["communications"]["nodes"]}

    assert await bodies(viewer_of(mia)) == {"Hers"}
    assert await bodies(viewer_of(mia, acme)) == {"Hers", "Client"}
    assert await bodies(owner) == {"Hers", "Client", "Not hers"}


async def test_a_lead_that_became_somebody_elses_client_is_quiet(ask, owner, make, acme, lead):
    mia = await make.user(models.Role.STAFF_LIMITED)
    hers = await make.row(models.Lead(name="Hers", stage_id=lead.stage_id, owner_id=mia.id))
    await log(ask, owner, leadId=gid(hers))
    join = "mutation ($id: ID!, $to: ID!) { convertLead(input: {leadId: $id, existingClientId: $to}) { movedEvents } }"
    await ask(owner, join, id=gid(hers), to=gid(acme))

    assert (await ask(viewer_of(mia), COUNT))["communications"]["totalCount"] == 0
    assert (await log(ask, viewer_of(mia), leadId=gid(hers)))["userErrors"] == [
        {"code": "NOT_FOUND", "path": ["leadId"]}
    ]


async def test_they_are_found_by_channel_lead_and_text(ask, owner, acme, lead):
    await log(ask, owner, clientId=gid(acme), body="Blue it is")
    await log(ask, owner, leadId=gid(lead), channel="EMAIL", body="Green", subject="100% sure")

    read = await ask(
        owner,
        """{
          calls: communications(filter: {channel: {eq: CALL}}) { nodes { body } }
          adas: communications(filter: {lead: {name: {eq: "Ada"}}}) { nodes { body } }
          acmes: communications(filter: {client: {name: {eq: "Acme"}}}) { nodes { body } }
          sure: communications(filter: {search: "0% S"}) { nodes { body } }
        }""",
    )

    assert {name: [each["body"] for each in page["nodes"]] for name, page in read.items()} == {
        "calls": ["Blue it is"],
        "adas": ["Green"],
        "acmes": ["Blue it is"],
        "sure": ["Green"],
    }


@pytest.mark.parametrize(
    ("caller", "code"),
    [("nobody", "UNAUTHENTICATED"), ("contact", "FORBIDDEN"), ("limited", "NOT_FOUND"), ("analyst", "FORBIDDEN")],
)
async def test_who_may_not_note(ask, make, nobody, acme, caller, code):
    viewer = {
        "nobody": nobody,
        "contact": viewer_as(await make.contact(acme), *models.PortalPermission),
        "limited": viewer_of(await make.user(models.Role.STAFF_LIMITED)),
        "analyst": viewer_of(await make.user(models.Role.ANALYST), acme),
    }[caller]

    errors = (await ask(viewer, NOTE, input={"clientId": gid(acme), "body": "Psst"}))["addNote"]["userErrors"]

    assert [error["code"] for error in errors] == [code]
    assert await make.all(models.Communication) == []
