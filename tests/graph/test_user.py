"""The people who work here: invited, changed, assigned, let go, and seen by name."""

from dataclasses import replace

import pytest

import models
from models import Role
from permissions.viewer import SYSTEM
from resolvers.context import Context, Services
from resolvers.session import authenticate
from resolvers.user import bootstrap_user
from tests.graph.conftest import gid, unknown, viewer_as, viewer_of
from tests.graph.people import PASSWORD, Door, letters, token_of
from tests.graph.people import door as door
from tests.graph.people import mailing as mailing

INVITE = """
mutation ($email: String!, $name: String!, $role: Role!, $abilities: [Ability!], $clients: [ID!], $rate: MoneyInput) {
  inviteUser(input: {
    email: $email, name: $name, role: $role, abilities: $abilities, clientIds: $clients, costRate: $rate
  }) {
    user { id name email status role abilities costRate { amount currency } clients { nodes { name } } }
    invitationSentTo invitationToken
    userErrors { code path }
  }
}
"""
ACCEPT = """
mutation ($token: String!, $password: String!, $name: String) {
  acceptUserInvitation(input: {token: $token, password: $password, name: $name}) {
    token viewer { role user { name status } } userErrors { code path }
  }
}
"""
ROLE = """
mutation ($id: ID!, $role: Role!, $abilities: [Ability!]) {
  changeUserRole(input: {userId: $id, role: $role, abilities: $abilities}) {
    user { role abilities } userErrors { code path }
  }
}
"""
UPDATE = """
mutation ($id: ID!, $status: UserStatus, $name: String, $week: Int, $version: Int) {
  updateUser(input: {
    userId: $id, status: $status, name: $name, weeklyCapacityMinutes: $week, expectedVersion: $version
  }) { user { name status weeklyCapacityMinutes } userErrors { code path } }
}
"""
ASSIGN = """
mutation ($id: ID!, $clients: [ID!]!, $all: Boolean) {
  assignUserClients(input: {userId: $id, clientIds: $clients, allClients: $all}) {
    user { allClients clients { totalCount nodes { name } } } userErrors { code path }
  }
}
"""
FIELDS = """
{ users { nodes {
  name email role abilities allClients clients { totalCount } costRate { amount } hourlyRate { amount } lastSeenAt
} } }
"""


def invitation(**over) -> dict:
    return {"email": "Dev@Studio.test", "name": " Dev  Elder ", "role": "STAFF"} | over


async def test_a_user_is_invited_accepts_and_works(ask, owner, door: Door, make) -> None:
    client = await make.client(name="Elsewhere Ltd")
    rate = {"amount": "30", "currency": "USD"}

    answer = (await ask(owner, INVITE, **invitation(abilities=["SEE_COSTS"], clients=[gid(client)], rate=rate)))[
        "inviteUser"
    ]

    assert answer["userErrors"] == [] and answer["invitationSentTo"] is None
    user = answer["user"]
    assert user.pop("id")
    assert user == {
        "name": "Dev Elder",
        "email": "dev@studio.test",
        "status": "INVITED",
        "role": "STAFF",
        "abilities": ["SEE_COSTS"],
        "costRate": {"amount": "30.00", "currency": "USD"},
        "clients": {"nodes": [{"name": "Elsewhere Ltd"}]},
    }
    token = answer["invitationToken"]
    entered = (await door.ask(None, ACCEPT, token=token, password=PASSWORD, name="Dev"))["acceptUserInvitation"]
    assert entered["viewer"] == {"role": "STAFF", "user": {"name": "Dev", "status": "ACTIVE"}}
    again = (await door.ask(None, ACCEPT, token=token, password=PASSWORD))["acceptUserInvitation"]
    assert again["userErrors"] == [{"code": "INVALID_TOKEN", "path": ["token"]}]
    assert (await door.login("dev@studio.test"))["token"]


async def test_with_mail_the_letter_holds_the_link(mailing: Door, owner) -> None:
    context = Context(mailing.services, owner)

    answer = (await mailing.whole(context, INVITE, **invitation())).data["inviteUser"]

    assert (answer["invitationSentTo"], answer["invitationToken"]) == ("dev@studio.test", None)
    (letter,) = await letters(mailing)
    assert f"http://127.0.0.1:8000/accept?token={token_of(letter)}" in letter.body.splitlines()
    entered = await mailing.ask(None, ACCEPT, token=token_of(letter), password=PASSWORD)
    assert entered["acceptUserInvitation"]["token"]


async def test_who_did_not_accept_yet_is_invited_once_more(ask, owner, door: Door) -> None:
    first = (await ask(owner, INVITE, **invitation()))["inviteUser"]
    second = (await ask(owner, INVITE, **invitation(role="STAFF_LIMITED")))["inviteUser"]

    assert second["user"]["id"] == first["user"]["id"] and second["user"]["role"] == "STAFF_LIMITED"
    dead = (await door.ask(None, ACCEPT, token=first["invitationToken"], password=PASSWORD))["acceptUserInvitation"]
    assert dead["userErrors"][0]["code"] == "INVALID_TOKEN"
    await door.ask(None, ACCEPT, token=second["invitationToken"], password=PASSWORD)
    third = (await ask(owner, INVITE, **invitation()))["inviteUser"]
    assert third["userErrors"] == [{"code": "DUPLICATE", "path": ["email"]}]


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"email": "no address"}, "INVALID", ["email"]),
        ({"name": "  "}, "REQUIRED", ["name"]),
        ({"role": "CONTACT"}, "INVALID", ["role"]),
        ({"clients": ["nothing"]}, "NOT_FOUND", ["clientIds", "0"]),
        ({"rate": {"amount": "-1", "currency": "GBP"}}, "INVALID", ["costRate"]),
    ],
)
async def test_what_is_no_invitation(ask, owner, given, code, path) -> None:
    answer = (await ask(owner, INVITE, **invitation(**given)))["inviteUser"]

    assert answer["userErrors"] == [{"code": code, "path": path}]
    assert (await ask(owner, "{ users { totalCount } }"))["users"]["totalCount"] == 1


async def test_only_owners_decide_who_is_an_owner(ask, owner, make) -> None:
    admin = viewer_of(await make.user(Role.ADMIN))
    olive, pat = await make.user(Role.OWNER), await make.user()
    refused = [{"code": "FORBIDDEN", "path": ["role"]}]

    assert (await ask(admin, INVITE, **invitation(role="OWNER")))["inviteUser"]["userErrors"] == refused
    assert (await ask(admin, ROLE, id=gid(pat), role="OWNER"))["changeUserRole"]["userErrors"] == refused
    assert (await ask(admin, ROLE, id=gid(olive), role="STAFF"))["changeUserRole"]["userErrors"] == refused
    disabled = (await ask(admin, UPDATE, id=gid(olive), status="DISABLED"))["updateUser"]["userErrors"]
    assert disabled == [{"code": "FORBIDDEN", "path": ["userId"]}]
    made = (await ask(owner, ROLE, id=gid(pat), role="OWNER"))["changeUserRole"]
    assert made["user"]["role"] == "OWNER" and made["userErrors"] == []


async def test_the_last_owner_stays(ask, owner, make) -> None:
    me = await make.again(models.User(id=owner.user_id))

    demoted = (await ask(owner, ROLE, id=gid(me), role="ADMIN"))["changeUserRole"]["userErrors"]
    disabled = (await ask(owner, UPDATE, id=gid(me), status="DISABLED"))["updateUser"]["userErrors"]

    assert [error["code"] for error in demoted + disabled] == ["CONFLICT", "CONFLICT"]
    await make.user(Role.OWNER)
    assert (await ask(owner, ROLE, id=gid(me), role="ADMIN"))["changeUserRole"]["userErrors"] == []


async def test_a_role_counts_from_the_next_request_on(ask, owner, door: Door) -> None:
    pat = await door.user(abilities=[models.Ability.BILL])
    token = (await door.login(pat.email))["token"]

    answer = (await ask(owner, ROLE, id=gid(pat), role="STAFF_LIMITED"))["changeUserRole"]

    assert answer["user"] == {"role": "STAFF_LIMITED", "abilities": ["BILL"]}
    viewer, _ = await authenticate(door.services, token)
    assert (viewer.kind.name, viewer.client_ids, viewer.can(models.Ability.BILL)) == ("LIMITED", (), True)
    cleared = (await ask(owner, ROLE, id=gid(pat), role="STAFF", abilities=[]))["changeUserRole"]
    assert cleared["user"]["abilities"] == []


async def test_an_assignment_is_replaced(ask, owner, make) -> None:
    mia = await make.user(Role.STAFF_LIMITED)
    acme, birch = await make.client(name="Acme"), await make.client(name="Birch")

    first = (await ask(owner, ASSIGN, id=gid(mia), clients=[gid(acme), gid(birch), gid(acme)]))["assignUserClients"]
    second = (await ask(owner, ASSIGN, id=gid(mia), clients=[gid(birch)], all=True))["assignUserClients"]
    third = (await ask(owner, ASSIGN, id=gid(mia), clients=[]))["assignUserClients"]

    assert first["user"]["clients"] == {"totalCount": 2, "nodes": [{"name": "Acme"}, {"name": "Birch"}]}
    assert second["user"] == {"allClients": True, "clients": {"totalCount": 1, "nodes": [{"name": "Birch"}]}}
    assert third["user"] == {"allClients": True, "clients": {"totalCount": 0, "nodes": []}}
    bad = (await ask(owner, ASSIGN, id=gid(mia), clients=[unknown(models.Client)]))["assignUserClients"]
    assert bad["userErrors"] == [{"code": "NOT_FOUND", "path": ["clientIds", "0"]}]


async def test_a_user_is_changed_with_the_version_seen(ask, owner, make) -> None:
    pat = await make.user()

    answer = (await ask(owner, UPDATE, id=gid(pat), name="Patricia", week=2250, version=1))["updateUser"]
    stale = (await ask(owner, UPDATE, id=gid(pat), name="Pat", version=1))["updateUser"]["userErrors"]
    long = (await ask(owner, UPDATE, id=gid(pat), week=10081))["updateUser"]["userErrors"]

    assert answer["user"] == {"name": "Patricia", "status": "ACTIVE", "weeklyCapacityMinutes": 2250}
    assert stale == [{"code": "STALE_VERSION", "path": ["expectedVersion"]}]
    assert long == [{"code": "INVALID", "path": ["weeklyCapacityMinutes"]}]


async def test_an_account_moves_as_its_machine_says(ask, owner, door: Door, make) -> None:
    pat = await door.user()
    await ask(owner, UPDATE, id=gid(pat), status="DISABLED")
    back = (await ask(owner, UPDATE, id=gid(pat), status="ACTIVE"))["updateUser"]
    assert back["user"]["status"] == "ACTIVE" and (await door.login(pat.email))["token"]

    waiting = await make.user(status=models.UserStatus.INVITED)
    for user, status in ((waiting, "ACTIVE"), (pat, "INVITED")):
        errors = (await ask(owner, UPDATE, id=gid(user), status=status))["updateUser"]["userErrors"]
        assert [error["code"] for error in errors] == ["INVALID_STATE"]


async def test_colleagues_read_the_name_alone(ask, make) -> None:
    pat = await make.user(
        name="Pat", cost_rate=30, cost_rate_currency="USD", hourly_rate=80, hourly_rate_currency="GBP"
    )
    dev = await make.user(name="Dev")

    result = await ask.whole(viewer_of(pat), FIELDS)

    mine, theirs = (
        {each["name"]: each for each in result.data["users"]["nodes"]}["Pat"],
        result.data["users"]["nodes"][0],
    )
    assert theirs == dict.fromkeys(theirs, None) | {"name": "Dev"}
    assert mine["email"] == pat.email and mine["role"] == "STAFF" and mine["clients"] == {"totalCount": 0}
    assert mine["costRate"] is None and mine["lastSeenAt"] is None
    assert result.withheld == [
        f"User.{name}"
        for name in ("abilities", "allClients", "clients", "costRate", "email", "hourlyRate", "lastSeenAt", "role")
    ]
    assert dev.email and (await ask(viewer_of(pat), FIND, filter={"email": {"eq": dev.email}}))["users"]["nodes"] == []
    found = (await ask(viewer_of(pat), FIND, filter={"email": {"eq": pat.email}}))["users"]["nodes"]
    assert found == [{"name": "Pat"}]


FIND = "query ($filter: UserFilter) { users(filter: $filter) { nodes { name } } }"


async def test_assignments_cannot_be_felt_out(ask, owner, make, services: Services) -> None:
    mia, pat, client = (
        await make.user(Role.STAFF_LIMITED, name="Mia"),
        await make.user(),
        await make.client(name="Acme"),
    )
    await ask(owner, ASSIGN, id=gid(mia), clients=[gid(client)])
    by_client = {"client": {"name": {"eq": "Acme"}}}

    assert (await ask(owner, FIND, filter=by_client))["users"]["nodes"] == [{"name": "Mia"}]
    assert (await ask(viewer_of(pat), FIND, filter=by_client))["users"]["nodes"] == []
    assert (await ask(viewer_of(mia, client), FIND, filter=by_client))["users"]["nodes"] == [{"name": "Mia"}]


async def test_a_contact_reads_the_names_of_who_works_for_it(ask, make) -> None:
    client, pat = await make.client(), await make.user(name="Pat")
    await make.user(name="Dev")
    project = await make.row(
        models.Project(
            name="Site", client_id=client.id, currency="GBP", billing_method=models.BillingMethod.PROJECT_HOURS
        )
    )
    await make.row(models.ProjectMember(project_id=project.id, user_id=pat.id, client_id=client.id))
    contact = await make.contact(client)

    seen = await ask.whole(viewer_as(contact, models.PortalPermission.PROJECTS), FIELDS)
    blind = await ask(viewer_as(contact), "{ users { totalCount } }")
    other = await ask(viewer_as(await make.contact(await make.client()), models.PortalPermission.PROJECTS), FIELDS)

    (node,) = seen.data["users"]["nodes"]
    assert node == dict.fromkeys(node, None) | {"name": "Pat"}
    assert blind["users"] == {"totalCount": 0} and other["users"]["nodes"] == []


@pytest.mark.parametrize(
    ("caller", "code"),
    [
        ("nobody", "UNAUTHENTICATED"),
        ("contact", "NOT_FOUND"),
        ("staff", "FORBIDDEN"),
        ("analyst", "FORBIDDEN"),
        ("admin", None),
    ],
)
async def test_who_may_change_who_works_here(ask, make, nobody, caller, code) -> None:
    mia = await make.user(Role.STAFF_LIMITED)
    callers = {
        "nobody": nobody,
        "contact": viewer_as(await make.contact(await make.client())),
        "staff": viewer_of(await make.user()),
        "analyst": viewer_of(await make.user(Role.ANALYST)),
        "admin": viewer_of(await make.user(Role.ADMIN)),
    }
    expected = [code] if code else []

    for document, field, given in (
        (ROLE, "changeUserRole", {"role": "STAFF"}),
        (UPDATE, "updateUser", {"name": "Other"}),
        (ASSIGN, "assignUserClients", {"clients": []}),
    ):
        errors = (await ask(callers[caller], document, id=gid(mia), **given))[field]["userErrors"]
        assert [error["code"] for error in errors] == expected
    invited = (await ask(callers[caller], INVITE, **invitation()))["inviteUser"]["userErrors"]
    assert [error["code"] for error in invited] == (["FORBIDDEN"] if code == "NOT_FOUND" else expected)
    assert ((await make.again(mia)).name == "Other") is (code is None)


async def test_the_first_owner_founds_the_organisation(services: Services) -> None:
    context = Context(services, SYSTEM)

    olive = await bootstrap_user(context, email="Olive@Studio.test", name="Olive", role=Role.OWNER, password=PASSWORD)
    await bootstrap_user(context, email="pat@studio.test", name="Pat", role=Role.STAFF, password=PASSWORD)
    with pytest.raises(models.Rejected, match="works here already"):
        await bootstrap_user(context, email="pat@studio.test", name="Pat", role=Role.STAFF, password=PASSWORD)

    door = Door(services)
    token = (await door.login("olive@studio.test"))["token"]
    seen = await door.ask(token, "{ organisation { name currency timeZone contactFormKey } pipelineStages { name } }")
    assert len(seen["organisation"].pop("contactFormKey")) == 43
    assert seen == {
        "organisation": {"name": "clientgraph", "currency": "GBP", "timeZone": "Europe/London"},
        "pipelineStages": [{"name": "New"}, {"name": "Talking"}, {"name": "Offer"}],
    }
    assert olive.email == "olive@studio.test" and replace(context.viewer) == SYSTEM
