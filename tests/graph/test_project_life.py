"""The life of a project, and its milestones."""

import asyncio

from models import ProjectStatus
from tests.graph.conftest import gid, viewer_of
from tests.graph.work import a_project, a_task

STATUS = """
mutation ($id: ID!, $status: ProjectStatus!) {
  changeProjectStatus(input: {projectId: $id, status: $status}) {
    project { status finishedAt progressPercent }
    userErrors { code }
  }
}
"""


async def test_a_finished_project_stops_its_clocks_and_is_whole_without_tasks(ask, owner, make):
    project, dev = await a_project(make), await make.user()
    started = "mutation ($id: ID!) { startTimer(input: {projectId: $id}) { timer { id } userErrors { code } } }"
    await ask(viewer_of(dev), started, id=gid(project))

    answer = (await ask(owner, STATUS, id=gid(project), status="FINISHED"))["changeProjectStatus"]

    assert (answer["project"]["status"], answer["project"]["progressPercent"]) == ("FINISHED", "100.0")
    assert (await ask(viewer_of(dev), "{ runningTimer { id } }"))["runningTimer"] is None
    entries = (await ask(owner, "{ timeEntries { nodes { seconds user { id } } } }"))["timeEntries"]["nodes"]
    assert entries == [{"seconds": 1, "user": {"id": gid(dev)}}]
    refused = (await ask(viewer_of(dev), started, id=gid(project)))["startTimer"]
    assert refused["userErrors"] == [{"code": "INVALID_STATE"}]


async def test_moves_that_are_not_listed(ask, owner, make):
    project = await a_project(make, status=ProjectStatus.NOT_STARTED)

    answer = (await ask(owner, STATUS, id=gid(project), status="FINISHED"))["changeProjectStatus"]

    assert answer["userErrors"] == [{"code": "INVALID_STATE"}]
    assert (await make.again(project)).status is ProjectStatus.NOT_STARTED


async def test_milestones_in_their_order(ask, owner, make):
    project = await a_project(make)
    create = """
    mutation ($id: ID!, $name: String!, $due: Date) {
      createMilestone(input: {projectId: $id, name: $name, dueOn: $due}) {
        milestone { id position progressPercent isOverdue } userErrors { code }
      }
    }
    """
    first = (await ask(owner, create, id=gid(project), name="Phase 1", due="2026-03-02"))["createMilestone"][
        "milestone"
    ]
    await ask(owner, create, id=gid(project), name="Phase 2")
    update = """
    mutation ($id: ID!) {
      updateMilestone(input: {milestoneId: $id, name: "Last", position: 9}) { milestone { name } userErrors { code } }
    }
    """
    await ask(owner, update, id=first["id"])
    await a_task(make, project, milestone_id=None)

    found = await ask(owner, "query ($id: ID!) { project(id: $id) { milestones { name } } }", id=gid(project))

    assert first == {"id": first["id"], "position": 1, "progressPercent": "0.0", "isOverdue": True}
    assert found["project"]["milestones"] == [{"name": "Phase 2"}, {"name": "Last"}]


async def test_tasks_finished_at_once_are_all_counted(ask, owner, make):
    project = await a_project(make)
    tasks = [await a_task(make, project) for _ in range(6)]
    finish = "mutation ($id: ID!) { completeTask(input: {taskId: $id}) { userErrors { code } } }"

    await asyncio.gather(*(ask(owner, finish, id=gid(task)) for task in tasks))

    query = "query ($id: ID!) { project(id: $id) { progressPercent timeline { nodes { kind } } } }"
    found = (await ask(owner, query, id=gid(project)))["project"]
    assert found["progressPercent"] == "100.0"
    assert [each["kind"] for each in found["timeline"]["nodes"]].count("PROJECT_PROGRESSED") == 6
