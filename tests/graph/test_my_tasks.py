"""Each user's open tasks, and the reminders of them."""

import asyncio
from datetime import date, timedelta

import models
from models import TaskStatus
from models.core import clock
from resolvers.reminder import fire_reminders
from tests.graph.conftest import gid, viewer_as, viewer_of
from tests.graph.work import a_project, a_task

MINE = "{ myTasks { totalCount nodes { name } } }"
TOLD = "{ viewer { notifications(filter: {kind: {eq: REMINDER_DUE}}) { nodes { title subject { id } } } } }"
REMIND = """
mutation ($id: ID!, $at: DateTime!, $user: ID) {
  addReminder(input: {taskId: $id, remindAt: $at, userId: $user, note: "Ring Ada"}) {
    task { reminders { note recipient { id } sentAt } } userErrors { code path }
  }
}
"""


async def test_open_tasks_of_the_viewer_nearest_day_first(ask, make):
    pat, other, project = await make.user(), await make.user(), await a_project(make)
    await a_task(make, project, pat, name="someday")
    await a_task(make, project, pat, name="later", due_on=date(2026, 5, 1))
    await a_task(make, project, pat, other, name="soon", due_on=date(2026, 4, 1), status=TaskStatus.IN_REVIEW)
    await a_task(make, project, pat, name="done", status=TaskStatus.DONE)
    await a_task(make, project, pat, name="given up", status=TaskStatus.CANCELLED)
    await a_task(make, project, other, name="another's")

    mine = (await ask(viewer_of(pat), MINE))["myTasks"]

    assert mine == {"totalCount": 3, "nodes": [{"name": "soon"}, {"name": "later"}, {"name": "someday"}]}


async def test_a_finished_task_leaves_the_list_at_once(ask, make):
    pat = await make.user()
    task = await a_task(make, await a_project(make), pat)
    finish = "mutation ($id: ID!) { completeTask(input: {taskId: $id}) { task { status } } }"

    await ask(viewer_of(pat), finish, id=gid(task))

    assert (await ask(viewer_of(pat), MINE))["myTasks"]["totalCount"] == 0


async def test_nobody_and_contacts_have_none(ask, make, nobody):
    client = await make.client()
    await a_task(make, await a_project(make, client), client_visible=True)
    ada = viewer_as(await make.contact(client), models.PortalPermission.PROJECTS)

    for viewer in (nobody, ada):
        assert (await ask(viewer, MINE))["myTasks"]["totalCount"] == 0


async def test_a_reminder_is_read_by_its_recipient_alone(ask, owner, make):
    pat, task = await make.user(), await a_task(make, await a_project(make))
    at = (clock.now() + timedelta(days=1)).isoformat()

    others = (await ask(owner, REMIND, id=gid(task), at=at, user=gid(pat)))["addReminder"]
    own = (await ask(owner, REMIND, id=gid(task), at=at))["addReminder"]
    late = (await ask(owner, REMIND, id=gid(task), at="2020-01-01T00:00:00Z"))["addReminder"]

    assert others["task"]["reminders"] == []
    assert [each["note"] for each in own["task"]["reminders"]] == ["Ring Ada"]
    assert late["userErrors"] == [{"code": "INVALID", "path": ["remindAt"]}]


async def test_a_due_reminder_fires_once_however_many_runners(ask, services, make):
    pat, project = await make.user(), await a_project(make)
    task = await a_task(make, project, pat, name="Build")
    await due(make, task, pat)
    await due(make, task, pat, remind_at=clock.now() + timedelta(hours=1))

    told = await asyncio.gather(*(fire_reminders(services) for _ in range(3)))
    again = await fire_reminders(services)

    assert (sum(told), again) == (1, 0)
    notes = (await ask(viewer_of(pat), TOLD))["viewer"]["notifications"]["nodes"]
    assert notes == [{"title": "Reminder: Build", "subject": {"id": gid(task)}}]
    kinds = await ask(viewer_of(pat), "{ events(filter: {kind: {eq: REMINDER_DUE}}) { totalCount } }")
    assert kinds["events"]["totalCount"] == 1


async def test_what_is_done_or_out_of_sight_is_passed_over_in_silence(ask, services, make):
    mia, project = await make.user(models.Role.STAFF_LIMITED), await a_project(make)
    await due(make, await a_task(make, project), mia)
    pat = await make.user()
    await due(make, await a_task(make, project, status=TaskStatus.DONE), pat)

    assert await fire_reminders(services) == 0
    assert await fire_reminders(services) == 0
    for user in (mia, pat):
        assert (await ask(viewer_of(user), TOLD))["viewer"]["notifications"]["nodes"] == []


async def due(make, task, user, **over):
    values = {"remind_at": clock.now() - timedelta(minutes=1), "client_id": task.client_id}
    return await make.row(models.Reminder(task_id=task.id, recipient_id=user.id, **values | over))
