"""Signing in and out, and what a token is worth."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

import models
from models.core import clock
from models.core.clock import moved
from permissions.viewer import NOBODY
from resolvers.context import Context
from resolvers.log import AccessLost
from resolvers.session import again, authenticate
from tests.graph.conftest import gid
from tests.graph.people import LOGIN, PASSWORD, VIEWER, Door, letters, token_of
from tests.graph.people import door as door
from tests.graph.people import long_waits as long_waits
from tests.graph.people import mailing as mailing

LOGOUT = "mutation ($all: Boolean) { logout(input: {everywhere: $all}) { token viewer { role } userErrors { code } } }"
FORGOT = "mutation ($email: String!) { requestPasswordReset(input: {email: $email}) { accepted userErrors { code } } }"
RESET = """
mutation ($token: String!, $password: String!) {
  resetPassword(input: {token: $token, password: $password}) {
    token viewer { user { name } } userErrors { code path }
  }
}
"""
DISABLE = "mutation ($id: ID!) { updateUser(input: {userId: $id, status: DISABLED}) { userErrors { code } } }"


async def test_a_user_signs_in(door: Door) -> None:
    pat = await door.user()

    answer = await door.login("PAT@studio.test ")

    assert answer["viewer"]["role"] == "STAFF"
    assert answer["viewer"]["user"] == {"id": gid(pat), "name": "Pat"}
    assert answer["viewer"]["contact"] is None
    assert answer["userErrors"] == []
    assert (await door.ask(answer["token"], VIEWER))["viewer"] == {
        "role": "STAFF",
        "user": {"name": "Pat"},
        "contact": None,
    }


async def test_the_token_is_for_the_cookie_too_and_kept_hashed_alone(door: Door, make) -> None:
    pat = await door.user()
    context = await door.context()

    answer = (await door.whole(context, LOGIN, email=pat.email, password=PASSWORD)).data["login"]

    assert context.set_cookie == answer["token"]
    assert context.viewer.user_id == pat.id
    assert len(answer["token"]) == 43
    session = await make.again(models.Session(id=context.session.id))
    assert answer["token"] not in (session.token_hash, str(session.id)) and session.ip == "192.0.2.1"


async def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(door: Door) -> None:
    await door.user()

    wrong = await door.login("pat@studio.test", "not the password")
    unknown = await door.login("nobody@studio.test", "not the password")

    refused = [{"code": "INVALID_CREDENTIALS", "path": None}]
    assert wrong == unknown == {"token": None, "viewer": None, "userErrors": refused, "cursor": None}


async def test_guessing_is_slowed_down_whether_or_not_the_address_is_known(door: Door, long_waits) -> None:
    await door.user()
    for email in ("pat@studio.test", "nobody@studio.test"):
        codes = [(await door.login(email, f"guess {n}"))["userErrors"][0]["code"] for n in range(6)]
        assert codes == ["INVALID_CREDENTIALS"] * 5 + ["RATE_LIMITED"]

    assert (await door.login("pat@studio.test"))["userErrors"][0]["code"] == "RATE_LIMITED"
    with moved(timedelta(minutes=1)):
        assert (await door.login("pat@studio.test", "guess 7"))["userErrors"][0]["code"] == "INVALID_CREDENTIALS"
        assert (await door.login("pat@studio.test"))["userErrors"][0]["code"] == "RATE_LIMITED"
    with moved(timedelta(minutes=3)):
        assert (await door.login("pat@studio.test"))["token"]
    assert (await door.login("pat@studio.test"))["token"]


async def test_guesses_sent_at_once_are_counted_one_by_one(door: Door, long_waits) -> None:
    await door.user()

    answers = await asyncio.gather(*(door.login("pat@studio.test", f"guess {n}") for n in range(12)))

    codes = [answer["userErrors"][0]["code"] for answer in answers]
    assert codes.count("INVALID_CREDENTIALS") == 5


async def test_an_origin_that_guesses_at_many_addresses_is_slowed_down(door: Door, long_waits) -> None:
    codes = [(await door.login(f"user{n}@studio.test", "guess"))["userErrors"][0]["code"] for n in range(51)]

    assert codes == ["INVALID_CREDENTIALS"] * 50 + ["RATE_LIMITED"]


async def test_signing_out_ends_this_session_alone(door: Door) -> None:
    first, second = await door.token(), (await door.login("pat@studio.test"))["token"]
    context = await door.context(first)

    answer = (await door.whole(context, LOGOUT, all=False)).data["logout"]

    assert answer == {"token": None, "viewer": None, "userErrors": []}
    assert context.set_cookie == "" and context.viewer is NOBODY
    assert (await door.ask(first, VIEWER))["viewer"] is None
    assert (await door.ask(second, VIEWER))["viewer"]["role"] == "STAFF"


async def test_signing_out_everywhere_ends_all_of_them(door: Door) -> None:
    await door.token(name="Olive")
    first, second = await door.token(), (await door.login("pat@studio.test"))["token"]
    other = (await door.login("olive@studio.test"))["token"]

    await door.ask(first, LOGOUT, all=True)

    assert [(await authenticate(door.services, token))[0].name for token in (first, second, other)] == ["", "", "Olive"]


async def test_who_is_not_signed_in_cannot_sign_out(door: Door) -> None:
    answer = (await door.ask(None, LOGOUT, all=True))["logout"]

    assert [error["code"] for error in answer["userErrors"]] == ["UNAUTHENTICATED"]


@pytest.mark.parametrize("token", [None, "", "unknown", "cgt_unknown", "x" * 5000])
async def test_a_token_nobody_gave_out_is_anonymous(door: Door, token) -> None:
    assert await authenticate(door.services, token) == (NOBODY, None)


async def test_a_session_dies_of_age_and_of_idleness(door: Door) -> None:
    token = await door.token()
    with moved(timedelta(days=13)):
        assert (await authenticate(door.services, token))[0].name == "Pat"
    with moved(timedelta(days=26)):
        assert (await authenticate(door.services, token))[0].name == "Pat"
    with moved(timedelta(days=30, minutes=1)):
        assert (await authenticate(door.services, token))[0] is NOBODY

    idle = (await door.login("pat@studio.test"))["token"]
    with moved(timedelta(days=14, minutes=1)):
        assert (await authenticate(door.services, idle))[0] is NOBODY


async def test_being_here_is_noted_once_a_minute_and_is_no_change(door: Door, make, statements) -> None:
    pat = await door.user()
    token = (await door.login(pat.email))["token"]
    seen = (await make.again(pat)).last_seen_at
    assert clock.now() - seen < timedelta(seconds=30)

    with statements(1):
        await authenticate(door.services, token)
    with moved(timedelta(minutes=2)), statements(4):  # read, noted in two rows, and read as they are now
        await authenticate(door.services, token)

    later = await make.again(pat)
    assert later.last_seen_at > seen and later.version == 1 and later.updated_at == pat.updated_at


async def test_the_mark_of_a_token_changes_with_everything_its_bearer_is(door: Door, make) -> None:
    pat, ann = await door.user(), await door.user(email="ann@studio.test")
    acme, birch = await make.client(), await make.client()
    held = (await door.context((await door.login(pat.email))["token"])).session

    async def mark(change: str, **values) -> str:
        async with Context(door.services).as_system().reading() as session:
            await session.execute(text(change), values)
        async with Context(door.services).as_system().reading() as session:
            return await session.scalar(select(func.app_standing(held.token_hash, False)))

    seen = [
        await mark("SELECT"),
        await mark("INSERT INTO user_client VALUES (:user, :client, now())", user=pat.id, client=acme.id),
        await mark("UPDATE user_client SET client_id = :client", client=birch.id),
        await mark("UPDATE user_client SET user_id = :user", user=ann.id),
        await mark("UPDATE user_client SET user_id = :user", user=pat.id),
        await mark("DELETE FROM user_client"),
        await mark('UPDATE "user" SET role = :role WHERE id = :user', role="ANALYST", user=pat.id),
        await mark("UPDATE session SET revoked_at = now() WHERE id = :session", session=held.id),
        await mark("DELETE FROM session WHERE id = :session", session=held.id),
    ]

    assert len(set(seen)) == len(seen)
    assert await mark('UPDATE "user" SET name = :name WHERE id = :user', name="Else", user=ann.id) == seen[-1]


async def test_a_disabled_user_is_out_on_the_next_request(door: Door, ask, owner) -> None:
    pat = await door.user()
    token = (await door.login(pat.email))["token"]
    context = await door.context(token)
    assert (await again(context)).user_id == pat.id

    await ask(owner, DISABLE, id=gid(pat))

    assert (await door.ask(token, VIEWER))["viewer"] is None
    with pytest.raises(AccessLost):
        await again(context)
    assert (await door.login(pat.email))["userErrors"][0]["code"] == "INVALID_CREDENTIALS"


async def test_a_stream_learns_of_new_clients_and_rights(door: Door, ask, owner, make) -> None:
    mia, client = await door.user(models.Role.STAFF_LIMITED, "Mia"), await make.client()
    context = await door.context((await door.login(mia.email))["token"])
    assert context.viewer.client_ids == ()
    assign = "mutation ($u: ID!, $c: [ID!]!) { assignUserClients(input: {userId: $u, clientIds: $c}) { cursor } }"

    await ask(owner, assign, u=gid(mia), c=[gid(client)])

    assert (await again(context)).client_ids == (client.id,)
    assert await again(Context(door.services)) is NOBODY


async def test_a_forgotten_password_is_replaced_and_everybody_else_is_out(mailing: Door) -> None:
    door = mailing
    old = await door.token()
    assert (await door.ask(None, FORGOT, email="pat@studio.test"))["requestPasswordReset"]["accepted"] is True
    (letter,) = await letters(mailing)
    token = token_of(letter)

    short = (await door.ask(None, RESET, token=token, password="short"))["resetPassword"]
    answer = (await door.ask(None, RESET, token=token, password="another long password"))["resetPassword"]
    twice = (await door.ask(None, RESET, token=token, password="a third long password"))["resetPassword"]

    assert short["userErrors"] == [{"code": "INVALID", "path": ["password"]}]
    assert answer["viewer"] == {"user": {"name": "Pat"}} and answer["userErrors"] == []
    assert twice["userErrors"] == [{"code": "INVALID_TOKEN", "path": ["token"]}]
    assert (await door.ask(old, VIEWER))["viewer"] is None
    assert (await door.ask(answer["token"], VIEWER))["viewer"]["role"] == "STAFF"
    assert (await door.login("pat@studio.test"))["token"] is None
    assert (await door.login("pat@studio.test", "another long password"))["token"]


async def test_a_reset_lasts_half_an_hour(mailing: Door) -> None:
    await mailing.user()
    await mailing.ask(None, FORGOT, email="pat@studio.test")
    (letter,) = await letters(mailing)
    token = token_of(letter)

    with moved(timedelta(minutes=30)):
        answer = (await mailing.ask(None, RESET, token=token, password="another long password"))["resetPassword"]

    assert answer["userErrors"] == [{"code": "INVALID_TOKEN", "path": ["token"]}]
    assert (await mailing.login("pat@studio.test"))["token"]


async def test_asking_for_a_reset_tells_nothing_and_sends_few_letters(mailing: Door) -> None:
    await mailing.user()

    answers = [await mailing.ask(None, FORGOT, email=email) for email in ["who@studio.test"] + ["pat@studio.test"] * 9]

    assert answers == [{"requestPasswordReset": {"accepted": True, "userErrors": []}}] * 10
    assert len(await letters(mailing)) == 3
