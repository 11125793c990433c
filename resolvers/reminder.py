"""Reminders: ordered for an instant, and fired once."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from models import EventKind, Project, Reminder, Task, User, Visibility
from models.errors import ErrorCode, Rejected
from models.task import OPEN_TASKS
from permissions.viewer import SYSTEM
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.colleagues import colleague, may_see
from resolvers.context import Context
from resolvers.follow_up import first_time
from resolvers.given import Given

BATCH = 100


async def add(context: Context, given: Given) -> Answer:
    """Order a reminder of a task, for the caller unless somebody else is named."""
    async with context.change() as change:
        task = await change.find(Task, given.task_id, "taskId")
        recipient = change.viewer.user_id
        if given.user_id is not None:
            recipient = (await colleague(change, given.user_id, task.client_id, "userId")).id
        await remind(change, task, [recipient], given.remind_at, given.note)
        change.record(EventKind.TASK_UPDATED, task, f"Reminder set: {task.name}", visibility=Visibility.INTERNAL)
        return change.answer(task=task, project=await change.get(Project, task.project_id, lock=False))


async def remind(
    change: Change, task: Task, recipients: Iterable[UUID], remind_at: datetime, note: str | None = None
) -> None:
    """Order a reminder for each of them; INVALID where the instant has passed."""
    if remind_at < change.now:
        raise Rejected(ErrorCode.INVALID, "That moment has passed.", ["remindAt"])
    for recipient in recipients:
        order = {"task_id": task.id, "client_id": task.client_id, "recipient_id": recipient}
        await change.add(Reminder(**order, remind_at=remind_at, note=note))


async def fire_reminders(services: Any) -> int:
    """Tell everybody whose reminder is due, each once however many runners there are; answers how many were told.

    A reminder of a task that is done or given up, or that its recipient may see no longer, passes in silence.
    """
    told = 0
    while True:
        async with Context(services, SYSTEM).change() as change:
            due = select(Reminder).where(Reminder.sent_at.is_(None), Reminder.remind_at <= change.now)
            reminders = await change.all(
                due.order_by(Reminder.remind_at, Reminder.id).limit(BATCH).with_for_update(skip_locked=True)
            )
            for reminder in reminders:
                reminder.sent_at = change.now
                told += await _fire(change, reminder)
        if len(reminders) < BATCH:
            return told


async def _fire(change: Change, reminder: Reminder) -> bool:
    task = await change.get(Task, reminder.task_id, lock=False)
    sees = select(User.id).where(User.id == reminder.recipient_id, may_see(task.client_id))
    if task.status not in OPEN_TASKS or await change.scalar(sees) is None:
        return False
    if not await first_time(change, EventKind.REMINDER_DUE, reminder.id, reminder.remind_at):
        return False
    event = change.record(EventKind.REMINDER_DUE, task, data={"reminderId": str(reminder.id)})
    await change.notify(event, reminder.note or f"Reminder: {task.name}", users=[reminder.recipient_id])
    return True
