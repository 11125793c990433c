"""How far a project is: domain.md 3.7 and its vectors."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

import models
from models import EventKind, ProgressMethod, ProjectStatus, TaskStatus
from resolvers.context import Context
from resolvers.progress import recompute


@pytest.fixture
async def project(make):
    client = await make.client()
    values = {"name": "Site", "billing_method": models.BillingMethod.PROJECT_HOURS, "currency": "GBP"}
    return await make.row(models.Project(client_id=client.id, **values))


@pytest.fixture
def progress(services, project):
    """Change tasks in one unit of work, and answer the percentage afterwards as the API shows it."""

    async def moved(*tasks: models.Task, by: models.Task | None = None, **over: Any) -> str:
        async with Context(services).change() as change:
            for task in tasks:
                kept = await change.get(models.Task, task.id)
                for name, value in over.items():
                    setattr(kept, name, value)
            mover = await change.get(models.Task, by.id) if by else None
            await recompute(change, project.id, mover)
        async with Context(services).change() as change:
            return f"{(await change.get(models.Project, project.id)).progress_percent:.1f}"

    return moved


@pytest.fixture
def tasks(make, project):
    async def made(count: int, **over: Any) -> list[models.Task]:
        values = {"project_id": project.id, "client_id": project.client_id}
        return [await make.row(models.Task(name=f"Task {n}", **values | over)) for n in range(count)]

    return made


@pytest.fixture
def events(services):
    async def of(kind: EventKind) -> list[models.Event]:
        async with Context(services).change() as change:
            return await change.all(
                select(models.Event).where(models.Event.kind == kind).order_by(models.Event.xid, models.Event.seq)
            )

    return of


async def test_the_vectors_of_cancelling_reopening_and_deleting(progress, tasks, services):
    done, second, third, fourth = await tasks(4)

    assert await progress(done, status=TaskStatus.DONE) == "25.0"
    assert await progress(fourth, status=TaskStatus.CANCELLED) == "33.3"
    assert await progress(done, status=TaskStatus.IN_PROGRESS, percent_complete=0) == "0.0"

    async with Context(services).change() as change:
        for task in (done, second, third, fourth):
            await change.remove(await change.get(models.Task, task.id))
    assert await progress() == "0.0"


async def test_cancelled_tasks_do_not_count(progress, tasks):
    await tasks(8, status=TaskStatus.DONE)
    await tasks(2, status=TaskStatus.CANCELLED)

    assert await progress() == "100.0"


async def test_weights_and_percentages_count_half_up(progress, tasks):
    heavy, light = await tasks(2)

    await progress(heavy, weight=Decimal(3), percent_complete=50)
    assert await progress(light, weight=Decimal("1.5"), percent_complete=25) == "41.7"
    assert await progress(heavy, weight=Decimal(0)) == "25.0"


async def test_tasks_without_weight_are_as_no_tasks(progress, tasks):
    assert await progress(*await tasks(2), weight=Decimal(0), status=TaskStatus.DONE) == "0.0"


async def test_no_tasks_are_nothing_or_all_once_finished(progress, project, services):
    assert await progress() == "0.0"
    async with Context(services).change() as change:
        (await change.get(models.Project, project.id)).status = ProjectStatus.FINISHED
    assert await progress() == "100.0"


async def test_by_hand_is_what_was_given(progress, project, tasks, services):
    await tasks(1, status=TaskStatus.DONE)
    async with Context(services).change() as change:
        kept = await change.get(models.Project, project.id)
        kept.progress_method, kept.manual_progress_percent = ProgressMethod.MANUAL, Decimal("12.25")
    assert await progress() == "12.3"


async def test_all_done_does_not_finish_the_project(progress, project, tasks, make):
    await progress(*await tasks(2), status=TaskStatus.DONE)

    assert (await make.again(project)).status is ProjectStatus.NOT_STARTED


async def test_the_event_says_how_far_and_is_told_only_of_a_change(progress, project, tasks, events):
    first, *_ = await tasks(4)
    await progress(first, status=TaskStatus.DONE, by=first)
    await progress(first, by=first)

    (event,) = await events(EventKind.PROJECT_PROGRESSED)

    assert event.data == {"progressPercent": "25.0", "doneTasks": 1, "openTasks": 3, "taskId": str(first.id)}
    assert (event.subject_id, event.client_id, event.project_id) == (project.id, project.client_id, project.id)
    assert event.changes == {"progress_percent": ["0.0000", "25.0"]}


async def test_a_milestone_follows_its_tasks_and_is_reached_once(progress, project, tasks, make, events):
    milestone = await make.row(models.Milestone(name="Phase 1", project_id=project.id, client_id=project.client_id))
    within = await tasks(2, milestone_id=milestone.id)
    await tasks(2)

    await progress(within[0], status=TaskStatus.DONE)
    assert (await make.again(milestone)).progress_percent == 50
    assert await events(EventKind.MILESTONE_REACHED) == []

    assert await progress(within[1], status=TaskStatus.DONE) == "50.0"
    await progress()
    assert (await make.again(milestone)).progress_percent == 100
    assert len(await events(EventKind.MILESTONE_REACHED)) == 1


async def test_a_milestone_is_reached_by_tasks_done_not_by_percentages(services, project, tasks, make, events):
    milestone = await make.row(models.Milestone(name="Phase 1", project_id=project.id, client_id=project.client_id))
    (only,) = await tasks(1, milestone_id=milestone.id, status=TaskStatus.IN_PROGRESS)
    async with Context(services).change() as change:
        task = await change.get(models.Task, only.id)
        task.set_progress(100)
        await recompute(change, project.id, task)
    assert await events(EventKind.MILESTONE_REACHED) == []

    async with Context(services).change() as change:
        task = await change.get(models.Task, only.id)
        task.complete(change.now)
        await recompute(change, project.id, task)
    assert len(await events(EventKind.MILESTONE_REACHED)) == 1
