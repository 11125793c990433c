"""Tasks: made, changed, given to people, and moved through their life. Every move keeps the project's progress."""

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from models import (
    ChecklistItem,
    EventKind,
    Lead,
    Milestone,
    PriorityLevel,
    Project,
    Task,
    TaskAssignee,
    TimeEntry,
    Timer,
)
from models.core.money import quantity
from models.errors import ErrorCode, Rejected
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.checklist_item import follow_checklist
from resolvers.colleagues import colleagues
from resolvers.context import Context
from resolvers.given import Given
from resolvers.inputs import named, not_negative, rate
from resolvers.lead import client_of
from resolvers.progress import recompute
from resolvers.reminder import remind
from resolvers.task_move import discard_children, move_to_project


async def create(context: Context, given: Given) -> Answer:
    """Make a task in a project, on a lead, or on its own (domain.md IN-14 to IN-16)."""
    async with context.change() as change:
        project, lead = await _parents(change, given)
        client_id = project.client_id if project else await client_of(change, lead, "leadId") if lead else None
        milestone = await _milestone(change, given, project)
        assignees = await colleagues(change, given.assignee_ids or [], client_id, "assigneeIds")
        task = Task(
            name=named(given.name, "name"),
            description=given.description,
            priority=given.priority or PriorityLevel.NORMAL,
            starts_on=given.starts_on,
            due_on=given.due_on,
            client_visible=bool(given.client_visible),
            project_id=project.id if project else None,
            lead_id=lead.id if lead else None,
            client_id=client_id,
            milestone_id=milestone.id if milestone else None,
            billable=True if given.billable is None else given.billable,
            weight=_weight(given),
            estimate_minutes=not_negative(given.estimate_minutes, "estimateMinutes"),
        )
        _set_rate(task, given, project)
        _require_days_in_order(task)
        await change.add(task)
        change.record(EventKind.TASK_CREATED, task)
        for position, text in enumerate(given.checklist or []):
            line = {"task_id": task.id, "client_id": client_id, "text": named(text, "checklist")}
            await change.add(ChecklistItem(**line, position=position))
        await _assign(change, task, [user.id for user in assignees])
        if given.remind_at is not None:
            recipients = [user.id for user in assignees] or [change.viewer.user_id]
            await remind(change, task, recipients, given.remind_at)
        await recompute(change, task.project_id, task)
        return await answer(change, task)


async def update(context: Context, given: Given) -> Answer:
    """Change what is given. In another project its unbilled time goes with it, and its client follows."""
    async with context.change() as change:
        task = await change.find(Task, given.task_id, "taskId")
        change.expect(task, given.expected_version)
        left = task.project_id
        project = await _moved(change, task, given)
        if "milestone_id" in given:
            milestone = await _milestone(change, given, project)
            task.milestone_id = milestone.id if milestone else None
        change.update(task, given, "description", "starts_on", "due_on", "priority", "estimate_minutes")
        change.update(task, given, "name", "billable", "client_visible", "weight")
        if given.name is not None:
            task.name = named(given.name, "name")
        if given.weight is not None:
            task.weight = _weight(given)
        not_negative(given.estimate_minutes, "estimateMinutes")
        _set_rate(task, given, project)
        _require_days_in_order(task)
        change.record(EventKind.TASK_UPDATED, task)
        for project_id in dict.fromkeys([left, task.project_id]):
            await recompute(change, project_id, task)
        return await answer(change, task)


async def assign(context: Context, given: Given) -> Answer:
    """Replace who is to do it; those who are new are told."""
    async with context.change() as change:
        task = await change.find(Task, given.task_id, "taskId")
        users = await colleagues(change, given.user_ids, task.client_id, "userIds")
        await _assign(change, task, [user.id for user in users])
        return await answer(change, task)


async def start(context: Context, given: Given) -> Answer:
    """Begin, or go back to work from the review."""
    return await _move(context, given, EventKind.TASK_STARTED, lambda task, change: task.start())


async def review(context: Context, given: Given) -> Answer:
    """Have it looked over."""
    return await _move(context, given, EventKind.TASK_PROGRESSED, lambda task, change: task.review())


async def complete(context: Context, given: Given) -> Answer:
    """Finish it."""
    return await _move(context, given, EventKind.TASK_COMPLETED, lambda task, change: task.complete(change.now))


async def cancel(context: Context, given: Given) -> Answer:
    """Give it up; it no longer counts."""
    return await _move(context, given, EventKind.TASK_CANCELLED, lambda task, change: task.cancel(given.reason))


async def reopen(context: Context, given: Given) -> Answer:
    """Take a finished task up again; its percentage begins anew, or is what its checklist says."""
    async with context.change() as change:
        task = await change.find(Task, given.task_id, "taskId")
        task.reopen()
        await follow_checklist(change, task)
        return await told(change, task, EventKind.TASK_REOPENED)


async def set_progress(context: Context, given: Given) -> Answer:
    """Say how far it is; a task with a checklist is as far as that (domain.md P1)."""
    async with context.change() as change:
        task = await change.find(Task, given.task_id, "taskId")
        if await change.scalar(select(ChecklistItem.id).where(ChecklistItem.task_id == task.id).limit(1)):
            raise Rejected(ErrorCode.INVALID_STATE, "Its percentage follows its checklist.", ["percentComplete"])
        task.set_progress(given.percent_complete)
        return await told(change, task, EventKind.TASK_PROGRESSED)


async def delete(context: Context, given: Given) -> Answer:
    """Remove a task nobody has worked on."""
    async with context.change() as change:
        task = await change.find(Task, given.task_id, "taskId")
        entries = select(TimeEntry.id).where(TimeEntry.task_id == task.id)
        clocks = select(Timer.id).where(Timer.task_id == task.id, Timer.stopped_at.is_(None))
        if await change.scalar(entries.union_all(clocks).limit(1)):
            raise Rejected(ErrorCode.CONFLICT, "There is time on this task; cancel it instead.", ["taskId"])
        project_id = task.project_id
        change.record(EventKind.TASK_CANCELLED, task, f"Task deleted: {task.name}", data={"deleted": True})
        await discard_children(change, task)
        await change.remove(task)
        await recompute(change, project_id)
        return change.answer(task=None, project=await change.get(Project, project_id, lock=False))


async def told(change: Change, task: Task, kind: EventKind) -> Answer:
    """Record what became of a task, let its project follow, and answer both."""
    change.record(kind, task)
    await recompute(change, task.project_id, task)
    return await answer(change, task)


async def answer(change: Change, task: Task) -> Answer:
    """The task and its project, as every write of a task answers them."""
    return change.answer(task=task, project=await change.get(Project, task.project_id, lock=False))


async def _move(context: Context, given: Given, kind: EventKind, move: Callable[[Task, Change], None]) -> Answer:
    async with context.change() as change:
        task = await change.find(Task, given.task_id, "taskId")
        move(task, change)
        return await told(change, task, kind)


async def _parents(change: Change, given: Given) -> tuple[Project | None, Lead | None]:
    if given.project_id is not None and given.lead_id is not None:
        raise Rejected(ErrorCode.INVALID, "A task is in a project or on a lead, not both.", ["leadId"])
    project = lead = None
    if given.project_id is not None:
        project = await change.find(Project, given.project_id, "projectId", lock=False)
    if given.lead_id is not None:
        # Locked, so that a conversion at the same time takes the task along or comes first.
        lead = await change.find(Lead, given.lead_id, "leadId")
    return project, lead


async def _milestone(change: Change, given: Given, project: Project | None) -> Milestone | None:
    if given.milestone_id is None:
        return None
    milestone = await change.find(Milestone, given.milestone_id, "milestoneId", lock=False)
    if project is None or milestone.project_id != project.id:
        raise Rejected(ErrorCode.INVALID, "The milestone belongs to another project.", ["milestoneId"])
    return milestone


async def _moved(change: Change, task: Task, given: Given) -> Project | None:
    """The project the task is in from now on."""
    if "project_id" not in given:
        return await change.get(Project, task.project_id, lock=False)
    project = None
    if given.project_id is not None:
        project = await change.find(Project, given.project_id, "projectId", lock=False)
    if task.project_id != (project.id if project else None):
        await move_to_project(change, task, project)
    return project


async def _assign(change: Change, task: Task, user_ids: list[UUID]) -> None:
    had = {each.user_id: each for each in await change.all(select(TaskAssignee).where(TaskAssignee.task_id == task.id))}
    added = [each for each in user_ids if each not in had]
    removed = [each for each in had if each not in user_ids]
    for each in removed:
        await change.remove(had[each])
    for each in added:
        await change.add(TaskAssignee(task_id=task.id, user_id=each, client_id=task.client_id))
    if added or removed:
        # Named in the log, so that the stream of who lost the task tells them too.
        data = {"userIds": [str(each) for each in (*added, *removed)]}
        event = change.record(EventKind.TASK_ASSIGNED, task, data=data)
        await change.notify(event, f"A task for you: {task.name}", users=added)


def _weight(given: Given) -> Decimal:
    if given.weight is None:
        return Decimal(1)
    weight = quantity(given.weight, ["weight"])
    if weight < 0:
        raise Rejected(ErrorCode.INVALID, "A weight cannot be negative.", ["weight"])
    return weight


def _set_rate(task: Task, given: Given, project: Project | None) -> None:
    if "hourly_rate" not in given:
        return
    task.hourly_rate = rate(given.hourly_rate, project.currency if project else None, "hourlyRate")
    task.hourly_rate_currency = given.hourly_rate.currency if given.hourly_rate else None


def _require_days_in_order(task: Task) -> None:
    if task.starts_on and task.due_on and task.due_on < task.starts_on:
        raise Rejected(ErrorCode.INVALID, "A task cannot be due before it starts.", ["dueOn"])
