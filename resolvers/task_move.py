"""What hangs on a task, when it moves to another project or goes for good."""

from sqlalchemy import delete, select, text, update

from models import ChecklistItem, Comment, File, Lead, Project, Reminder, Task, TaskAssignee, TimeEntry, Timer
from models.errors import ErrorCode, Rejected
from resolvers.change import Change
from resolvers.lead import client_of
from resolvers.time_entry import move_with

CHILDREN = (TaskAssignee, ChecklistItem, Comment, Reminder)


async def move_to_project(change: Change, task: Task, project: Project | None) -> None:
    """Put a task into another project, or into none: its unbilled time and its client follow (domain.md IN-27).

    Its milestone stays behind. CONFLICT where it would leave time without a project, CURRENCY_MISMATCH where its own
    rate is in another currency, NOT_FOUND where the client of its lead is not the caller's to know.
    """
    if project is None and await change.scalar(select(TimeEntry.id).where(TimeEntry.task_id == task.id).limit(1)):
        raise Rejected(ErrorCode.CONFLICT, "There is time on this task, and time needs a project.", ["projectId"])
    if project is not None and task.hourly_rate_currency not in (None, project.currency):
        raise Rejected(ErrorCode.CURRENCY_MISMATCH, "The task's rate is in another currency.", ["projectId"])
    lead = await change.get(Lead, task.lead_id, lock=False)
    client_id = project.client_id if project else await client_of(change, lead, "projectId") if lead else None
    # What hangs on the task changes client with it, one table after another; keys are checked at the end.
    await change.session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
    task.project_id, task.milestone_id = project.id if project else None, None
    task.client_id = client_id
    await change.flush()
    for model in CHILDREN:
        await change.session.execute(
            update(model).where(model.task_id == task.id).values(client_id=task.client_id).execution_options(**QUIET)
        )
    files = {"client_id": task.client_id, "project_id": task.project_id}
    await change.session.execute(update(File).where(File.task_id == task.id).values(**files).execution_options(**QUIET))
    if project is not None:
        timers = update(Timer).where(Timer.task_id == task.id)
        keys = {"client_id": project.client_id, "project_id": project.id}
        await change.session.execute(timers.values(**keys).execution_options(**QUIET))
        await move_with(change, task, project)
    await change.flush()


async def discard_children(change: Change, task: Task) -> None:
    """Remove what belongs to a task alone; its files stay where the task was."""
    for model in (*CHILDREN, Timer):
        await change.session.execute(delete(model).where(model.task_id == task.id).execution_options(**QUIET))
    await change.session.execute(
        update(File).where(File.task_id == task.id).values(task_id=None).execution_options(**QUIET)
    )


QUIET = {"synchronize_session": False}
