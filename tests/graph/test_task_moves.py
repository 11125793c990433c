"""Tasks that change place or hands: another project, other assignees, groups and pages of many."""

from dataclasses import replace

import pytest

import models
from models import BillableState
from tests.graph.conftest import gid, viewer_of
from tests.graph.work import a_project, a_task, an_entry

UPDATE = """
mutation ($input: UpdateTaskInput!) {
  updateTask(input: $input) {
    task { name project { id } client { id } milestone { id } trackedSeconds version }
    project { progressPercent }
    userErrors { code path }
  }
}
"""
ASSIGN = """
mutation ($id: ID!, $users: [ID!]!) {
  assignTask(input: {taskId: $id, userIds: $users}) { task { assignees { name } } userErrors { code path } }
}
"""


async def test_a_loose_task_is_put_into_a_project(ask, owner, make):
    project, pat = await a_project(make), await make.user()
    task = await a_task(make, None, pat)
    await make.row(models.ChecklistItem(task_id=task.id, text="Walls"))

    moved = (await ask(owner, UPDATE, input={"taskId": gid(task), "projectId": gid(project)}))["updateTask"]["task"]

    assert moved["project"] == {"id": gid(project)}
    kept = await make.again(task)
    assert kept.client_id == project.client_id
    lines = await ask(owner, "query ($id: ID!) { task(id: $id) { checklist { text } assignees { id } } }", id=gid(task))
    assert lines["task"] == {"checklist": [{"text": "Walls"}], "assignees": [{"id": gid(pat)}]}


async def test_its_unbilled_time_goes_with_it_to_another_client(ask, owner, make):
    here = await a_project(make)
    there = await a_project(make, await make.client(currency="USD"), hourly_rate=120)
    phase = await make.row(models.Milestone(name="Phase 1", project_id=here.id, client_id=here.client_id))
    task = await a_task(make, here, milestone_id=phase.id, status=models.TaskStatus.DONE)
    await a_task(make, here)
    entry = await an_entry(make, here, await make.user(), 7200, task_id=task.id)
    await make.row(models.Comment(task_id=task.id, client_id=here.client_id, body="Done"))

    answer = (await ask(owner, UPDATE, input={"taskId": gid(task), "projectId": gid(there)}))["updateTask"]

    assert (answer["task"]["milestone"], answer["task"]["trackedSeconds"]) == (None, 7200)
    assert answer["project"]["progressPercent"] == "100.0"
    moved = await make.again(entry)
    assert (moved.project_id, moved.client_id, moved.rate, moved.currency) == (there.id, there.client_id, 120, "USD")
    progress = await ask(owner, "{ projects { nodes { id progressPercent } } }")
    assert {each["id"]: each["progressPercent"] for each in progress["projects"]["nodes"]} == {
        gid(here): "0.0",
        gid(there): "100.0",
    }


async def test_the_log_does_not_tell_whose_it_was_before(ask, owner, make):
    here, there = await a_project(make), await a_project(make)
    task = await a_task(make, here)
    await ask(owner, UPDATE, input={"taskId": gid(task), "projectId": gid(there), "name": "Moved"})
    limited = replace(viewer_of(await make.user(models.Role.STAFF_LIMITED)), client_ids=(there.client_id,))

    query = "query ($id: ID!) { events(filter: {subject: {eq: $id}}) { nodes { changes { field before after } } } }"
    seen, whole = [
        {each["field"]: (each["before"], each["after"]) for each in told["events"]["nodes"][0]["changes"]}
        for told in (await ask(limited, query, id=gid(task)), await ask(owner, query, id=gid(task)))
    ]

    assert seen == {"name": (f'"{task.name}"', '"Moved"')}
    assert whole["project"] == (f'"{here.id}"', f'"{there.id}"') and whole["client"][0] == f'"{here.client_id}"'


async def test_billed_time_stays_and_keeps_the_task_with_its_client(ask, owner, make):
    here, other = await a_project(make), await a_project(make)
    sibling = await a_project(make, models.Client(id=here.client_id, currency="GBP"))
    task = await a_task(make, here)
    line = await _line(make, here)
    billed = await an_entry(
        make, here, await make.user(), task_id=task.id, billable_state=BillableState.BILLED, invoice_line_id=line.id
    )

    refused = (await ask(owner, UPDATE, input={"taskId": gid(task), "projectId": gid(other)}))["updateTask"]
    moved = (await ask(owner, UPDATE, input={"taskId": gid(task), "projectId": gid(sibling)}))["updateTask"]

    assert refused["userErrors"] == [{"code": "ALREADY_BILLED", "path": ["projectId"]}]
    assert moved["userErrors"] == []
    assert (await make.again(billed)).project_id == here.id


async def _line(make, project):
    invoice = await make.row(
        models.Invoice(client_id=project.client_id, currency="GBP", bill_to_name="Acme", project_id=project.id)
    )
    values = {"description": "Build", "quantity": 1, "unit_price": 80, "position": 0}
    return await make.row(
        models.InvoiceLine(
            invoice_id=invoice.id,
            client_id=project.client_id,
            kind=models.InvoiceLineKind.TIME,
            currency="GBP",
            **values,
        )
    )


async def test_time_needs_a_project(ask, owner, make):
    project = await a_project(make)
    task, free = await a_task(make, project), await a_task(make, project)
    await an_entry(make, project, await make.user(), task_id=task.id)

    refused = (await ask(owner, UPDATE, input={"taskId": gid(task), "projectId": None}))["updateTask"]
    freed = (await ask(owner, UPDATE, input={"taskId": gid(free), "projectId": None}))["updateTask"]

    assert refused["userErrors"] == [{"code": "CONFLICT", "path": ["projectId"]}]
    assert (freed["task"]["project"], freed["task"]["client"], freed["project"]) == (None, None, None)


async def test_only_what_is_given_changes(ask, owner, make):
    task = await a_task(make, await a_project(make), name="Build", description="Of stone")

    first = await ask(owner, UPDATE, input={"taskId": gid(task), "name": "Build up", "expectedVersion": 1})
    stale = await ask(owner, UPDATE, input={"taskId": gid(task), "name": "Tear down", "expectedVersion": 1})
    empty = await ask(owner, UPDATE, input={"taskId": gid(task), "name": None})

    assert first["updateTask"]["task"]["name"] == "Build up"
    assert (await make.again(task)).description == "Of stone"
    assert stale["updateTask"]["userErrors"] == [{"code": "STALE_VERSION", "path": ["expectedVersion"]}]
    assert empty["updateTask"]["userErrors"] == [{"code": "REQUIRED", "path": ["name"]}]


async def test_who_is_new_on_a_task_is_told_once(ask, owner, make):
    ann, bob = await make.user(name="Ann"), await make.user(name="Bob")
    task = await a_task(make, await a_project(make), ann, name="Build")

    answer = (await ask(owner, ASSIGN, id=gid(task), users=[gid(bob), gid(ann)]))["assignTask"]
    await ask(owner, ASSIGN, id=gid(task), users=[gid(bob)])

    assert answer["task"]["assignees"] == [{"name": "Ann"}, {"name": "Bob"}]
    told = "{ viewer { notifications { nodes { kind title subject { id } } } } }"
    bobs = (await ask(viewer_of(bob), told))["viewer"]["notifications"]["nodes"]
    assert bobs == [{"kind": "TASK_ASSIGNED", "title": "A task for you: Build", "subject": {"id": gid(task)}}]
    assert (await ask(viewer_of(ann), told))["viewer"]["notifications"]["nodes"] == []


async def test_a_task_of_two_is_in_two_groups(ask, owner, make):
    ann, bob = await make.user(name="Ann"), await make.user(name="Bob")
    project = await a_project(make)
    await a_task(make, project, ann, bob, estimate_minutes=60)
    await a_task(make, project, bob, estimate_minutes=30, status=models.TaskStatus.DONE)
    await a_task(make, project)
    query = """
    {
      tasks {
        totalCount
        groups(by: [{field: ASSIGNEE}]) { key { assignee { name } } aggregate { count sum { estimateMinutes } } }
      }
      mine: tasks(filter: {assignee: {name: {eq: "Bob"}}, status: {eq: TODO}}) { totalCount }
    }
    """

    found = await ask(owner, query)

    groups = {(each["key"]["assignee"] or {}).get("name"): each["aggregate"] for each in found["tasks"]["groups"]}
    assert groups == {
        "Ann": {"count": 1, "sum": {"estimateMinutes": "60"}},
        "Bob": {"count": 2, "sum": {"estimateMinutes": "90"}},
        None: {"count": 1, "sum": {"estimateMinutes": None}},
    }
    assert (found["tasks"]["totalCount"], found["mine"]["totalCount"]) == (3, 1)


async def test_priorities_are_ordered_by_urgency(ask, owner, make):
    for priority in (models.PriorityLevel.NORMAL, models.PriorityLevel.URGENT, models.PriorityLevel.LOW):
        await a_task(make, priority=priority)

    found = await ask(owner, "{ tasks(orderBy: [{field: PRIORITY, direction: DESC}]) { nodes { priority } } }")

    assert [each["priority"] for each in found["tasks"]["nodes"]] == ["URGENT", "NORMAL", "LOW"]


@pytest.mark.parametrize("count", [2, 20])
async def test_a_page_costs_the_same_however_long_it_is(ask, owner, make, statements, count):
    users = [await make.user() for _ in range(3)]
    for _ in range(count):
        await a_task(make, await a_project(make), *users)

    with statements(4):
        found = await ask(
            owner, "{ tasks(first: 20) { nodes { name project { name } client { name } assignees { name } } } }"
        )

    assert len(found["tasks"]["nodes"]) == count


async def test_limited_staff_see_tasks_without_client_that_are_theirs(ask, owner, make):
    mia, acme = await make.user(models.Role.STAFF_LIMITED), await make.client()
    stage = await make.row(models.PipelineStage(name="New", position=1))
    own = await make.row(models.Lead(name="Ada", stage_id=stage.id, owner_id=mia.id))
    other = await make.row(models.Lead(name="Bea", stage_id=stage.id))
    await a_task(make, await a_project(make, acme), name="covered")
    await a_task(make, await a_project(make), mia, name="of another client")
    await a_task(make, lead_id=own.id, name="on her lead")
    await a_task(make, lead_id=other.id, name="on another lead")
    await a_task(make, None, name="made by her", created_by=mia.id)
    await a_task(make, None, mia, name="given to her")
    await a_task(make, None, name="nobody's")

    found = await ask(viewer_of(mia, acme), "{ tasks(orderBy: [{field: NAME}]) { nodes { name assignees { id } } } }")

    assert [each["name"] for each in found["tasks"]["nodes"]] == [
        "covered",
        "given to her",
        "made by her",
        "on her lead",
    ]
