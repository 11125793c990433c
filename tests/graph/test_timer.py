"""Running clocks: one at a time, stopped into an entry or thrown away."""

from datetime import timedelta

import pytest

import models
from models.core import clock
from tests.graph.conftest import gid, viewer_as, viewer_of
from tests.graph.work import a_project, a_task, set_organisation

START = """
mutation ($project: ID, $task: ID, $stop: Boolean = false, $key: String) {
  startTimer(input: {projectId: $project, taskId: $task, stopRunning: $stop, idempotencyKey: $key}) {
    timer { id project { id } task { id } user { id } } timeEntry { task { id } } userErrors { code path }
  }
}
"""
STOP = """
mutation ($note: String, $billable: Boolean, $key: String) {
  stopTimer(input: {note: $note, billable: $billable, idempotencyKey: $key}) {
    timer { id }
    timeEntry { id seconds note billable billableState startedAt endedAt loggedOn project { id } task { id } }
    warnings { code }
    userErrors { code path }
  }
}
"""
DISCARD = """
mutation ($id: ID) {
  discardTimer(input: {timerId: $id}) { timer { id } timeEntry { id } userErrors { code path } }
}
"""
ASSIGN = """
mutation ($id: ID!, $to: [ID!]!) { assignUserClients(input: {userId: $id, clientIds: $to}) { userErrors { code } } }
"""
RUNNING = "{ runningTimer { id } }"


async def a_clock(make, project, user, seconds, **over):
    started = clock.now() - timedelta(seconds=seconds)
    keys = {"client_id": project.client_id, "project_id": project.id, "user_id": user.id}
    return await make.row(models.Timer(**keys, started_at=started, **over))


async def test_a_clock_on_a_task_knows_the_project_and_becomes_an_entry(ask, make):
    dev, project = await make.user(), await a_project(make)
    task = await a_task(make, project)
    me = viewer_of(dev)

    timer = (await ask(me, START, task=gid(task)))["startTimer"]["timer"]
    assert (timer["project"], timer["user"]) == ({"id": gid(project)}, {"id": gid(dev)})
    assert (await ask(me, RUNNING))["runningTimer"] == {"id": timer["id"]}

    stopped = (await ask(me, STOP, note="draft 1"))["stopTimer"]
    entry = stopped["timeEntry"]
    assert (entry["seconds"], entry["note"], entry["billableState"]) == (1, "draft 1", "OPEN")
    assert (entry["project"], entry["task"]) == ({"id": gid(project)}, {"id": gid(task)})
    assert (await ask(me, RUNNING))["runningTimer"] is None


async def test_a_second_start_is_refused_or_stops_the_first(ask, make):
    dev, project = viewer_of(await make.user()), await a_project(make)
    first, second = await a_task(make, project), await a_task(make, project)
    await ask(dev, START, task=gid(first))

    refused = (await ask(dev, START, task=gid(second)))["startTimer"]
    assert refused["userErrors"] == [{"code": "TIMER_RUNNING", "path": None}]

    swapped = (await ask(dev, START, task=gid(second), stop=True))["startTimer"]
    assert (swapped["timer"]["task"], swapped["timeEntry"]["task"]) == ({"id": gid(second)}, {"id": gid(first)})
    assert (await ask(viewer_of(await make.user()), START, task=gid(first)))["startTimer"]["userErrors"] == []


async def test_seconds_are_those_between_and_never_more_than_a_day(ask, make):
    dev, project = await make.user(), await a_project(make)
    await a_clock(make, project, dev, 5400)
    worked = (await ask(viewer_of(dev), STOP))["stopTimer"]["timeEntry"]
    assert 5400 <= worked["seconds"] <= 5410

    await a_clock(make, project, dev, 100_000)
    forgotten = (await ask(viewer_of(dev), STOP))["stopTimer"]["timeEntry"]
    assert forgotten["seconds"] == 86_400


async def test_after_a_discard_nothing_runs_and_nothing_was_made(ask, owner, make):
    dev, project = viewer_of(await make.user()), await a_project(make)
    timer = (await ask(dev, START, project=gid(project)))["startTimer"]["timer"]

    answer = (await ask(dev, DISCARD))["discardTimer"]

    assert answer == {"timer": {"id": timer["id"]}, "timeEntry": None, "userErrors": []}
    assert (await ask(dev, RUNNING))["runningTimer"] is None
    assert (await ask(owner, "{ timeEntries { totalCount } }"))["timeEntries"]["totalCount"] == 0
    for verb, query in (("stopTimer", STOP), ("discardTimer", DISCARD)):
        assert (await ask(dev, query))[verb]["userErrors"] == [{"code": "INVALID_STATE", "path": None}]


async def test_only_administrators_throw_away_the_clocks_of_others(ask, owner, make):
    dev, project = await make.user(), await a_project(make)
    timer = await a_clock(make, project, dev, 60)

    stranger = (await ask(viewer_of(await make.user()), DISCARD, id=gid(timer)))["discardTimer"]
    admin = (await ask(owner, DISCARD, id=gid(timer)))["discardTimer"]
    again = (await ask(owner, DISCARD, id=gid(timer)))["discardTimer"]

    assert stranger["userErrors"] == [{"code": "NOT_FOUND", "path": ["timerId"]}]
    assert admin["timer"] == {"id": gid(timer)}
    assert again["userErrors"] == [{"code": "INVALID_STATE", "path": None}]


async def test_only_administrators_hear_of_the_clocks_of_others(ask, owner, make):
    dev, project = viewer_of(await make.user()), await a_project(make)
    await ask(dev, START, project=gid(project))

    query = "{ events(filter: {kind: {eq: TIMER_STARTED}}) { totalCount } }"
    heard = [await ask(viewer, query) for viewer in (dev, owner, viewer_of(await make.user()))]

    assert [each["events"]["totalCount"] for each in heard] == [1, 1, 0]


@pytest.mark.parametrize("locked", [False, True])
async def test_a_clock_ends_with_the_access_to_its_client(ask, owner, make, services, locked):
    project, other = await a_project(make), await a_project(make)
    mia = await make.user(models.Role.STAFF_LIMITED)
    await make.row(models.UserClient(user_id=mia.id, client_id=project.client_id))
    await a_clock(make, project, mia, 3600)
    await set_organisation(services, locked_before_on=clock.today("UTC") + timedelta(days=2) if locked else None)

    kept = (await ask(owner, ASSIGN, id=gid(mia), to=[gid(models.Client(id=other.client_id))]))["assignUserClients"]

    assert kept["userErrors"] == []
    entries = [(each.user_id, each.seconds) for each in await make.all(models.TimeEntry)]
    assert entries == ([] if locked else [(mia.id, 3600)])
    (ended,) = await make.all(models.Timer)
    assert ended.stopped_at and ended.discarded == locked
    hers = viewer_of(mia, models.Client(id=other.client_id))
    assert (await ask(hers, START, project=gid(other)))["startTimer"]["userErrors"] == []

    await ask(owner, ASSIGN, id=gid(mia), to=[gid(models.Client(id=other.client_id))])
    assert (await ask(hers, RUNNING))["runningTimer"], "a clock at a client that is still hers runs on"


async def test_where_no_clock_can_be_started(ask, owner, make):
    project, other = await a_project(make), await a_project(make)
    task, loose = await a_task(make, project), await a_task(make, None)
    closed = await a_project(make, status=models.ProjectStatus.FINISHED)

    async def refused(**given):
        return (await ask(owner, START, **given))["startTimer"]["userErrors"]

    assert await refused() == [{"code": "REQUIRED", "path": ["projectId"]}]
    assert await refused(task=gid(loose)) == [{"code": "INVALID", "path": ["taskId"]}]
    assert await refused(task=gid(task), project=gid(other)) == [{"code": "INVALID", "path": ["projectId"]}]
    assert await refused(project=gid(closed)) == [{"code": "INVALID_STATE", "path": None}]


async def test_the_same_key_starts_one_clock(ask, services, make):
    dev, project = viewer_of(await make.user()), await a_project(make)

    first = (await ask(dev, START, project=gid(project), key="t1"))["startTimer"]
    again = (await ask(dev, START, project=gid(project), key="t1"))["startTimer"]

    assert first["timer"] == again["timer"]


@pytest.mark.parametrize(
    ("policy", "warned", "refused"), [("ALLOW", [], []), ("WARN", ["OVERLAP"], []), ("REFUSE", [], ["OVERLAP"])]
)
async def test_clocked_time_that_overlaps(ask, services, make, policy, warned, refused):
    dev, project = await make.user(), await a_project(make)
    await set_organisation(services, overlap_policy=models.OverlapPolicy[policy])
    for _ in range(2):
        await a_clock(make, project, dev, 600)
        answer = (await ask(viewer_of(dev), STOP))["stopTimer"]

    assert [each["code"] for each in answer["warnings"] or []] == warned
    assert [each["code"] for each in answer["userErrors"]] == refused


@pytest.mark.parametrize(
    ("caller", "code"),
    [("nobody", "UNAUTHENTICATED"), ("contact", "FORBIDDEN"), ("elsewhere", "NOT_FOUND"), ("analyst", "FORBIDDEN")],
)
async def test_who_may_not_start_a_clock(ask, make, nobody, caller, code):
    project = await a_project(make)
    client = models.Client(id=project.client_id)
    callers = {
        "nobody": nobody,
        "contact": viewer_as(await make.contact(client), models.PortalPermission.PROJECTS),
        "elsewhere": viewer_of(await make.user(models.Role.STAFF_LIMITED), await make.client()),
        "analyst": viewer_of(await make.user(models.Role.ANALYST), client),
    }

    answer = (await ask(callers[caller], START, project=gid(project)))["startTimer"]

    assert [each["code"] for each in answer["userErrors"]] == [code]
