"""Checklists of tasks; the task is as far as its checklist (domain.md P1)."""

from fractions import Fraction

from sqlalchemy import func, select

from models import ChecklistItem, EventKind, Project, Task
from models.core.money import half_up
from models.task import OPEN_TASKS, TASK_MOVES
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context
from resolvers.given import Given
from resolvers.inputs import named
from resolvers.progress import recompute


async def add(context: Context, given: Given) -> Answer:
    """Add a line to an open task's checklist, at the end unless a position is given."""
    async with context.change() as change:
        task = await change.find(Task, given.task_id, "taskId")
        TASK_MOVES.require(task.status, *OPEN_TASKS)
        last = select(func.coalesce(func.max(ChecklistItem.position), -1)).where(ChecklistItem.task_id == task.id)
        await change.add(
            ChecklistItem(
                task_id=task.id,
                client_id=task.client_id,
                text=named(given.text, "text"),
                position=await change.scalar(last) + 1 if given.position is None else given.position,
            )
        )
        return await _told(change, task)


async def set_done(context: Context, given: Given) -> Answer:
    """Tick a line of an open task's checklist, or take the tick away."""
    async with context.change() as change:
        item = await change.find(ChecklistItem, given.checklist_item_id, "checklistItemId", lock=False)
        # The task first, as every other write of a task does, so that two ticks at once are both counted.
        task = await change.get(Task, item.task_id)
        item = await change.get(ChecklistItem, item.id)
        TASK_MOVES.require(task.status, *OPEN_TASKS)
        if given.done:
            item.tick(change.viewer.user_id, change.now)
        else:
            item.untick()
        return await _told(change, task)


async def follow_checklist(change: Change, task: Task) -> None:
    """Set the percentage of an open task to the share of its checklist that is done, half up, where it has one."""
    await change.flush()
    counted = select(func.count(), func.count().filter(ChecklistItem.done)).where(ChecklistItem.task_id == task.id)
    lines, done = (await change.session.execute(counted)).one()
    if lines:
        task.set_progress(int(half_up(Fraction(100 * done, lines), 0)))


async def _told(change: Change, task: Task) -> Answer:
    await follow_checklist(change, task)
    change.record(EventKind.TASK_PROGRESSED, task)
    await recompute(change, task.project_id, task)
    return change.answer(task=task, project=await change.get(Project, task.project_id, lock=False))
