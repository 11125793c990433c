"""Proposals as they are written, revised, sent and taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest

import models
from models import PortalPermission
from models.core import clock
from resolvers.context import Context
from resolvers.proposal import expire_documents
from schema import schema
from tests.graph.conftest import gid, unknown, viewer_as, viewer_of

WEBSITE = {
    "description": "Design and build",
    "quantity": "1",
    "unitPrice": {"amount": "4000.00", "currency": "GBP"},
    "taxes": [{"ratePercent": "20"}],
}
CREATE = """
mutation ($input: CreateProposalInput!) {
  createProposal(input: $input) {
    proposal {
      id status number revision subtotal { amount } total { amount currency } lead { id } client { id } project { id }
      taxes { name ratePercent taxable { amount } tax { amount } }
      lines { id description quantity unit unitPrice { amount } discountPercent net { amount } taxes { name } }
    }
    userErrors { code path }
  }
}
"""
REVISE = """
mutation ($input: ReviseProposalInput!) {
  reviseProposal(input: $input) {
    proposal { id title status number revision total { amount } lines { description } lead { id } client { id } }
    userErrors { code path }
  }
}
"""
SEND = """
mutation ($id: ID!, $email: Boolean, $version: Int) {
  sendProposal(input: {proposalId: $id, email: $email, expectedVersion: $version}) {
    proposal { number status sentAt version } signingToken userErrors { code path }
  }
}
"""
WITHDRAW = """
mutation ($id: ID!) { withdrawProposal(input: {proposalId: $id}) { proposal { status } userErrors { code path } } }
"""
BY_TOKEN = "query ($token: String!) { proposalByToken(token: $token) { title status } }"


@pytest.fixture
async def lead(make):
    stage = await make.row(models.PipelineStage(name="New", position=1))
    return await make.row(models.Lead(name="Ada Acme", email="ada@acme.test", stage_id=stage.id))


@pytest.fixture
async def drafted(ask, owner, lead):
    """A draft for the lead, as `createProposal` answers it."""
    given = {"leadId": gid(lead), "title": "Website", "currency": "GBP", "lines": [WEBSITE]}
    return (await ask(owner, CREATE, input=given))["createProposal"]["proposal"]


async def test_a_proposal_knows_whom_it_is_for_and_what_it_comes_to(ask, owner, lead, drafted):
    line = drafted["lines"][0]

    assert drafted["lead"] == {"id": gid(lead)} and drafted["client"] is None
    assert (drafted["status"], drafted["number"], drafted["revision"]) == ("DRAFT", None, 1)
    assert (drafted["subtotal"], drafted["total"]) == ({"amount": "4000.00"}, {"amount": "4800.00", "currency": "GBP"})
    assert drafted["taxes"] == [
        {"name": "VAT", "ratePercent": "20.0", "taxable": {"amount": "4000.00"}, "tax": {"amount": "800.00"}}
    ]
    assert line.pop("id")
    assert line == {
        "description": "Design and build",
        "quantity": "1",
        "unit": "unit",
        "unitPrice": {"amount": "4000.00"},
        "discountPercent": "0.0",
        "net": {"amount": "4000.00"},
        "taxes": [{"name": "VAT"}],
    }


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"leadId": None}, "REQUIRED", ["leadId"]),
        ({"clientId": "client"}, "INVALID", ["clientId"]),
        ({"leadId": "unknown"}, "NOT_FOUND", ["leadId"]),
        ({"leadId": None, "clientId": "client", "projectId": "project"}, "NOT_FOUND", ["projectId"]),
        ({"projectId": "project"}, "NOT_FOUND", ["projectId"]),
        ({"title": "  "}, "REQUIRED", ["title"]),
        ({"expiresOn": "2020-01-01"}, "INVALID", ["expiresOn"]),
        ({"currency": "USD"}, "CURRENCY_MISMATCH", ["lines", "0", "unitPrice"]),
        ({"lines": [WEBSITE | {"quantity": "1.00001"}]}, "INVALID", ["lines", "0", "quantity"]),
    ],
)
async def test_what_cannot_be_right_is_refused_and_nothing_is_made(ask, make, owner, lead, change, code, path):
    other = await make.client()
    project = await make.row(
        models.Project(
            client_id=other.id, name="Theirs", currency="GBP", billing_method=models.BillingMethod.FIXED_PRICE
        )
    )
    known = {"client": gid(await make.client()), "project": gid(project), "unknown": unknown(models.Lead)}
    given = {"leadId": gid(lead), "title": "Website", "currency": "GBP", "lines": [WEBSITE]} | {
        name: known.get(value, value) if isinstance(value, str) else value for name, value in change.items()
    }

    answer = (await ask(owner, CREATE, input=given))["createProposal"]

    assert answer == {"proposal": None, "userErrors": [{"code": code, "path": path}]}
    assert (await ask(owner, "{ proposals { totalCount } }"))["proposals"] == {"totalCount": 0}


async def test_sending_numbers_it_freezes_it_and_answers_the_token_once(ask, owner, drafted):
    sent = (await ask(owner, SEND, id=drafted["id"]))["sendProposal"]
    again = (await ask(owner, SEND, id=drafted["id"]))["sendProposal"]

    assert sent["proposal"]["number"] == f"PRO-{clock.now().year}-00001" and sent["proposal"]["status"] == "SENT"
    assert len(sent["signingToken"]) >= 43
    assert again == {
        "proposal": None,
        "signingToken": None,
        "userErrors": [{"code": "INVALID_STATE", "path": None}],
    }


async def test_the_link_is_mailed_where_that_was_asked_and_somebody_can_be_written_to(
    owner, make, services, drafted, lead
):
    async def send(key):
        context = Context(replace(services, mail_enabled=True), owner)
        result = await schema.execute(SEND, variable_values={"id": key, "email": True}, context_value=context)
        return result.data["sendProposal"]

    nowhere = await make.proposal(client_id=(await make.client()).id, lines=[{"net": "1"}])

    assert (await send(gid(nowhere)))["userErrors"] == [{"code": "REQUIRED", "path": ["email"]}]
    token = (await send(drafted["id"]))["signingToken"]
    (letter,) = await make.all(models.OutboxMail)
    assert (letter.recipient, letter.subject) == ("ada@acme.test", "Website from Studio")
    assert f"/sign?token={token}" in letter.body and "4800.00 GBP" in letter.body
    assert (await make.again(nowhere)).number is None


async def test_the_lead_has_the_proposal_and_its_timeline_the_sending(ask, owner, lead, drafted):
    await ask(owner, SEND, id=drafted["id"])

    kinds = [
        (event["kind"], event["subject"]["id"])
        for event in (await ask(owner, "{ events { nodes { kind subject { id } } } }"))["events"]["nodes"]
    ]

    assert kinds == [("PROPOSAL_SENT", drafted["id"]), ("PROPOSAL_CREATED", drafted["id"])]
    by_lead = "query ($id: ID!) { proposals(filter: {lead: {id: {eq: $id}}}) { nodes { id } } }"
    assert (await ask(owner, by_lead, id=gid(lead)))["proposals"]["nodes"] == [{"id": drafted["id"]}]


async def test_without_lines_there_is_nothing_to_send(ask, owner, make, lead):
    draft = await make.proposal(lead_id=lead.id)

    answer = (await ask(owner, SEND, id=gid(draft)))["sendProposal"]

    assert answer["userErrors"] == [{"code": "REQUIRED", "path": ["lines"]}]
    assert (await make.again(draft)).number is None


async def test_who_has_not_read_the_last_draft_does_not_send_it(ask, owner, drafted):
    await ask(owner, REVISE, input={"proposalId": drafted["id"], "title": "Web shop"})

    answer = (await ask(owner, SEND, id=drafted["id"], version=1))["sendProposal"]

    assert answer["userErrors"] == [{"code": "STALE_VERSION", "path": ["expectedVersion"]}]


async def test_a_draft_changes_in_place(ask, owner, drafted):
    half = WEBSITE | {"quantity": "0.5"}

    revised = await ask(owner, REVISE, input={"proposalId": drafted["id"], "title": "Shop", "lines": [half]})

    proposal = revised["reviseProposal"]["proposal"]
    assert (proposal["id"], proposal["title"], proposal["revision"]) == (drafted["id"], "Shop", 1)
    assert proposal["total"] == {"amount": "2400.00"}


async def test_a_sent_one_is_superseded_by_the_next_revision_and_its_link_ends(ask, owner, nobody, lead, drafted):
    sent = (await ask(owner, SEND, id=drafted["id"]))["sendProposal"]
    revised = (await ask(owner, REVISE, input={"proposalId": drafted["id"]}))["reviseProposal"]["proposal"]
    resent = (await ask(owner, SEND, id=revised["id"]))["sendProposal"]
    old = await ask(owner, "query ($id: ID!) { proposal(id: $id) { status supersededBy { id } } }", id=drafted["id"])
    twice = (await ask(owner, REVISE, input={"proposalId": drafted["id"]}))["reviseProposal"]

    assert revised["id"] != drafted["id"]
    assert (revised["status"], revised["revision"], revised["lead"]) == ("DRAFT", 2, {"id": gid(lead)})
    assert resent["proposal"]["number"] == sent["proposal"]["number"] == revised["number"]
    assert old["proposal"] == {"status": "SUPERSEDED", "supersededBy": {"id": revised["id"]}}
    assert (await ask(nobody, BY_TOKEN, token=sent["signingToken"]))["proposalByToken"] is None
    assert (await ask(nobody, BY_TOKEN, token=resent["signingToken"]))["proposalByToken"] is not None
    assert twice["userErrors"] == [{"code": "INVALID_STATE", "path": None}]


async def test_a_withdrawn_one_is_gone_for_whoever_held_its_link(ask, owner, nobody, drafted):
    token = (await ask(owner, SEND, id=drafted["id"]))["sendProposal"]["signingToken"]

    answer = (await ask(owner, WITHDRAW, id=drafted["id"]))["withdrawProposal"]

    assert answer == {"proposal": {"status": "WITHDRAWN"}, "userErrors": []}
    assert (await ask(nobody, BY_TOKEN, token=token))["proposalByToken"] is None


async def test_portal_contacts_with_documents_are_told_and_see_it_once_sent(ask, owner, make):
    client = await make.client()
    active = {"portal_status": models.PortalStatus.ACTIVE}
    reader = await make.contact(client, portal_permissions=["DOCUMENTS"], **active)
    await make.contact(client, portal_permissions=["INVOICES"], **active)
    await make.contact(client, portal_permissions=["DOCUMENTS"])
    given = {"clientId": gid(client), "title": "Shop", "currency": "GBP", "lines": [WEBSITE]}
    draft = (await ask(owner, CREATE, input=given))["createProposal"]["proposal"]
    portal, listed = viewer_as(reader, PortalPermission.DOCUMENTS), "{ proposals { nodes { id } } }"

    before = (await ask(portal, listed))["proposals"]["nodes"]
    await ask(owner, SEND, id=draft["id"])
    after = (await ask(portal, listed))["proposals"]["nodes"]

    assert (before, after) == ([], [{"id": draft["id"]}])
    assert (await ask(viewer_as(reader, PortalPermission.INVOICES), listed))["proposals"]["nodes"] == []
    told = await make.all(models.Notification)
    assert [(each.contact_id, each.kind) for each in told] == [(reader.id, models.EventKind.PROPOSAL_SENT)]


async def test_it_expires_by_the_calendar_and_its_author_is_warned_once(ask, owner, make, services, lead):
    soon = (clock.now() + timedelta(days=10)).date().isoformat()
    given = {"leadId": gid(lead), "title": "Shop", "currency": "GBP", "lines": [WEBSITE], "expiresOn": soon}
    draft = (await ask(owner, CREATE, input=given))["createProposal"]["proposal"]
    await ask(owner, SEND, id=draft["id"])

    await expire_documents(services)
    early = await make.all(models.Notification)
    with clock.moved(timedelta(days=8)):
        await expire_documents(services)
        await expire_documents(services)
    warned = await make.all(models.Notification)
    with clock.moved(timedelta(days=11)):
        await expire_documents(services)

    assert early == []
    assert [(each.user_id, each.kind) for each in warned] == [(owner.user_id, models.EventKind.PROPOSAL_EXPIRING)]
    (proposal,) = await make.all(models.Proposal)
    assert proposal.status is models.ProposalStatus.EXPIRED


@pytest.mark.parametrize(
    ("caller", "code"),
    [
        ("nobody", "UNAUTHENTICATED"),
        ("contact", "NOT_FOUND"),
        ("analyst", "FORBIDDEN"),
        ("elsewhere", "NOT_FOUND"),
        ("assigned", None),
        ("staff", None),
    ],
)
async def test_who_may_send(ask, make, nobody, owner, caller, code):
    client = await make.client()
    given = {"clientId": gid(client), "title": "Shop", "currency": "GBP", "lines": [WEBSITE]}
    draft = (await ask(owner, CREATE, input=given))["createProposal"]["proposal"]
    limited = models.Role.STAFF_LIMITED
    callers = {
        "nobody": nobody,
        "contact": viewer_as(await make.contact(client), PortalPermission.DOCUMENTS),
        "analyst": viewer_of(await make.user(models.Role.ANALYST), client),
        "elsewhere": viewer_of(await make.user(limited), await make.client()),
        "assigned": viewer_of(await make.user(limited), client),
        "staff": viewer_of(await make.user()),
    }

    errors = (await ask(callers[caller], SEND, id=draft["id"]))["sendProposal"]["userErrors"]

    assert [error["code"] for error in errors] == ([code] if code else [])
    (proposal,) = await make.all(models.Proposal)
    assert (proposal.status is models.ProposalStatus.SENT) is (code is None)


async def test_a_page_of_proposals_costs_the_same_however_long_it_is(ask, make, owner, statements):
    client = await make.client()
    for number in range(12):
        await make.proposal(title=f"Offer {number}", client_id=client.id)

    with statements(2):
        found = await ask(owner, "{ proposals(first: 10) { nodes { title client { name } } } }")

    assert len(found["proposals"]["nodes"]) == 10
