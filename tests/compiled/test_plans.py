"""Plans are shared by viewers of one shape, and hold nothing of anybody; who asks is confirmed by the statement."""

import asyncio
import json
from dataclasses import fields, replace
from uuid import UUID

import orjson
import pytest

import models
from models.core.clock import now
from permissions.viewer import Viewer
from resolvers.compiled.plan import Plans
from resolvers.context import Context
from resolvers.session import arrive
from schema import schema
from server.graphql.engine import Call, Engine
from tests.compiled.deep import lent  # noqa: F401 (fixtures)
from tests.graph.conftest import gid, make, services, viewer_of  # noqa: F401 (fixtures)
from tests.graph.people import Door, change

CLIENTS = "query ($name: String!) { clients(filter: {name: {contains: $name}}) { totalCount nodes { id name } } }"


@pytest.fixture
def engine():
    return Engine(schema)


async def asked(engine, context, query, **variables):
    """The data of an answer, and the plan that gave it."""
    call = Call(query, variables)
    engine.check(call)
    answer = await engine.answer(call, context)
    return json.loads(orjson.dumps(answer.payload))["data"], answer.plan


async def limited(make, *clients):  # noqa: F811
    return viewer_of(await make.user(models.Role.STAFF_LIMITED), *clients)


async def test_two_viewers_of_a_shape_share_a_plan_and_never_a_result(engine, lent, make):  # noqa: F811
    acme, bolt = await make.client(name="Acme Ltd"), await make.client(name="Bolt Ltd")
    one, other = await limited(make, acme), await limited(make, bolt)

    (seen, plan), (others, same) = [
        await asked(engine, Context(lent, viewer), CLIENTS, name="Ltd") for viewer in (one, other)
    ]

    assert plan is same
    assert seen["clients"] == {"totalCount": 1, "nodes": [{"id": gid(acme), "name": "Acme Ltd"}]}
    assert others["clients"] == {"totalCount": 1, "nodes": [{"id": gid(bolt), "name": "Bolt Ltd"}]}


async def test_a_plan_holds_nothing_of_a_viewer_or_a_variable(engine, lent, make):  # noqa: F811
    acme = await make.client(name="Acme Ltd")
    viewer = await limited(make, acme)
    _, plan = await asked(engine, Context(lent, viewer), CLIENTS, name="very secret")

    def held(value, seen):
        """Every text and key that can be reached from the plan, inside functions too."""
        if id(value) in seen or isinstance(value, type):
            return
        seen[id(value)] = value
        yield value
        for each in getattr(value, "__closure__", None) or ():
            yield from held(each.cell_contents, seen)
        if isinstance(value, tuple | list | frozenset):
            for each in value:
                yield from held(each, seen)

    found = [each for part in fields(plan) for each in held(getattr(plan, part.name), {})]
    assert not [each for each in found if isinstance(each, UUID | Viewer)]
    secrets = {str(viewer.user_id), str(acme.id), gid(acme), "very secret", viewer.name}
    assert not [each for each in found if isinstance(each, str) and any(secret in each for secret in secrets)]


async def test_values_share_a_plan_and_forms_do_not(engine, lent, make):  # noqa: F811
    viewer = viewer_of(await make.user(models.Role.OWNER))
    query = "query ($f: ClientFilter) { clients(filter: $f) { totalCount } }"
    forms = [
        {"name": {"eq": "Acme"}},
        {"name": {"eq": "Bolt"}},
        {"name": {"contains": "Bolt"}},
        {"status": {"in": ["ACTIVE"]}},
        {"status": {"in": ["ACTIVE", "ARCHIVED"]}},
    ]
    plans = [(await asked(engine, Context(lent, viewer), query, f=each))[1] for each in forms]

    assert plans[0] is plans[1] and plans[3] is plans[4]
    assert len({id(plan) for plan in plans}) == 3


async def test_the_least_used_plan_goes_first(engine, lent, make):  # noqa: F811
    viewer = viewer_of(await make.user(models.Role.OWNER))
    engine.plans = Plans(most=2)
    first, second, third = [f"{{ a{n}: clients {{ totalCount }} }}" for n in range(3)]
    plans = [(await asked(engine, Context(lent, viewer), query))[1] for query in (first, second, first, third)]

    assert plans[0] is plans[2]
    assert (await asked(engine, Context(lent, viewer), first))[1] is plans[0]
    assert (await asked(engine, Context(lent, viewer), second))[1] is not plans[1]


NAMES = "{ viewer { user { name } } clients { nodes { name } } }"


async def test_what_changes_a_viewer_is_so_on_the_next_request(engine, lent, make):  # noqa: F811
    door = Door(lent)
    user = await door.user(models.Role.STAFF_LIMITED, name="Lea")
    token = (await door.login("lea@studio.test"))["token"]
    acme = await make.client(name="Acme")

    async def seen():
        """What a request is told, and whether its viewer was kept from the one before."""
        context = await arrive(lent, token)
        was_kept = context.mark is not None
        data, plan = await asked(engine, context, NAMES)
        assert plan is not None
        name = data["viewer"] and data["viewer"]["user"]["name"]
        return name, [row["name"] for row in data["clients"]["nodes"]], was_kept

    await seen()
    assert await seen() == ("Lea", [], True)

    await make.row(models.UserClient(user_id=user.id, client_id=acme.id))
    assert await seen() == ("Lea", ["Acme"], True)

    await change(door, user, name="Leonie")
    assert await seen() == ("Leonie", ["Acme"], True)

    await change(door, user, status=models.UserStatus.DISABLED)
    assert await seen() == (None, [], True)


async def test_a_session_that_ended_ends_what_was_kept(engine, lent, make):  # noqa: F811
    door = Door(lent)
    await door.user(models.Role.OWNER, name="Olive")
    token = (await door.login("olive@studio.test"))["token"]
    await make.client(name="Acme")
    context = await arrive(lent, token)
    data, _ = await asked(engine, context, NAMES)
    assert data["clients"]["nodes"] == [{"name": "Acme"}]

    await change(door, models.Session(id=context.session.id), revoked_at=now())

    kept = await arrive(lent, token)
    assert kept.mark is not None and kept.viewer.is_signed_in, "the test is about what was kept"
    assert (await asked(engine, kept, NAMES))[0] == {"viewer": None, "clients": {"nodes": []}}


async def test_what_is_interpreted_is_confirmed_first(engine, lent, make):  # noqa: F811
    door = Door(lent)
    user = await door.user(models.Role.OWNER, name="Olive")
    token = (await door.login("olive@studio.test"))["token"]
    await arrive(lent, token)
    await change(door, user, status=models.UserStatus.DISABLED)

    kept = await arrive(lent, token)
    assert kept.mark is not None
    rename = 'mutation { createClient(input: {name: "Acme", type: COMPANY}) { client { id } userErrors { code } } }'
    data, _ = await asked(engine, kept, rename)

    assert data["createClient"] == {"client": None, "userErrors": [{"code": "UNAUTHENTICATED"}]}
    assert await make.all(models.Client) == []


async def test_without_readers_nothing_is_kept(lent):  # noqa: F811
    door = Door(replace(lent, readers=None))
    await door.user(models.Role.OWNER, name="Olive")
    token = (await door.login("olive@studio.test"))["token"]

    assert [(await arrive(door.services, token)).mark for _ in range(2)] == [None, None]


async def test_a_statement_too_long_to_write_is_left_to_the_interpreter(engine, lent, make):  # noqa: F811
    """An entry's subject is a union of all it may be: so many of them took seconds, in which nobody was served."""
    await make.client(name="Acme Ltd")
    lists = " ".join(f"e{number}: events(first: 1) {{ nodes {{ id subject {{ id }} }} }}" for number in range(70))

    data, plan = await asked(engine, Context(lent, await limited(make)), f"{{ {lists} }}")

    assert plan is None
    assert len(data) == 70


async def test_others_are_answered_while_a_long_statement_is_written(engine, lent, make):  # noqa: F811
    await make.client(name="Acme Ltd")
    owner = viewer_of(await make.user(models.Role.OWNER))
    short = "{ clients { totalCount } }"
    await asked(engine, Context(lent, owner), short)
    long = " ".join(f"l{n}: events(first: {n + 1}) {{ nodes {{ id subject {{ id }} }} }}" for n in range(12))

    writing = asyncio.create_task(asked(engine, Context(lent, owner), "{" + long + "}"))
    await asyncio.sleep(0)
    await asked(engine, Context(lent, owner), short)
    known = engine.plans.misses
    told, plan = await writing

    assert known == 1, "the others waited until it was written"
    assert plan is not None and engine.plans.misses == 2
    assert told == {f"l{n}": {"nodes": []} for n in range(12)}
