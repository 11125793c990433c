"""A lead becomes a client with all of its history (domain.md 3.8)."""

import asyncio

import pytest

import models
from models import Base
from resolvers import conversion
from resolvers.change import Change
from resolvers.context import Context
from tests.graph.conftest import gid, viewer_as, viewer_of

CONVERT = """
mutation ($input: ConvertLeadInput!) {
  convertLead(input: $input) {
    client { id name type currency source pointOfContact { name email phone } contacts { nodes { name email } } }
    lead { status convertedClient { id } }
    candidates { id }
    movedEvents movedDocuments cursor
    userErrors { code path }
  }
}
"""
HANGS = """
  communications { nodes { id } } tasks { nodes { id } } files { nodes { id } } proposals { nodes { id status } }
  timeline { totalCount nodes { id kind } }
"""
FOLDER = "documents { nodes { __typename } }"
LEAD = f"query ($id: ID!) {{ found: lead(id: $id) {{ status convertedClient {{ id }} {HANGS} }} }}"
CLIENT = f"query ($id: ID!) {{ found: client(id: $id) {{ lead {{ id }} {HANGS} {FOLDER} }} }}"
NOTE = 'mutation ($lead: ID!) { addNote(input: {leadId: $lead, body: "Mornings."}) { communication { id } } }'


@pytest.fixture
async def lead(make):
    """Ada of Acme, with a signed proposal and some of everything."""
    stage = await make.row(models.PipelineStage(name="New", position=1))
    return await make.row(
        models.Lead(
            name="Ada Acme",
            company_name="Acme Ltd",
            email="ada@acme.test",
            phone="+44 20",
            source="contact form",
            stage_id=stage.id,
        )
    )


@pytest.fixture
async def full(make, ask, owner, lead):
    """The lead with a note, a task and what hangs on it, two files and a signed proposal."""
    ofit = {"lead_id": lead.id}
    await ask(owner, NOTE, lead=gid(lead))
    call = await make.row(
        models.Communication(
            channel=models.CommunicationChannel.CALL,
            direction=models.CommunicationDirection.OUTBOUND,
            at=lead.created_at,
            body="Agreed on blue.",
            **ofit,
        )
    )
    user = await make.user()
    task = await make.row(models.Task(name="Call back", **ofit))
    await make.row(models.TaskAssignee(task_id=task.id, user_id=user.id))
    await make.row(models.ChecklistItem(task_id=task.id, text="Dial"))
    await make.row(models.Comment(task_id=task.id, body="Busy"))
    await make.row(models.Reminder(task_id=task.id, recipient_id=user.id, remind_at=lead.created_at))
    kept = {"content_type": "image/png", "byte_size": 1, "sha256": "0" * 64}
    await make.row(models.File(name="logo.png", storage_key="logo", **kept, **ofit))
    await make.row(models.File(name="call.txt", storage_key="call", communication_id=call.id, **kept))
    await make.row(
        models.Proposal(title="Website", currency="USD", status=models.ProposalStatus.SIGNED, number="P-1", **ofit)
    )
    return lead


async def test_everything_is_there_again_under_the_id_it_had(ask, owner, full):
    before = (await ask(owner, LEAD, id=gid(full)))["found"]

    answer = (await ask(owner, CONVERT, input={"leadId": gid(full)}))["convertLead"]

    client = answer["client"]
    assert answer["userErrors"] == []
    assert client | {"id": None} == {
        "id": None,
        "name": "Acme Ltd",
        "type": "COMPANY",
        "currency": "USD",
        "source": "contact form",
        "pointOfContact": {"name": "Ada Acme", "email": "ada@acme.test", "phone": "+44 20"},
        "contacts": {"nodes": [{"name": "Ada Acme", "email": "ada@acme.test"}]},
    }
    assert answer["lead"] == {"status": "CONVERTED", "convertedClient": {"id": client["id"]}}
    assert answer["movedEvents"] == before["timeline"]["totalCount"] == 1
    assert answer["movedDocuments"] == 3

    after = (await ask(owner, CLIENT, id=client["id"]))["found"]
    for name in ("communications", "tasks", "files", "proposals", "timeline"):
        had, has = ({each["id"] for each in side[name]["nodes"]} for side in (before, after))
        assert had <= has, name
    assert {each["kind"] for each in after["timeline"]["nodes"]} == {
        "COMMUNICATION_LOGGED",
        "LEAD_CONVERTED",
        "CLIENT_CREATED",
    }
    assert sorted(each["__typename"] for each in after["documents"]["nodes"]) == ["File", "File", "Proposal"]
    assert after["lead"] == {"id": gid(full)}


async def test_no_row_that_hangs_on_the_lead_is_left_without_its_client(ask, owner, full, services):
    client = (await ask(owner, CONVERT, input={"leadId": gid(full)}))["convertLead"]["client"]

    for table in Base.metadata.sorted_tables:
        if "client_id" in table.c:
            rows = await Context(services).as_system().rows(table.select())
            assert all(gid_of(row.client_id) == client["id"] for row in rows), table.name


def test_whatever_can_hang_on_a_lead_is_moved():
    tables = [table for table in Base.metadata.sorted_tables if "client_id" in table.c]
    hanging = {table.name for table in tables if "lead_id" in table.c} - {"event"}
    below = {
        (table.name, column.name)
        for table in tables
        if table.c.client_id.nullable
        for column in table.c
        if any(key.column.table.name in hanging for key in column.foreign_keys)
        if column.name not in ("client_id", "superseded_by_id", "receipt_file_id")
    }

    assert {model.__tablename__ for model in conversion.HANGING} == hanging
    assert {(column.class_.__tablename__, column.key) for column, _ in conversion.BELOW} == below


def gid_of(key):
    """The id of a client as the API shows it."""
    return models.core.ids.global_id("Client", key)


async def test_a_second_call_answers_the_same_and_makes_nothing(ask, owner, full, make):
    first, second = [(await ask(owner, CONVERT, input={"leadId": gid(full)}))["convertLead"] for _ in range(2)]

    assert first | {"cursor": None} == second | {"cursor": None}
    assert len(await make.all(models.Client)) == 1
    assert len(await make.all(models.Contact)) == 1


async def test_two_at_once_make_one_client(ask, owner, full, make):
    calls = [ask(owner, CONVERT, input={"leadId": gid(full)}) for _ in range(5)]

    answers = [each["convertLead"] for each in await asyncio.gather(*calls)]

    assert len({each["client"]["id"] for each in answers}) == 1
    assert all(each["userErrors"] == [] and each["movedDocuments"] == 3 for each in answers)
    assert len(await make.all(models.Client)) == 1


async def test_a_person_alone_becomes_an_individual_in_the_organisations_currency(ask, owner, make):
    stage = await make.row(models.PipelineStage(name="New", position=1))
    lead = await make.row(models.Lead(name="Bea Birch", stage_id=stage.id))

    client = (await ask(owner, CONVERT, input={"leadId": gid(lead)}))["convertLead"]["client"]

    assert (client["name"], client["type"], client["currency"]) == ("Bea Birch", "INDIVIDUAL", "GBP")


async def test_one_like_it_is_named_to_whoever_may_see_it(ask, owner, lead, make):
    known = await make.client(name="Acme")
    await make.contact(known, email="ADA@acme.test")
    eve = await make.user(models.Role.STAFF_LIMITED)
    await make.row(models.Lead(name="Eve's", email="ada@acme.test", stage_id=lead.stage_id, owner_id=eve.id))
    [_, hers] = await make.all(models.Lead)

    seen = (await ask(owner, CONVERT, input={"leadId": gid(lead)}))["convertLead"]
    unseen = (await ask(viewer_of(eve), CONVERT, input={"leadId": gid(hers)}))["convertLead"]

    assert (seen["candidates"], seen["client"]) == ([{"id": gid(known)}], None)
    assert [error["code"] for error in seen["userErrors"]] == ["DUPLICATE"]
    assert (unseen["candidates"], [each["code"] for each in unseen["userErrors"]]) == ([], ["DUPLICATE"])
    assert (await make.again(lead)).status is models.LeadStatus.OPEN


async def test_it_can_join_a_client_that_is_there(ask, owner, full, make):
    known = await make.client(name="Acme", currency="USD")
    await make.contact(known, name="Zoe", is_point_of_contact=True)

    answer = (await ask(owner, CONVERT, input={"leadId": gid(full), "existingClientId": gid(known)}))["convertLead"]

    assert answer["client"]["id"] == gid(known)
    assert [each["name"] for each in answer["client"]["contacts"]["nodes"]] == ["Ada Acme", "Zoe"]
    assert answer["client"]["pointOfContact"]["name"] == "Zoe"
    assert answer["movedDocuments"] == 3
    assert len(await make.all(models.Client)) == 1


async def test_a_limited_caller_and_the_owner_of_the_lead_are_given_the_client(ask, owner, make, services, lead):
    mia, pat = await make.user(models.Role.STAFF_LIMITED), await make.user(models.Role.STAFF_LIMITED)
    hers = await make.row(models.Lead(name="Hers", stage_id=lead.stage_id, owner_id=mia.id))
    his = await make.row(models.Lead(name="His", stage_id=lead.stage_id, owner_id=pat.id))

    made = (await ask(viewer_of(mia), CONVERT, input={"leadId": gid(hers)}))["convertLead"]
    await ask(owner, CONVERT, input={"leadId": gid(his)})

    assert (made["client"]["name"], made["lead"]["status"]) == ("Hers", "CONVERTED")
    rows = await Context(services).as_system().rows(models.UserClient.__table__.select())
    named = {each.id: each.name for each in await make.all(models.Client)}
    assert {each.user_id: named[each.client_id] for each in rows} == {mia.id: "Hers", pat.id: "His"}


@pytest.mark.parametrize("step", ["open_client", "_move", "_point Notification", "convert", "record"])
async def test_a_fault_between_the_steps_leaves_the_lead_open_and_nothing_behind(
    ask, owner, full, services, monkeypatch, step
):
    before = await everything(services)
    break_at(monkeypatch, step)

    whole = await ask.whole(owner, CONVERT, input={"leadId": gid(full)})

    assert whole.errors
    assert await everything(services) == before


def break_at(monkeypatch, step):
    """Make one step of the conversion fail after it did its work."""
    name, _, only = step.partition(" ")
    place = {"convert": models.Lead, "record": Change}.get(name, conversion)
    original = getattr(place, name)

    if name in ("open_client", "_move", "_point"):

        async def broken(*arguments, **named):
            result = await original(*arguments, **named)
            if not only or arguments[1].__name__ == only:
                raise RuntimeError("pulled the plug")
            return result
    else:

        def broken(*arguments, **named):
            result = original(*arguments, **named)
            if name != "record" or arguments[1] is models.EventKind.LEAD_CONVERTED:
                raise RuntimeError("pulled the plug")
            return result

    monkeypatch.setattr(place, name, broken)


async def everything(services):
    """Every row of the database."""
    context = Context(services).as_system()
    return {table.name: sorted(map(repr, await context.rows(table.select()))) for table in Base.metadata.sorted_tables}


@pytest.mark.parametrize(
    ("caller", "code"),
    [("nobody", "UNAUTHENTICATED"), ("contact", "NOT_FOUND"), ("limited", "NOT_FOUND"), ("analyst", "FORBIDDEN")],
)
async def test_who_may_not_convert(ask, make, nobody, lead, caller, code):
    viewer = {
        "nobody": nobody,
        "contact": viewer_as(await make.contact(await make.client())),
        "limited": viewer_of(await make.user(models.Role.STAFF_LIMITED)),
        "analyst": viewer_of(await make.user(models.Role.ANALYST, all_clients=True)),
    }[caller]

    errors = (await ask(viewer, CONVERT, input={"leadId": gid(lead)}))["convertLead"]["userErrors"]

    assert [error["code"] for error in errors] == [code]
    assert (await make.again(lead)).status is models.LeadStatus.OPEN


async def test_a_lost_lead_and_an_old_version_are_refused(ask, owner, make, lead):
    stale = (await ask(owner, CONVERT, input={"leadId": gid(lead), "expectedVersion": 9}))["convertLead"]
    await ask(owner, 'mutation ($id: ID!) { loseLead(input: {leadId: $id, reason: "No"}) { cursor } }', id=gid(lead))
    lost = (await ask(owner, CONVERT, input={"leadId": gid(lead)}))["convertLead"]

    assert stale["userErrors"] == [{"code": "STALE_VERSION", "path": ["expectedVersion"]}]
    assert [error["code"] for error in lost["userErrors"]] == ["INVALID_STATE"]
    assert await make.all(models.Client) == []
