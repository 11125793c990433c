"""What contacts see of projects, and what they never see (domain.md 3.10)."""

import pytest

import models
from models import PortalPermission, Visibility
from resolvers.context import Context
from tests.graph.conftest import gid, viewer_as, viewer_of
from tests.graph.work import a_project, a_task, an_entry, an_expense

SEEN = """
query ($id: ID!) {
  project(id: $id) {
    name progressPercent paymentStatus budgetMinutes
    hourlyRate { amount } unbilled { seconds } finance { cost { amount } } portalSettings { visible }
    members { user { name email } hourlyRate { amount } }
    milestones { name }
    tasks(orderBy: [{field: NAME}]) {
      totalCount
      nodes {
        name billable weight estimateMinutes trackedSeconds reminders { id } checklist { text }
        comments { totalCount nodes { body } } files { totalCount }
      }
    }
    timeEntries {
      totalCount
      nodes { seconds note user { id } rate { amount } value { amount } cost { amount } billedSeconds billableState }
      aggregate { sum { seconds value { amount } } }
    }
    expenses { totalCount }
  }
}
"""
SWITCH = """
mutation ($id: ID!, $settings: ProjectPortalSettingsInput!) {
  setProjectPortalSettings(input: {projectId: $id, settings: $settings}) {
    project { portalSettings { visible showTasks showTaskComments showChecklists showAttachments showTime } }
    userErrors { code }
  }
}
"""


@pytest.fixture
async def world(make):
    """A project with a little of everything, and Ada at its client."""
    client, dev = await make.client(name="Acme"), await make.user(name="Dev")
    project = await a_project(make, client, name="Site", budget_minutes=600)
    keys = {"client_id": client.id}
    await make.row(models.ProjectMember(project_id=project.id, user_id=dev.id, **keys))
    await make.row(models.Milestone(project_id=project.id, name="Phase 1", **keys))
    shown = await a_task(make, project, dev, name="Shown", client_visible=True, estimate_minutes=60)
    hidden = await a_task(make, project, dev, name="Hidden")
    for task in (shown, hidden):
        await make.row(models.ChecklistItem(task_id=task.id, text="Walls", **keys))
        await make.row(models.Comment(task_id=task.id, body="Inside", **keys))
        await make.row(models.Comment(task_id=task.id, body="Outside", visibility=Visibility.CLIENT, **keys))
        await an_entry(make, project, dev, 1800, task_id=task.id, note="Worked", value=40)
    await an_expense(make, project)
    ada = await make.contact(client, name="Ada")
    return project, ada


async def test_at_first_a_contact_sees_the_project_and_its_visible_tasks(ask, world):
    project, ada = world

    answer = await ask.whole(viewer_as(ada, PortalPermission.PROJECTS), SEEN, id=gid(project))

    seen = answer.data["project"]
    assert seen["name"] == "Site"
    assert seen["milestones"] == [{"name": "Phase 1"}]
    assert seen["members"] == [{"user": {"name": "Dev", "email": None}, "hourlyRate": None}]
    for withheld in ("paymentStatus", "budgetMinutes", "hourlyRate", "unbilled", "finance", "portalSettings"):
        assert seen[withheld] is None, withheld
        assert f"Project.{withheld}" in answer.withheld
    assert seen["tasks"] == {
        "totalCount": 1,
        "nodes": [
            {
                "name": "Shown",
                "billable": None,
                "weight": None,
                "estimateMinutes": None,
                "trackedSeconds": None,
                "reminders": [],
                "checklist": [],
                "comments": {"totalCount": 0, "nodes": []},
                "files": {"totalCount": 0},
            }
        ],
    }
    assert seen["timeEntries"]["totalCount"] == 0
    assert seen["expenses"]["totalCount"] == 0


async def test_every_switch_shows_its_part_and_nothing_internal(ask, owner, world):
    project, ada = world
    switches = {"showTaskComments": True, "showChecklists": True, "showTime": True}
    await ask(owner, SWITCH, id=gid(project), settings=switches)

    seen = (await ask(viewer_as(ada, PortalPermission.PROJECTS), SEEN, id=gid(project)))["project"]

    (task,) = seen["tasks"]["nodes"]
    assert task["checklist"] == [{"text": "Walls"}]
    assert task["comments"] == {"totalCount": 1, "nodes": [{"body": "Outside"}]}
    assert task["trackedSeconds"] == 1800
    assert seen["timeEntries"]["totalCount"] == 2
    for entry in seen["timeEntries"]["nodes"]:
        assert entry == {
            "seconds": 1800,
            "note": "Worked",
            "user": None,
            "rate": None,
            "value": None,
            "cost": None,
            "billedSeconds": None,
            "billableState": None,
        }
    assert seen["timeEntries"]["aggregate"] == {"sum": {"seconds": "3600", "value": None}}


@pytest.mark.parametrize(("settings", "tasks"), [({"showTasks": False}, 0), ({"showTasks": True}, 1)])
async def test_tasks_are_hidden_with_their_switch(ask, owner, world, settings, tasks):
    project, ada = world
    await ask(owner, SWITCH, id=gid(project), settings=settings)

    found = await ask(viewer_as(ada, PortalPermission.PROJECTS), "{ tasks { totalCount } }")

    assert found["tasks"]["totalCount"] == tasks


async def test_a_hidden_project_is_not_there_at_all(ask, owner, world):
    project, ada = world
    contact = viewer_as(ada, *PortalPermission)
    answer = await ask(owner, SWITCH, id=gid(project), settings={"visible": False, "showTime": True})
    assert answer["setProjectPortalSettings"]["project"]["portalSettings"] == {
        "visible": False,
        "showTasks": True,
        "showTaskComments": False,
        "showChecklists": False,
        "showAttachments": False,
        "showTime": True,
    }

    query = """
    query ($id: ID!) {
      project(id: $id) { id }
      projects { totalCount }
      tasks { totalCount }
      timeEntries { totalCount }
      events(filter: {subject: {eq: $id}}) { totalCount }
    }
    """
    nothing = {"totalCount": 0}
    assert await ask(contact, query, id=gid(project)) == {
        "project": None,
        "projects": nothing,
        "tasks": nothing,
        "timeEntries": nothing,
        "events": nothing,
    }


async def test_without_projects_or_of_another_client_there_is_nothing(ask, make, world):
    project, ada = world
    stranger = await make.contact(await make.client(), name="Bea")
    query = "query ($id: ID!) { project(id: $id) { id } tasks { totalCount } }"

    for viewer in (viewer_as(ada, PortalPermission.INVOICES), viewer_as(stranger, *PortalPermission)):
        assert await ask(viewer, query, id=gid(project)) == {"project": None, "tasks": {"totalCount": 0}}


async def test_with_invoices_the_payment_status_is_there(ask, world):
    project, ada = world
    contact = viewer_as(ada, PortalPermission.PROJECTS, PortalPermission.INVOICES)

    found = await ask(contact, "query ($id: ID!) { project(id: $id) { paymentStatus } }", id=gid(project))

    assert found["project"]["paymentStatus"] == "NOT_INVOICED"


async def test_a_contact_hears_of_progress_and_not_of_the_work_behind_it(ask, owner, make, world):
    _, ada = world
    (hidden,) = (await ask(owner, '{ tasks(filter: {name: {eq: "Hidden"}}) { nodes { id } } }'))["tasks"]["nodes"]
    finish = "mutation ($id: ID!) { completeTask(input: {taskId: $id}) { userErrors { code } } }"
    await ask(owner, finish, id=hidden["id"])

    events = "{ events { nodes { kind } } }"
    heard = (await ask(viewer_as(ada, PortalPermission.PROJECTS), events))["events"]["nodes"]
    known = (await ask(viewer_of(await make.user()), events))["events"]["nodes"]

    assert heard == [{"kind": "PROJECT_PROGRESSED"}]
    assert [each["kind"] for each in known] == ["PROJECT_PROGRESSED", "TASK_COMPLETED"]


async def test_how_many_others_work_on_a_task_is_not_counted(ask, make, world):
    _, ada = world
    groups = "groups(by: [{field: ASSIGNEE}]) { key { assignee { name } } aggregate { count } }"
    query = f"{{ tasks {{ totalCount {groups} }} }}"
    (shown,) = [each for each in await make.all(models.Task) if each.name == "Shown"]
    alone = await ask(viewer_as(ada, PortalPermission.PROJECTS), query)

    for name in ("Unseen", "Unheard"):
        other = await make.user(name=name)
        await make.row(models.TaskAssignee(task_id=shown.id, user_id=other.id, client_id=shown.client_id))
    helped = await ask(viewer_as(ada, PortalPermission.PROJECTS), query)
    staff = (await ask(viewer_of(other), query))["tasks"]["groups"]

    assert alone["tasks"] == {
        "totalCount": 1,
        "groups": [{"key": {"assignee": {"name": "Dev"}}, "aggregate": {"count": 1}}],
    }
    assert helped == alone
    assert sorted((each["key"]["assignee"]["name"], each["aggregate"]["count"]) for each in staff) == [
        ("Dev", 2),
        ("Unheard", 1),
        ("Unseen", 1),
    ]


async def test_time_does_not_tell_of_the_hidden_task_it_is_on(ask, owner, make, world):
    project, ada = world
    (step,) = await make.all(models.Milestone)
    (hidden,) = [each for each in await make.all(models.Task) if each.name == "Hidden"]
    await make.change(hidden, milestone_id=step.id)
    await make.change(project, show_time=True)
    query = """{
      on: timeEntries(filter: {hasTask: true}) { nodes { task { name } } }
      off: timeEntries(filter: {hasTask: false}) { nodes { task { name } } }
      timeEntries { groups(by: [{field: MILESTONE}]) { key { milestone { name } } aggregate { count } } }
    }"""

    seen, whole = await ask(viewer_as(ada, PortalPermission.PROJECTS), query), await ask(owner, query)

    assert (seen["on"]["nodes"], seen["off"]["nodes"]) == ([{"task": {"name": "Shown"}}], [{"task": None}])
    assert seen["timeEntries"]["groups"] == [{"key": {"milestone": None}, "aggregate": {"count": 2}}]
    assert (len(whole["on"]["nodes"]), len(whole["timeEntries"]["groups"])) == (2, 2)


async def test_the_log_tells_neither_who_is_hidden_nor_that_money_came(ask, make, services, world):
    project, ada = world
    mia = await make.user(name="Mia")
    async with Context(services, viewer_of(mia)).change() as change:
        change.record(models.EventKind.PROJECT_PAID, await change.get(models.Project, project.id))
        change.record(models.EventKind.PROJECT_STATUS_CHANGED, await change.get(models.Project, project.id))
    query = """query ($who: ID!) {
      all: events { nodes { kind actor { __typename } } } events(filter: {actor: {eq: $who}}) { totalCount }
    }"""

    seen = await ask(viewer_as(ada, PortalPermission.PROJECTS), query, who=gid(mia))
    paying = await ask(viewer_as(ada, PortalPermission.PROJECTS, PortalPermission.INVOICES), query, who=gid(mia))
    staff = await ask(viewer_of(mia), query, who=gid(mia))

    assert seen == {"all": {"nodes": [{"kind": "PROJECT_STATUS_CHANGED", "actor": None}]}, "events": {"totalCount": 0}}
    assert [each["kind"] for each in paying["all"]["nodes"]] == ["PROJECT_STATUS_CHANGED", "PROJECT_PAID"]
    assert (paying["events"]["totalCount"], staff["events"]["totalCount"]) == (0, 2)


async def test_contacts_change_nothing(ask, make, world):
    project, ada = world
    switched = await ask(viewer_as(ada, *PortalPermission), SWITCH, id=gid(project), settings={"visible": False})

    assert switched["setProjectPortalSettings"]["userErrors"] == [{"code": "FORBIDDEN"}]
    assert (await make.again(project)).portal_visible is True
