"""Keys for programs: never more than their maker, and over when they are revoked."""

from datetime import timedelta

import pytest

import models
from models import Ability, Role
from models.core.clock import moved
from permissions.viewer import NOBODY, Kind
from resolvers.session import authenticate
from tests.graph.conftest import gid, unknown, viewer_as, viewer_of
from tests.graph.people import Door, change, in_days
from tests.graph.people import door as door

CREATE = """
mutation ($name: String!, $role: Role!, $clients: [ID!], $all: Boolean, $ends: DateTime!) {
  createApiToken(input: {name: $name, role: $role, clientIds: $clients, allClients: $all, expiresAt: $ends}) {
    apiToken { id name prefix role allClients clients { nodes { name } } createdBy { name } revokedAt }
    secret
    userErrors { code path }
  }
}
"""
REVOKE = """
mutation ($id: ID!) { revokeApiToken(input: {apiTokenId: $id}) { apiToken { revokedAt } userErrors { code path } } }
"""
LIST = "{ apiTokens { nodes { name } } }"


def key(role: str = "STAFF", ends: int = 30, **over) -> dict:
    return {"name": "Export", "role": role, "ends": in_days(ends)} | over


async def test_a_key_opens_the_door_and_its_secret_is_told_once(door: Door, ask, owner, make) -> None:
    acme = await make.client(name="Acme")

    answer = (await ask(owner, CREATE, **key(clients=[gid(acme)])))["createApiToken"]

    secret, token = answer["secret"], answer["apiToken"]
    assert answer["userErrors"] == [] and token.pop("id") and secret.startswith(token.pop("prefix"))
    assert token == {
        "name": "Export",
        "role": "STAFF",
        "allClients": False,
        "clients": {"nodes": [{"name": "Acme"}]},
        "createdBy": {"name": "Olive"},
        "revokedAt": None,
    }
    viewer, session = await authenticate(door.services, secret)
    assert (viewer.kind, viewer.role, viewer.client_ids) == (Kind.LIMITED, Role.STAFF, (acme.id,))
    assert viewer.user_id == owner.user_id and session.is_api_token
    stored = await make.again(models.ApiToken(id=session.id))
    assert secret not in str(vars(stored)) and stored.last_used_at is not None


async def test_a_key_ends_when_it_says_and_when_it_is_revoked(door: Door, ask, owner) -> None:
    answer = (await ask(owner, CREATE, **key(all=True)))["createApiToken"]
    with moved(timedelta(days=31)):
        assert (await authenticate(door.services, answer["secret"]))[0] is NOBODY

    first = (await ask(owner, REVOKE, id=answer["apiToken"]["id"]))["revokeApiToken"]
    second = (await ask(owner, REVOKE, id=answer["apiToken"]["id"]))["revokeApiToken"]

    assert first["apiToken"]["revokedAt"] == second["apiToken"]["revokedAt"] is not None
    assert (await authenticate(door.services, answer["secret"]))[0] is NOBODY


async def test_a_key_shrinks_with_its_maker(door: Door, ask, make) -> None:
    acme, birch = await make.client(), await make.client()
    pat = await make.user(Role.ADMIN)
    secret = (await ask(viewer_of(pat), CREATE, **key("STAFF", clients=[gid(acme), gid(birch)])))["createApiToken"][
        "secret"
    ]
    everywhere = (await ask(viewer_of(pat), CREATE, **key("ADMIN", all=True)))["createApiToken"]["secret"]
    reader = (await ask(viewer_of(pat), CREATE, **key("ANALYST", all=True)))["createApiToken"]["secret"]
    assert (await authenticate(door.services, secret))[0].can(Ability.BILL)

    await change(door, pat, role=Role.STAFF_LIMITED)
    await make.row(models.UserClient(user_id=pat.id, client_id=birch.id))

    viewer, _ = await authenticate(door.services, secret)
    assert (viewer.role, viewer.client_ids, viewer.can(Ability.BILL)) == (Role.STAFF_LIMITED, (birch.id,), False)
    viewer, _ = await authenticate(door.services, everywhere)
    assert (viewer.kind, viewer.role, viewer.client_ids) == (Kind.LIMITED, Role.STAFF_LIMITED, (birch.id,))
    assert (await authenticate(door.services, reader))[0] is NOBODY, "its maker reads no costs any more"
    await change(door, pat, status=models.UserStatus.DISABLED)
    assert (await authenticate(door.services, secret))[0] is NOBODY


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"role": "CONTACT"}, "INVALID", ["role"]),
        ({"role": "ADMIN"}, "FORBIDDEN", ["role"]),
        ({"role": "ANALYST"}, "FORBIDDEN", ["role"]),
        ({"clients": []}, "REQUIRED", ["clientIds"]),
        ({"clients": ["hidden"]}, "NOT_FOUND", ["clientIds", "0"]),
        ({"all": True}, "FORBIDDEN", ["allClients"]),
        ({"ends": in_days(-1)}, "INVALID", ["expiresAt"]),
        ({"ends": in_days(367)}, "INVALID", ["expiresAt"]),
        ({"name": " "}, "REQUIRED", ["name"]),
    ],
)
async def test_a_key_is_at_most_its_maker(ask, make, given, code, path) -> None:
    acme, hidden = await make.client(), await make.client()
    mia = viewer_of(await make.user(Role.STAFF_LIMITED), acme)
    wanted = key("STAFF_LIMITED", clients=[gid(acme)]) | given
    wanted["clients"] = [gid(hidden) if each == "hidden" else each for each in wanted["clients"]]

    answer = (await ask(mia, CREATE, **wanted))["createApiToken"]

    assert answer == {"apiToken": None, "secret": None, "userErrors": [{"code": code, "path": path}]}
    assert (await ask(mia, LIST))["apiTokens"]["nodes"] == []


async def test_an_administrators_key_covers_every_client(ask, owner, make) -> None:
    acme = await make.client()

    answer = (await ask(owner, CREATE, **key("ADMIN", clients=[gid(acme)])))["createApiToken"]

    assert answer["userErrors"] == [{"code": "INVALID", "path": ["allClients"]}]


async def test_a_key_makes_no_keys_and_does_not_sign_out(door: Door, ask, owner) -> None:
    secret = (await ask(owner, CREATE, **key("OWNER", all=True)))["createApiToken"]["secret"]

    made = (await door.ask(secret, CREATE, **key()))["createApiToken"]["userErrors"]
    out = (await door.ask(secret, "mutation { logout(input: {}) { userErrors { code } } }"))["logout"]["userErrors"]

    assert [error["code"] for error in made + out] == ["FORBIDDEN", "INVALID_STATE"]


async def test_administrators_see_all_keys_and_others_their_own(ask, owner, make) -> None:
    pat, dev = viewer_of(await make.user()), viewer_of(await make.user())
    token = (await ask(pat, CREATE, **key(all=True)))["createApiToken"]["apiToken"]

    assert (await ask(owner, LIST))["apiTokens"]["nodes"] == [{"name": "Export"}]
    assert (await ask(pat, LIST))["apiTokens"]["nodes"] == [{"name": "Export"}]
    assert (await ask(dev, LIST))["apiTokens"]["nodes"] == []
    refused = (await ask(dev, REVOKE, id=token["id"]))["revokeApiToken"]["userErrors"]
    assert refused == [{"code": "NOT_FOUND", "path": ["apiTokenId"]}]
    live = "{ apiTokens(filter: {revoked: false}) { totalCount } }"
    await ask(pat, REVOKE, id=token["id"])
    assert (await ask(owner, live))["apiTokens"]["totalCount"] == 0


@pytest.mark.parametrize(
    ("caller", "code"),
    [("nobody", "UNAUTHENTICATED"), ("contact", "FORBIDDEN"), ("analyst", "FORBIDDEN"), ("staff", None)],
)
async def test_who_may_make_keys(ask, make, nobody, caller, code) -> None:
    callers = {
        "nobody": nobody,
        "contact": viewer_as(await make.contact(await make.client())),
        "analyst": viewer_of(await make.user(Role.ANALYST)),
        "staff": viewer_of(await make.user()),
    }

    errors = (await ask(callers[caller], CREATE, **key(all=True)))["createApiToken"]["userErrors"]
    revoked = (await ask(callers[caller], REVOKE, id=unknown(models.ApiToken)))["revokeApiToken"]["userErrors"]

    assert [error["code"] for error in errors] == ([code] if code else [])
    assert [error["code"] for error in revoked] == ["UNAUTHENTICATED" if caller == "nobody" else "NOT_FOUND"]
