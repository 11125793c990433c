"""Tasks: made, changed, and moved through their life; every move keeps the project's progress."""

import pytest

import models
from models import TaskStatus
from tests.graph.conftest import gid, unknown, viewer_as, viewer_of
from tests.graph.work import a_project, a_task, an_entry

CREATE = """
mutation ($input: CreateTaskInput!) {
  createTask(input: $input) {
    task {
      id name status percentComplete priority isOverdue billable weight project { id } client { id } lead { id }
      milestone { name } assignees { id } checklist { text position done } reminders { remindAt }
      createdBy { ... on User { id } }
    }
    userErrors { code path }
  }
}
"""
MOVES = {
    "startTask": "TASK_STARTED",
    "reviewTask": "TASK_PROGRESSED",
    "completeTask": "TASK_COMPLETED",
    "reopenTask": "TASK_REOPENED",
    "cancelTask": "TASK_CANCELLED",
}
KINDS = "query ($id: ID!) { events(filter: {subject: {eq: $id}}) { nodes { kind } } }"
PROGRESS = """
mutation ($id: ID!, $percent: Int!) {
  setTaskProgress(input: {taskId: $id, percentComplete: $percent}) {
    task { percentComplete } project { progressPercent } userErrors { code path }
  }
}
"""


def move(verb):
    return f"""
    mutation ($id: ID!) {{
      {verb}(input: {{taskId: $id}}) {{
        task {{ status percentComplete completedAt }} project {{ progressPercent }} userErrors {{ code }}
      }}
    }}
    """


async def test_a_task_with_all_that_belongs_to_it(ask, owner, make):
    project, pat = await a_project(make), await make.user()
    phase = await make.row(models.Milestone(name="Phase 1", project_id=project.id, client_id=project.client_id))
    wanted = {
        "projectId": gid(project),
        "milestoneId": gid(phase),
        "name": "  Build  ",
        "assigneeIds": [gid(pat), gid(pat)],
        "dueOn": "2026-03-02",
        "priority": "HIGH",
        "remindAt": "2999-03-02T09:00:00Z",
        "checklist": ["Walls", "Roof"],
    }

    task = (await ask(owner, CREATE, input=wanted))["createTask"]["task"]

    assert task == {
        "id": task["id"],
        "name": "Build",
        "status": "TODO",
        "percentComplete": 0,
        "priority": "HIGH",
        "isOverdue": True,
        "billable": True,
        "weight": "1",
        "project": {"id": gid(project)},
        "client": {"id": gid(await make.again(await _client(make, project)))},
        "lead": None,
        "milestone": {"name": "Phase 1"},
        "assignees": [{"id": gid(pat)}],
        "checklist": [
            {"text": "Walls", "position": 0, "done": False},
            {"text": "Roof", "position": 1, "done": False},
        ],
        "reminders": [],
        "createdBy": {"id": f"{task['createdBy']['id']}"},
    }
    pats = await ask(viewer_of(pat), "query ($id: ID!) { task(id: $id) { reminders { remindAt } } }", id=task["id"])
    assert pats["task"]["reminders"] == [{"remindAt": "2999-03-02T09:00:00Z"}]
    assert (await ask(owner, KINDS, id=task["id"]))["events"]["nodes"] == [
        {"kind": "TASK_ASSIGNED"},
        {"kind": "TASK_CREATED"},
    ]


async def _client(make, project):
    return models.Client(id=project.client_id, name="", type=models.ClientType.COMPANY, currency="GBP")


async def test_on_a_lead_or_on_its_own_it_has_no_client(ask, owner, make):
    stage = await make.row(models.PipelineStage(name="New", position=1))
    lead = await make.row(models.Lead(name="Ada", stage_id=stage.id))

    on_lead = (await ask(owner, CREATE, input={"leadId": gid(lead), "name": "Call back"}))["createTask"]["task"]
    alone = (await ask(owner, CREATE, input={"name": "Outside task"}))["createTask"]["task"]

    assert (on_lead["lead"], on_lead["client"], on_lead["project"]) == ({"id": gid(lead)}, None, None)
    assert (alone["lead"], alone["client"], alone["project"]) == (None, None, None)


@pytest.mark.parametrize(
    ("over", "error"),
    [
        ({"name": ""}, {"code": "REQUIRED", "path": ["name"]}),
        ({"milestoneId": "elsewhere"}, {"code": "INVALID", "path": ["milestoneId"]}),
        ({"assigneeIds": ["stranger"]}, {"code": "INVALID", "path": ["assigneeIds", "0"]}),
        ({"assigneeIds": ["nobody"]}, {"code": "NOT_FOUND", "path": ["assigneeIds", "0"]}),
        ({"weight": "-1"}, {"code": "INVALID", "path": ["weight"]}),
        ({"remindAt": "2020-01-01T00:00:00Z"}, {"code": "INVALID", "path": ["remindAt"]}),
        ({"hourlyRate": {"amount": "1", "currency": "USD"}}, {"code": "CURRENCY_MISMATCH", "path": ["hourlyRate"]}),
        ({"startsOn": "2026-03-03", "dueOn": "2026-03-02"}, {"code": "INVALID", "path": ["dueOn"]}),
    ],
)
async def test_what_is_refused(ask, owner, make, over, error):
    project, other = await a_project(make), await a_project(make)
    phase = await make.row(models.Milestone(name="Phase 1", project_id=other.id, client_id=other.client_id))
    ids = {
        "elsewhere": gid(phase),
        "stranger": gid(await make.user(models.Role.STAFF_LIMITED)),
        "nobody": unknown(models.User),
    }
    meant = {
        name: [ids[each] for each in value] if isinstance(value, list) else ids.get(str(value), value)
        for name, value in over.items()
    }

    answer = (await ask(owner, CREATE, input={"projectId": gid(project), "name": "Build"} | meant))["createTask"]

    assert answer == {"task": None, "userErrors": [error]}
    assert (await ask(owner, "{ tasks { totalCount } }"))["tasks"]["totalCount"] == 0


async def test_the_vectors_of_progress_through_the_verbs(ask, owner, make):
    project = await a_project(make)
    first, second, third, fourth = [await a_task(make, project) for _ in range(4)]

    async def told(verb, task):
        return (await ask(owner, move(verb), id=gid(task)))[verb]

    assert (await told("completeTask", first))["project"]["progressPercent"] == "25.0"
    assert (await told("cancelTask", second))["project"]["progressPercent"] == "33.3"
    reopened = await told("reopenTask", first)
    assert reopened["project"]["progressPercent"] == "0.0"
    assert reopened["task"] == {"status": "IN_PROGRESS", "percentComplete": 0, "completedAt": None}
    half = (await ask(owner, PROGRESS, id=gid(third), percent=50))["setTaskProgress"]
    assert half["project"]["progressPercent"] == "16.7"
    delete = "mutation ($id: ID!) { deleteTask(input: {taskId: $id}) { task { id } project { progressPercent } } }"
    for task in (first, second, third, fourth):
        last = (await ask(owner, delete, id=gid(task)))["deleteTask"]
    assert last == {"task": None, "project": {"progressPercent": "0.0"}}


async def test_the_log_tells_each_move_and_then_the_progress(ask, owner, make):
    project = await a_project(make)
    task = await a_task(make, project)
    for verb in ("startTask", "reviewTask", "completeTask", "reopenTask", "cancelTask"):
        assert (await ask(owner, move(verb), id=gid(task)))[verb]["userErrors"] == []

    told = (await ask(owner, KINDS, id=gid(task)))["events"]["nodes"]
    timeline = "query ($id: ID!) { project(id: $id) { timeline(first: 4) { nodes { kind } } } }"
    moved = (await ask(owner, timeline, id=gid(project)))["project"]["timeline"]["nodes"]

    assert [each["kind"] for each in told] == list(reversed(MOVES.values()))
    assert [each["kind"] for each in moved] == [
        "TASK_CANCELLED",
        "PROJECT_PROGRESSED",
        "TASK_REOPENED",
        "PROJECT_PROGRESSED",
    ]


@pytest.mark.parametrize(
    ("status", "verb"),
    [
        (TaskStatus.DONE, "completeTask"),
        (TaskStatus.TODO, "reopenTask"),
        (TaskStatus.CANCELLED, "startTask"),
        (TaskStatus.TODO, "reviewTask"),
    ],
)
async def test_moves_that_are_not_listed(ask, owner, make, status, verb):
    task = await a_task(make, await a_project(make), status=status)

    assert (await ask(owner, move(verb), id=gid(task)))[verb]["userErrors"] == [{"code": "INVALID_STATE"}]
    assert (await make.again(task)).status is status


async def test_a_checklist_leads_the_percentage(ask, owner, make):
    project = await a_project(make)
    wanted = {"projectId": gid(project), "name": "Build", "checklist": ["Walls", "Roof"]}
    task = (await ask(owner, CREATE, input=wanted))["createTask"]["task"]["id"]
    add = """
    mutation ($id: ID!) {
      addChecklistItem(input: {taskId: $id, text: "Door"}) { task { checklist { id text position } } }
    }
    """
    tick = """
    mutation ($id: ID!, $done: Boolean!) {
      setChecklistItemDone(input: {checklistItemId: $id, done: $done}) {
        task { percentComplete checklist { done doneBy { id } } } project { progressPercent } userErrors { code }
      }
    }
    """

    lines = (await ask(owner, add, id=task))["addChecklistItem"]["task"]["checklist"]
    ticked = (await ask(owner, tick, id=lines[0]["id"], done=True))["setChecklistItemDone"]
    refused = (await ask(owner, PROGRESS, id=task, percent=80))["setTaskProgress"]
    unticked = (await ask(owner, tick, id=lines[0]["id"], done=False))["setChecklistItemDone"]

    assert [each["text"] for each in lines] == ["Walls", "Roof", "Door"]
    assert (ticked["task"]["percentComplete"], ticked["project"]["progressPercent"]) == (33, "33.0")
    assert [each["done"] for each in ticked["task"]["checklist"]] == [True, False, False]
    assert refused["userErrors"] == [{"code": "INVALID_STATE", "path": ["percentComplete"]}]
    assert unticked["task"]["percentComplete"] == 0
    await ask(owner, move("completeTask"), id=task)
    done = (await ask(owner, tick, id=lines[0]["id"], done=True))["setChecklistItemDone"]
    assert done["userErrors"] == [{"code": "INVALID_STATE"}]


async def test_a_task_with_time_is_not_deleted(ask, owner, make):
    project = await a_project(make)
    task = await a_task(make, project)
    await an_entry(make, project, await make.user(), task_id=task.id)
    delete = "mutation ($id: ID!) { deleteTask(input: {taskId: $id}) { userErrors { code path } } }"

    answer = (await ask(owner, delete, id=gid(task)))["deleteTask"]

    assert answer["userErrors"] == [{"code": "CONFLICT", "path": ["taskId"]}]
    assert await make.again(task) is not None


async def test_remarks_are_for_the_staff_unless_meant_for_the_client(ask, owner, make):
    task = await a_task(make, await a_project(make))
    remark = """
    mutation ($id: ID!, $body: String!, $for: Visibility) {
      commentOnTask(input: {taskId: $id, body: $body, visibility: $for}) {
        comment { body visibility author { ... on User { id } } task { id } }
        task { comments { totalCount } }
        userErrors { code path }
      }
    }
    """

    inside = (await ask(owner, remark, id=gid(task), body="Margins"))["commentOnTask"]
    outside = (await ask(owner, remark, id=gid(task), body="Please look", **{"for": "CLIENT"}))["commentOnTask"]
    empty = (await ask(owner, remark, id=gid(task), body="  "))["commentOnTask"]

    assert (inside["comment"]["visibility"], inside["task"]["comments"]["totalCount"]) == ("INTERNAL", 1)
    assert (outside["comment"]["visibility"], outside["task"]["comments"]["totalCount"]) == ("CLIENT", 2)
    assert empty["userErrors"] == [{"code": "REQUIRED", "path": ["body"]}]


@pytest.mark.parametrize(
    ("caller", "code"),
    [
        ("nobody", "UNAUTHENTICATED"),
        ("contact", "FORBIDDEN"),
        ("elsewhere", "NOT_FOUND"),
        ("analyst", "FORBIDDEN"),
        ("limited", None),
    ],
)
async def test_who_may_finish_a_task(ask, make, nobody, caller, code):
    project = await a_project(make)
    task = await a_task(make, project, client_visible=True)
    client = models.Client(id=project.client_id)
    callers = {
        "nobody": nobody,
        "contact": viewer_as(await make.contact(client), models.PortalPermission.PROJECTS),
        "elsewhere": viewer_of(await make.user(models.Role.STAFF_LIMITED), await make.client()),
        "analyst": viewer_of(await make.user(models.Role.ANALYST), client),
        "limited": viewer_of(await make.user(models.Role.STAFF_LIMITED), client),
    }

    errors = (await ask(callers[caller], move("completeTask"), id=gid(task)))["completeTask"]["userErrors"]

    assert [error["code"] for error in errors] == ([code] if code else [])
    assert ((await make.again(task)).status is TaskStatus.DONE) is (code is None)
