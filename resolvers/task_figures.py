"""What is worked out of a task, in SQL."""

from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, func, select

from models import PriorityLevel, Task, TaskAssignee, TimeEntry
from permissions.base import scope, within
from permissions.viewer import Viewer

priority_rank = case(*((Task.priority == each, rank) for rank, each in enumerate(PriorityLevel)))
"""From LOW to URGENT, whatever the words are."""


def tracked_seconds(viewer: Viewer) -> ColumnElement[int]:
    """The time on it that exists for the viewer."""
    total = cast(func.coalesce(func.sum(TimeEntry.seconds), 0), BigInteger)
    return select(total).where(TimeEntry.task_id == Task.id, scope(TimeEntry, viewer)).correlate(Task).scalar_subquery()


def assigned_to_viewer(viewer: Viewer) -> ColumnElement[bool]:
    """Tasks the viewer is to do; none for a contact."""
    return Task.id.in_(select(TaskAssignee.task_id).where(TaskAssignee.user_id == viewer.me).correlate(None))


def has_task(viewer: Viewer) -> ColumnElement[bool]:
    """Whether an entry of time is on a task, as far as that exists for the viewer."""
    on_task = TimeEntry.task_id.is_not(None)
    return and_(on_task, TimeEntry.task_id.in_(within(Task, viewer))) if viewer.is_contact else on_task


def milestone_of_entry(viewer: Viewer) -> ColumnElement[UUID]:
    """The step of the project an entry's task is in, as far as the task exists for the viewer."""
    of_task = select(Task.milestone_id).where(Task.id == TimeEntry.task_id, scope(Task, viewer))
    return of_task.correlate(TimeEntry).scalar_subquery()
