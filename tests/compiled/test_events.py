"""Events of streams: their nodes come from plans, worked out once for all who are bound to see the same."""

import asyncio
from contextlib import suppress
from dataclasses import replace

import orjson
import pytest

import models
from models.core.access import PortalPermission
from resolvers.context import Context
from schema import schema
from server.graphql.engine import Call, Engine
from server.graphql.sse import next_event
from tests.compiled.deep import again, everything, lent, run, said  # noqa: F401 (fixtures)
from tests.graph.conftest import following, gid, make, owner, services, viewer_as, viewer_of  # noqa: F401 (fixtures)
from tests.graph.work import a_project, a_task

UPDATES = (
    "subscription ($client: ID, $after: Cursor) { clientUpdates(clientId: $client, after: $after) "
    "{ cursor kind client { name contacts { totalCount } } subject { __typename id } } }"
)


COMPLETE = "mutation ($task: ID!) { completeTask(input: {taskId: $task}) { userErrors { code } } }"


class Watching:
    """A stream through an engine that gathers its answers."""

    def __init__(self, engine, services, viewer, query, **variables):  # noqa: F811
        self.answers, self.context = [], Context(services, viewer)
        self._task = asyncio.create_task(self._read(engine, Call(query, variables)))

    async def _read(self, engine, call):
        engine.check(call)
        async for answer in engine.events(call, self.context):
            self.answers.append(answer)

    async def until(self, count):
        async with asyncio.timeout(30):
            while len(self.answers) < count:
                assert not self._task.done(), self._task
                await asyncio.sleep(0.01)
        return [said(answer) for answer in self.answers]

    async def settled(self):
        """What it was told, once nothing more comes."""
        before = len(await self.until(1)) - 1
        while before != len(self.answers):
            before = len(self.answers)
            await asyncio.sleep(0.6)
        return [said(answer) for answer in self.answers]

    async def stop(self):
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task


@pytest.fixture
async def watch(lent):  # noqa: F811
    """`watch(engine, viewer, query, **variables)` opens a stream; all are closed at the end."""
    opened = []

    def begin(engine, viewer, query, services=lent, **variables):  # noqa: F811
        opened.append(Watching(engine, services, viewer, query, **variables))
        return opened[-1]

    yield begin
    for each in opened:
        await each.stop()


@pytest.fixture
def engine():
    return Engine(schema)


@pytest.fixture(autouse=True)
def standing(monkeypatch):
    """Viewers of these tests have no session to be read again."""

    async def again(context):
        return context.viewer

    monkeypatch.setattr("resolvers.session.again", again)


async def tell(services, row, kind=models.EventKind.CLIENT_UPDATED):  # noqa: F811
    context = Context(services)
    async with context.change() as change:
        change.record(kind, row, "It happened")
    return context.cursor


async def test_the_streams_tell_by_plans_what_the_interpreter_tells(lent, engine, owner, make, watch):  # noqa: F811
    project = await a_project(make)
    client, user = await _client(make, project), await make.user()
    task = await a_task(make, project, user, client_visible=True)
    start = await tell(lent, client)
    queries = [
        "subscription ($after: Cursor) { events(after: $after) "
        f"{{ cursor kind event {{ {everything('Event')} }} }} }}",
        "subscription ($after: Cursor, $client: ID) { clientUpdates(after: $after, clientId: $client) { cursor at "
        f"client {{ {everything('Client')} }} subject {{ __typename ... on Task {{ {everything('Task')} }} }} }} }}",
        "subscription ($after: Cursor, $project: ID!) { projectProgress(after: $after, projectId: $project) { cursor "
        f"percent: progressPercent project {{ {everything('Project')} }} task {{ {everything('Task')} }} }} }}",
    ]
    given = {"after": start, "client": gid(client), "project": gid(project)}
    contact = viewer_as(await make.contact(client), *PortalPermission)
    interpreter, bare = Engine(schema), replace(lent, readers=None)
    # Everything has happened when it is asked for, so that both read the same.
    await tell(lent, client)
    await run(interpreter, bare, owner, COMPLETE, task=gid(task))
    told = 0
    for viewer in (viewer_of(await make.user(models.Role.STAFF_LIMITED), client), contact):
        for query in queries:
            variables = {name: value for name, value in given.items() if f"${name}" in query}
            interpreted = watch(interpreter, viewer, query, services=bare, **variables)
            expected = await interpreted.settled()
            assert not any("errors" in each for each in expected), expected
            compiled = watch(engine, viewer, query, **variables)
            assert await compiled.until(len(expected)) == expected
            await asyncio.gather(interpreted.stop(), compiled.stop())
            told += len(expected)

    assert told >= 6 and lent.readers.asked >= 4


async def _client(make, project):  # noqa: F811
    found = await make.all(models.Client)
    return next(each for each in found if each.id == project.client_id)


async def test_fifty_equal_subscribers_cost_the_statements_of_one(lent, engine, make, watch):  # noqa: F811
    client = await make.client(name="Acme")
    staff = [viewer_of(await make.user(models.Role.STAFF)) for _ in range(50)]
    start = await tell(lent, client)
    watching = [watch(engine, each, UPDATES, client=gid(client), after=start) for each in staff]
    await following(lent, 50)
    before = lent.readers.asked

    await tell(lent, client)

    for each in watching:
        (told,) = await each.until(1)
        shown = told["data"]["clientUpdates"]
        assert shown["client"] == {"name": "Acme", "contacts": {"totalCount": 0}}
        assert shown["subject"] == {"__typename": "Client", "id": gid(client)}
    # Whether the client is there, whether the entry is for them, and what it says.
    assert lent.readers.asked - before == 3

    await tell(lent, client)
    for each in watching:
        await each.until(2)
    assert lent.readers.asked - before == 6


async def test_contacts_of_one_client_share_and_those_of_two_do_not(lent, engine, make, watch):  # noqa: F811
    acme, birch = await make.client(name="Acme"), await make.client(name="Birch")
    ours = [viewer_as(await make.contact(acme), PortalPermission.PROJECTS) for _ in range(5)]
    other = viewer_as(await make.contact(acme), PortalPermission.INVOICES)
    theirs = viewer_as(await make.contact(birch), PortalPermission.PROJECTS)
    start = await tell(lent, acme)
    watching = {each: watch(engine, each, UPDATES, after=start) for each in [*ours, other, theirs]}
    await following(lent, len(watching))
    before = lent.readers.asked

    await tell(lent, acme)

    for viewer in [*ours, other]:
        (told,) = await watching[viewer].until(1)
        assert told["data"]["clientUpdates"]["client"]["name"] == "Acme"
    assert lent.readers.asked - before == 2 * 3
    assert watching[theirs].answers == []


async def test_viewers_of_other_scopes_never_share(lent, engine, make, watch):  # noqa: F811
    acme, birch = await make.client(name="Acme"), await make.client(name="Birch")
    role = models.Role.STAFF_LIMITED
    one, same = viewer_of(await make.user(role), acme), viewer_of(await make.user(role), acme)
    both = viewer_of(await make.user(role), acme, birch)
    everywhere = viewer_of(await make.user())
    start = await tell(lent, acme)
    watching = [watch(engine, each, UPDATES, client=gid(acme), after=start) for each in (one, same, both, everywhere)]
    await following(lent, len(watching))
    before = lent.readers.asked

    await tell(lent, acme)

    for each in watching:
        await each.until(1)
    # Four are asked for apart; what it says is the same for the two who cover the same client.
    assert lent.readers.asked - before == 4 + 4 + 3


async def test_what_depends_on_who_asks_is_never_shared(lent, engine, make, watch):  # noqa: F811
    """Colleagues of one scope read their own address each, and nobody else's."""
    project = await a_project(make)
    users = [await make.user() for _ in range(3)]
    task = await a_task(make, project, *users)
    client = gid(await _client(make, project))
    query = """
    subscription ($client: ID!, $after: Cursor) {
      clientUpdates(clientId: $client, after: $after) { subject { ... on Task { assignees { name email } } } }
    }"""
    start = await tell(lent, task, models.EventKind.TASK_UPDATED)
    watching = [watch(engine, viewer_of(each), query, client=client, after=start) for each in users]
    await following(lent, len(watching))
    before = lent.readers.asked

    await tell(lent, task, models.EventKind.TASK_UPDATED)

    for user, each in zip(users, watching, strict=True):
        (told,) = await each.until(1)
        shown = told["data"]["clientUpdates"]["subject"]["assignees"]
        assert {one["name"]: one["email"] for one in shown} == {
            one.name: one.email if one is user else None for one in users
        }
        assert told["extensions"] == {"withheld": ["User.email"]}
    assert lent.readers.asked - before == 1 + 1 + 3


async def test_an_event_of_a_row_out_of_sight_is_null(lent, engine, make, watch, monkeypatch):  # noqa: F811
    acme = await make.client(name="Acme")
    limited = viewer_of(await make.user(models.Role.STAFF_LIMITED), acme)
    start = await tell(lent, acme)
    fill = engine.payloads.fill

    async def late(result, of, given, context):
        context.viewer = replace(context.viewer, client_ids=())
        await fill(result, of, given, context)

    monkeypatch.setattr(engine.payloads, "fill", late)
    watching = watch(engine, limited, UPDATES, client=gid(acme), after=start)
    await following(lent, 1)

    await tell(lent, acme)

    (told,) = await watching.until(1)
    assert told["data"]["clientUpdates"]["client"] is None
    assert told["data"]["clientUpdates"]["subject"] is None
    assert "errors" not in told


async def test_the_frame_of_an_event_has_its_cursor(lent, engine, owner, make, watch):  # noqa: F811
    acme = await make.client(name="Acme")
    start = await tell(lent, acme)
    watching = watch(engine, owner, UPDATES, client=gid(acme), after=start)
    await following(lent, 1)
    await tell(lent, acme)
    (told,) = await watching.until(1)

    frame = next_event(watching.answers[0])

    assert isinstance(watching.answers[0].payload["data"]["clientUpdates"]["client"], orjson.Fragment)
    id_line, event_line, data_line, *_ = frame.split("\n")
    assert id_line == f"id: {told['data']['clientUpdates']['cursor']}" and event_line == "event: next"
    assert orjson.loads(data_line.removeprefix("data: ")) == told


async def test_a_node_in_an_event_is_the_interpreters(lent, engine, owner, make, watch):  # noqa: F811
    project = await a_project(make)
    task = await a_task(make, project)
    fields = everything("Task")
    query = (
        "subscription ($client: ID!, $after: Cursor) { clientUpdates(clientId: $client, after: $after) "
        f"{{ on: subject {{ id ... on Task {{ {fields} }} }} }} }}"
    )
    start = await tell(lent, task, models.EventKind.TASK_UPDATED)
    watching = watch(engine, owner, query, client=gid(await _client(make, project)), after=start)
    await following(lent, 1)
    await tell(lent, task, models.EventKind.TASK_UPDATED)

    (told,) = await watching.until(1)

    expected, _ = await again(lent, owner, gid(task), fields)
    assert told["data"]["clientUpdates"]["on"] == expected
