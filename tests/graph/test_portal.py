"""The portal: who comes in, with what, and when not any more."""

from datetime import timedelta

import pytest

import models
from models.core.clock import moved
from resolvers.context import Context
from resolvers.log import AccessLost
from resolvers.session import again, authenticate
from tests.graph.conftest import gid, unknown, viewer_as, viewer_of
from tests.graph.people import ACCEPT, ENABLE, PASSWORD, VIEWER, Door, letters, token_of
from tests.graph.people import door as door
from tests.graph.people import long_waits as long_waits
from tests.graph.people import mailing as mailing

RESEND = """
mutation ($id: ID!) {
  resendPortalInvitation(input: {contactId: $id}) {
    contact { portalStatus } invitationSentTo invitationToken userErrors { code path }
  }
}
"""
SUSPEND = """
mutation ($id: ID!) { suspendPortal(input: {contactId: $id}) { contact { portalStatus } userErrors { code path } } }
"""
PERMIT = """
mutation ($id: ID!, $permissions: [PortalPermission!]!) {
  setContactPermissions(input: {contactId: $id, permissions: $permissions}) {
    contact { portalPermissions } userErrors { code path }
  }
}
"""
SEEN = ["DOCUMENTS", "INVOICES"]


async def ada_of(make, client=None, email="ada@acme.test") -> models.Contact:
    return await make.contact(client or await make.client(name="Acme Ltd"), name="Ada", email=email)


async def test_without_mail_the_inviter_is_given_the_token(ask, owner, make) -> None:
    ada = await ada_of(make)

    answer = (await ask(owner, ENABLE, id=gid(ada), permissions=["INVOICES", "DOCUMENTS", "INVOICES"]))["enablePortal"]

    assert answer["contact"]["portalStatus"] == "INVITED"
    assert answer["contact"]["portalPermissions"] == SEEN[::-1]
    assert answer["contact"]["invitationExpiresAt"] is not None
    assert answer["invitationSentTo"] is None and len(answer["invitationToken"]) == 43
    assert answer["userErrors"] == []


async def test_with_mail_the_contact_alone_is_told(mailing: Door, owner, make) -> None:
    ada, context = await ada_of(make), Context(mailing.services, owner)

    answer = (await mailing.whole(context, ENABLE, id=gid(ada), permissions=SEEN)).data["enablePortal"]

    assert (answer["invitationSentTo"], answer["invitationToken"]) == ("ada@acme.test", None)
    (letter,) = await letters(mailing)
    assert letter.recipient == "ada@acme.test" and "Studio" in letter.subject
    link = next(line for line in letter.body.splitlines() if line.startswith("http"))
    assert link == f"http://127.0.0.1:8000/portal/accept?token={token_of(letter)}"
    entered = await mailing.ask(None, ACCEPT, token=token_of(letter), password=PASSWORD)
    assert entered["acceptPortalInvitation"]["viewer"]["role"] == "CONTACT"


async def test_a_contact_comes_in_once(door: Door, owner, make) -> None:
    ada = await ada_of(make)
    token = (await invited(door, owner, ada))["invitationToken"]

    first = (await door.ask(None, ACCEPT, token=token, password=PASSWORD))["acceptPortalInvitation"]
    second = (await door.ask(None, ACCEPT, token=token, password=PASSWORD))["acceptPortalInvitation"]

    contact = {"id": gid(ada), "portalStatus": "ACTIVE", "email": "ada@acme.test"}
    assert first["viewer"] == {"role": "CONTACT", "contact": contact}
    assert second == {"token": None, "viewer": None, "userErrors": [{"code": "INVALID_TOKEN", "path": ["token"]}]}
    viewer, session = await authenticate(door.services, first["token"])
    assert viewer.client_id == ada.client_id and session is not None
    assert {each.name for each in viewer.portal_permissions} == set(SEEN)
    assert (await door.login("ada@acme.test"))["viewer"]["contact"] == {"id": gid(ada)}


async def test_an_invitation_dies_after_thirty_days(door: Door, owner, make) -> None:
    ada = await ada_of(make)
    token = (await invited(door, owner, ada))["invitationToken"]

    with moved(timedelta(days=30)):
        late = (await door.ask(None, ACCEPT, token=token, password=PASSWORD))["acceptPortalInvitation"]
    assert late["userErrors"] == [{"code": "INVALID_TOKEN", "path": ["token"]}]
    assert (await make.again(ada)).portal_status is models.PortalStatus.INVITED

    with moved(timedelta(days=30) - timedelta(minutes=1)):
        early = (await door.ask(None, ACCEPT, token=token, password=PASSWORD))["acceptPortalInvitation"]
    assert early["userErrors"] == []


async def test_sending_it_again_ends_the_earlier_token(door: Door, ask, owner, make) -> None:
    ada = await ada_of(make)
    earlier = (await invited(door, owner, ada))["invitationToken"]

    again = (await ask(owner, RESEND, id=gid(ada)))["resendPortalInvitation"]

    assert again["contact"] == {"portalStatus": "INVITED"} and again["userErrors"] == []
    refused = (await door.ask(None, ACCEPT, token=earlier, password=PASSWORD))["acceptPortalInvitation"]
    assert [error["code"] for error in refused["userErrors"]] == ["INVALID_TOKEN"]
    entered = await door.ask(None, ACCEPT, token=again["invitationToken"], password=PASSWORD)
    assert entered["acceptPortalInvitation"]["token"]
    twice = (await ask(owner, RESEND, id=gid(ada)))["resendPortalInvitation"]
    assert twice["userErrors"] == [{"code": "INVALID_STATE", "path": ["contactId"]}]


async def test_a_short_password_leaves_the_invitation_open(door: Door, owner, make) -> None:
    token = (await invited(door, owner, await ada_of(make)))["invitationToken"]

    short = (await door.ask(None, ACCEPT, token=token, password="short"))["acceptPortalInvitation"]

    assert short["userErrors"] == [{"code": "INVALID", "path": ["password"]}]
    assert (await door.ask(None, ACCEPT, token=token, password=PASSWORD))["acceptPortalInvitation"]["token"]


async def test_an_invitation_to_a_second_client_cannot_take_a_login_over(door: Door, owner, make) -> None:
    acme, birch = await make.client(name="Acme Ltd"), await make.client(name="Birch Studio")
    first, second = await ada_of(make, acme), await ada_of(make, birch, "ADA@acme.test")
    await door.enter_portal(owner, first, "INVOICES")
    token = (await invited(door, owner, second))["invitationToken"]

    other = (await door.ask(None, ACCEPT, token=token, password="somebody else's"))["acceptPortalInvitation"]
    assert [error["code"] for error in other["userErrors"]] == ["INVALID_CREDENTIALS"]
    assert (await make.again(second)).portal_status is models.PortalStatus.INVITED
    assert (await door.login("ada@acme.test"))["viewer"]["contact"] == {"id": gid(first)}

    entered = (await door.ask(None, ACCEPT, token=token, password=PASSWORD))["acceptPortalInvitation"]
    assert entered["viewer"]["contact"]["id"] == gid(second)
    assert (await make.again(first)).identity_id == (await make.again(second)).identity_id


async def test_guessing_a_password_through_an_invitation_is_slowed_down(door: Door, owner, make, long_waits) -> None:
    acme, birch = await make.client(), await make.client()
    await door.enter_portal(owner, await ada_of(make, acme), "INVOICES")
    token = (await invited(door, owner, await ada_of(make, birch)))["invitationToken"]

    answers = [await door.ask(None, ACCEPT, token=token, password=f"guess number {n}") for n in range(6)]

    codes = [answer["acceptPortalInvitation"]["userErrors"][0]["code"] for answer in answers]
    assert codes == ["INVALID_CREDENTIALS"] * 5 + ["RATE_LIMITED"]


async def test_a_person_at_two_clients_speaks_for_one_at_a_time(door: Door, owner, make) -> None:
    acme, birch = await make.client(name="Acme Ltd"), await make.client(name="Birch Studio")
    first, second = await ada_of(make, acme), await ada_of(make, birch)
    await door.enter_portal(owner, first, "INVOICES")
    await door.enter_portal(owner, second, "INVOICES")

    chosen = (await door.login("ada@acme.test", contact=gid(first)))["viewer"]
    assert chosen["contact"] == {"id": gid(first)} and chosen["client"] == {"id": gid(acme)}
    assert sorted((each["name"], each["client"]["name"]) for each in chosen["contacts"]) == [
        ("Ada", "Acme Ltd"),
        ("Ada", "Birch Studio"),
    ]
    stranger = await door.login("ada@acme.test", contact=unknown(models.Contact))
    assert stranger["userErrors"] == [{"code": "NOT_FOUND", "path": ["contactId"]}] and stranger["token"] is None


async def test_a_suspended_contact_is_out_and_may_come_back(door: Door, ask, owner, make) -> None:
    ada = await ada_of(make)
    token = await door.enter_portal(owner, ada, "INVOICES")
    context = await door.context(token)

    suspended = (await ask(owner, SUSPEND, id=gid(ada)))["suspendPortal"]

    assert suspended == {"contact": {"portalStatus": "SUSPENDED"}, "userErrors": []}
    assert (await door.ask(token, VIEWER))["viewer"] is None
    with pytest.raises(AccessLost):
        await again(context)
    assert (await door.login("ada@acme.test"))["token"] is None

    back = (await ask(owner, ENABLE, id=gid(ada), permissions=["DOCUMENTS"]))["enablePortal"]
    assert back["contact"]["portalStatus"] == "ACTIVE" and back["invitationToken"] is None
    assert (await door.ask(token, VIEWER))["viewer"] is None, "a session that was ended stays so"
    assert (await door.login("ada@acme.test"))["viewer"]["contact"] == {"id": gid(ada)}


async def test_what_a_contact_sees_changes_with_its_next_request(door: Door, ask, owner, make) -> None:
    ada = await ada_of(make)
    token = await door.enter_portal(owner, ada, "INVOICES")

    answer = (await ask(owner, PERMIT, id=gid(ada), permissions=["JOBS", "PROJECTS"]))["setContactPermissions"]

    assert answer == {"contact": {"portalPermissions": ["PROJECTS", "JOBS"]}, "userErrors": []}
    seen = (await door.ask(token, "{ viewer { portalPermissions } }"))["viewer"]
    assert seen == {"portalPermissions": ["PROJECTS", "JOBS"]}


async def test_who_is_in_already_is_not_invited_and_a_lead_never(ask, door: Door, owner, make) -> None:
    ada = await ada_of(make)
    await door.enter_portal(owner, ada, "INVOICES")
    stage = await make.row(models.PipelineStage(name="New", position=1))
    lead = await make.row(models.Lead(name="Quay", stage_id=stage.id))

    for given in (gid(ada), gid(lead)):
        errors = (await ask(owner, ENABLE, id=given, permissions=[]))["enablePortal"]["userErrors"]
        assert [error["code"] for error in errors] == ["INVALID_STATE"]


async def test_nobody_without_an_address_is_invited(ask, owner, make) -> None:
    contact = await make.contact(await make.client(), email=None)

    errors = (await ask(owner, ENABLE, id=gid(contact), permissions=[]))["enablePortal"]["userErrors"]

    assert errors == [{"code": "REQUIRED", "path": ["contactId"]}]


@pytest.mark.parametrize(
    ("caller", "code"),
    [
        ("nobody", "UNAUTHENTICATED"),
        ("colleague", "FORBIDDEN"),
        ("stranger", "NOT_FOUND"),
        ("elsewhere", "NOT_FOUND"),
        ("analyst", "FORBIDDEN"),
        ("limited", None),
        ("staff", None),
    ],
)
async def test_who_may_let_people_in(ask, make, nobody, caller, code) -> None:
    acme, birch = await make.client(), await make.client()
    ada = await ada_of(make, acme)
    limited = models.Role.STAFF_LIMITED
    callers = {
        "nobody": nobody,
        "colleague": viewer_as(await make.contact(acme)),
        "stranger": viewer_as(await make.contact(birch)),
        "elsewhere": viewer_of(await make.user(limited), birch),
        "analyst": viewer_of(await make.user(models.Role.ANALYST), acme),
        "limited": viewer_of(await make.user(limited), acme),
        "staff": viewer_of(await make.user()),
    }

    for document, field in ((ENABLE, "enablePortal"), (PERMIT, "setContactPermissions")):
        errors = (await ask(callers[caller], document, id=gid(ada), permissions=[]))[field]["userErrors"]
        assert [error["code"] for error in errors] == ([code] if code else [])
    errors = (await ask(callers[caller], RESEND, id=gid(ada)))["resendPortalInvitation"]["userErrors"]
    assert [error["code"] for error in errors] == ([code] if code else [])
    assert ((await make.again(ada)).portal_status is models.PortalStatus.NONE) is (code is not None)
    errors = (await ask(callers[caller], SUSPEND, id=gid(ada)))["suspendPortal"]["userErrors"]
    assert [error["code"] for error in errors] == [code or "INVALID_STATE"]


async def invited(door: Door, owner, contact: models.Contact) -> dict:
    """What inviting a contact answers."""
    context = Context(door.services, owner)
    return (await door.whole(context, ENABLE, id=gid(contact), permissions=SEEN)).data["enablePortal"]
