"""What is worked out of a task, in SQL."""

from sqlalchemy import BigInteger, ColumnElement, case, cast, func, select

from models import PriorityLevel, Task, TaskAssignee, TimeEntry
from permissions.base import scope
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


milestone_of_entry = (
    select(Task.milestone_id).where(Task.id == TimeEntry.task_id).correlate(TimeEntry).scalar_subquery()
)
"""The step of the project an entry's task is in."""
