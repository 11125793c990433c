"""Reading, signing and declining a proposal: strangers by the link, contacts in the portal."""

import hashlib
from datetime import timedelta

import pytest

import models
from models import PortalPermission
from models.core import clock
from models.core.drawing import drawn
from models.core.signature import content_sha256
from models.errors import ErrorCode, Rejected
from resolvers.context import Context
from resolvers.proofs import unproven
from tests.graph.conftest import gid, unknown, viewer_as, viewer_of
from tests.graph.test_proposal import CREATE, SEND, WEBSITE

READ = """
query ($token: String!) {
  proposalByToken(token: $token) {
    title status total { amount currency } lines { description unitPrice { amount } } lead { id } client { id }
    createdBy { id } signature { name ipAddress }
  }
}
"""
ANSWER = (
    "proposal { status declineReason signature { name email signedAt drawing contentSha256 } } userErrors { code path }"
)
SIGN = f"""
mutation (
  $token: String, $id: ID, $name: String = "Ada Acme", $email: String = "ada@acme.test", $accept: Boolean = true,
  $drawing: String
) {{
  signProposal(
    input: {{token: $token, proposalId: $id, name: $name, email: $email, accept: $accept, drawing: $drawing}}
  ) {{ {ANSWER} }}
}}
"""
DECLINE = f"""
mutation ($token: String, $id: ID) {{
  declineProposal(input: {{token: $token, proposalId: $id, reason: "Too dear"}}) {{ {ANSWER} }}
}}
"""
DRAWING = "M40 150L60 60L80 30L100 90L120 150M60 100L130 95" + "M500 150" + "L510 160L500 150" * 490


@pytest.fixture
async def lead(make):
    stage = await make.row(models.PipelineStage(name="New", position=1))
    return await make.row(models.Lead(name="Ada Acme", email="ada@acme.test", stage_id=stage.id))


@pytest.fixture
def sent(ask, owner):
    """`await sent(leadId=…)`: the row of a proposal that was sent, and its token."""

    async def send(**party):
        given = {"title": "Website", "currency": "GBP", "lines": [WEBSITE]} | party
        draft = (await ask(owner, CREATE, input=given))["createProposal"]["proposal"]
        return draft["id"], (await ask(owner, SEND, id=draft["id"]))["sendProposal"]["signingToken"]

    return send


async def test_a_stranger_with_the_link_reads_the_offer_and_nothing_of_the_house(ask, nobody, lead, sent, make):
    _, token = await sent(leadId=gid(lead))

    first = (await ask(nobody, READ, token=token))["proposalByToken"]
    second = (await ask(nobody, READ, token=token))["proposalByToken"]

    assert first == second
    assert first == {
        "title": "Website",
        "status": "VIEWED",
        "total": {"amount": "4800.00", "currency": "GBP"},
        "lines": [{"description": "Design and build", "unitPrice": {"amount": "4000.00"}}],
        "lead": None,
        "client": None,
        "createdBy": None,
        "signature": None,
    }
    kinds = [event.kind.name for event in await make.all(models.Event)]
    assert kinds == ["PROPOSAL_CREATED", "PROPOSAL_SENT", "PROPOSAL_VIEWED"]


async def test_an_unknown_token_reads_nothing_and_signs_nothing(ask, nobody, lead, sent):
    await sent(leadId=gid(lead))

    assert (await ask(nobody, READ, token="made up"))["proposalByToken"] is None
    for verb, name in ((SIGN, "signProposal"), (DECLINE, "declineProposal")):
        answer = (await ask(nobody, verb, token="made up"))[name]
        assert answer == {"proposal": None, "userErrors": [{"code": "INVALID_TOKEN", "path": ["token"]}]}


async def test_signing_twice_answers_the_same_signature_and_leaves_the_lead_open(ask, nobody, lead, sent, make):
    _, token = await sent(leadId=gid(lead))
    (before,) = await make.all(models.Proposal)

    first = (await ask(nobody, SIGN, token=token))["signProposal"]
    second = (await ask(nobody, SIGN, token=token, name="Eve", email="eve@else.test"))["signProposal"]

    assert first == second and first["userErrors"] == []
    assert first["proposal"]["status"] == "SIGNED"
    signature = first["proposal"]["signature"]
    assert (signature["name"], signature["email"]) == ("Ada Acme", "ada@acme.test")
    assert signature["contentSha256"] == content_sha256(before.content())
    assert len(signature["contentSha256"]) == len(hashlib.sha256().hexdigest())
    assert (await make.again(lead)).status is models.LeadStatus.OPEN
    kinds = [event.kind.name for event in await make.all(models.Event)]
    assert kinds == ["PROPOSAL_CREATED", "PROPOSAL_SENT", "PROPOSAL_SIGNED"]


async def test_a_drawing_is_kept_shown_and_covered_by_the_hash(ask, nobody, owner, lead, sent, services, make):
    key, token = await sent(leadId=gid(lead))

    signed = (await ask(nobody, SIGN, token=token, drawing=DRAWING))["signProposal"]["proposal"]["signature"]
    again = (await ask(nobody, SIGN, token=token, drawing="M0 0L90 90"))["signProposal"]["proposal"]["signature"]
    read = await ask(owner, "query ($id: ID!) { proposal(id: $id) { signature { drawing contentSha256 } } }", id=key)

    assert again == signed and signed["drawing"] == DRAWING
    assert read["proposal"]["signature"] == {name: signed[name] for name in ("drawing", "contentSha256")}
    (proposal,) = await make.all(models.Proposal)
    assert signed["contentSha256"] == content_sha256(proposal.content() | {"drawing": DRAWING})
    assert await unproven(Context(services, owner)) == (1, [])
    proposal.signature_drawing = "M40 150L60 60"
    assert content_sha256(proposal.signed_content()) != proposal.signature_sha256


@pytest.mark.parametrize(
    "drawing",
    [
        "M10 10",
        "M10 10L15 12",
        "M0 0L601 0",
        "M0 0L0 201",
        "M0 0L50 50Z",
        "M0 0 L50 50",
        "m0 0l50 50",
        "M00 0L50 50",
        "M0 0L1e2 50",
        "M0 0L٥٠ 50",
        "M0 0L50 50\n",
        '"/><script>alert(1)</script>',
        "M0 0" + "L50 50" * 1000,
        "M0 0" + "L500 150" * 1200,
    ],
    ids=str.__len__,
)
def test_what_is_no_drawing_is_refused(drawing):
    with pytest.raises(Rejected) as refused:
        drawn(drawing, "drawing")

    assert (refused.value.code, refused.value.path) == (ErrorCode.INVALID, ["drawing"])


async def test_its_author_is_told_and_what_was_signed_cannot_be_declined(ask, nobody, owner, lead, sent, make):
    _, token = await sent(leadId=gid(lead))
    await ask(nobody, SIGN, token=token)

    declined = (await ask(nobody, DECLINE, token=token))["declineProposal"]

    assert declined["userErrors"] == [{"code": "INVALID_STATE", "path": None}]
    assert (await make.all(models.Proposal))[0].status is models.ProposalStatus.SIGNED
    told = [(each.user_id, each.kind.name) for each in await make.all(models.Notification)]
    assert told == [(owner.user_id, "PROPOSAL_SIGNED")]


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"accept": False}, "INVALID", ["accept"]),
        ({"name": " "}, "REQUIRED", ["name"]),
        ({"email": ""}, "REQUIRED", ["email"]),
        ({"email": "ada"}, "INVALID", ["email"]),
        ({"drawing": ""}, "REQUIRED", ["drawing"]),
        ({"drawing": "<svg onload=alert(1)>"}, "INVALID", ["drawing"]),
        ({"token": None}, "REQUIRED", ["token"]),
        ({"id": "proposal"}, "INVALID", ["token"]),
    ],
)
async def test_half_a_signature_is_none(ask, nobody, lead, sent, make, given, code, path):
    key, token = await sent(leadId=gid(lead))
    variables = {"token": token} | given | ({"id": key} if "id" in given else {})

    answer = (await ask(nobody, SIGN, **variables))["signProposal"]

    assert answer == {"proposal": None, "userErrors": [{"code": code, "path": path}]}
    assert (await make.all(models.Proposal))[0].signed_at is None


async def test_after_its_last_day_it_is_shown_expired_and_cannot_be_answered(ask, nobody, lead, sent, make):
    today = clock.today("Europe/London")
    _, token = await sent(leadId=gid(lead), expiresOn=today.isoformat())

    with clock.moved(timedelta(days=1)):
        signed = (await ask(nobody, SIGN, token=token))["signProposal"]
        declined = (await ask(nobody, DECLINE, token=token))["declineProposal"]
        read = (await ask(nobody, READ, token=token))["proposalByToken"]

    assert signed["userErrors"] == declined["userErrors"] == [{"code": "INVALID_STATE", "path": None}]
    assert (read["status"], read["signature"]) == ("EXPIRED", None)


async def test_the_link_ends_in_time(ask, nobody, lead, sent):
    _, token = await sent(leadId=gid(lead))

    with clock.moved(timedelta(days=91)):
        assert (await ask(nobody, READ, token=token))["proposalByToken"] is None
        answer = (await ask(nobody, SIGN, token=token))["signProposal"]

    assert answer["userErrors"] == [{"code": "INVALID_TOKEN", "path": ["token"]}]


async def test_a_declined_offer_keeps_the_reason(ask, nobody, lead, sent):
    _, token = await sent(leadId=gid(lead))

    declined = (await ask(nobody, DECLINE, token=token))["declineProposal"]
    signed = (await ask(nobody, SIGN, token=token))["signProposal"]

    assert (declined["proposal"]["status"], declined["proposal"]["declineReason"]) == ("DECLINED", "Too dear")
    assert signed["userErrors"] == [{"code": "INVALID_STATE", "path": None}]


@pytest.mark.parametrize(
    ("caller", "code"),
    [
        ("nobody", "UNAUTHENTICATED"),
        ("reader", None),
        ("without documents", "NOT_FOUND"),
        ("of another client", "NOT_FOUND"),
        ("staff", "FORBIDDEN"),
        ("analyst", "FORBIDDEN"),
    ],
)
async def test_who_may_sign_by_id(ask, nobody, make, sent, caller, code):
    client, documents = await make.client(), PortalPermission.DOCUMENTS
    key, _ = await sent(clientId=gid(client))
    callers = {
        "nobody": nobody,
        "reader": viewer_as(await make.contact(client), documents),
        "without documents": viewer_as(await make.contact(client), PortalPermission.INVOICES),
        "of another client": viewer_as(await make.contact(await make.client()), documents),
        "staff": viewer_of(await make.user()),
        "analyst": viewer_of(await make.user(models.Role.ANALYST), client),
    }

    answer = (await ask(callers[caller], SIGN, id=key))["signProposal"]

    assert [error["code"] for error in answer["userErrors"]] == ([code] if code else [])
    assert (await make.all(models.Proposal))[0].status.name == ("SENT" if code else "SIGNED")


async def test_a_draft_is_nobodys_to_sign(ask, make, owner):
    client = await make.client()
    draft = await make.proposal(client_id=client.id)
    reader = viewer_as(await make.contact(client), PortalPermission.DOCUMENTS)

    for key in (gid(draft), unknown(models.Proposal)):
        answer = (await ask(reader, SIGN, id=key))["signProposal"]
        assert answer["userErrors"] == [{"code": "NOT_FOUND", "path": ["proposalId"]}]


async def test_the_address_a_signature_came_from_is_for_the_staff(ask, owner, make, sent):
    client = await make.client()
    key, token = await sent(clientId=gid(client))
    reader = viewer_as(await make.contact(client), PortalPermission.DOCUMENTS)
    await ask(reader, SIGN, id=key)

    whole = await ask.whole(reader, READ, token=token)

    assert whole.data["proposalByToken"]["signature"] == {"name": "Ada Acme", "ipAddress": None}
    assert whole.withheld == ["Signature.ipAddress"]
