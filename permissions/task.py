"""Which tasks exist for whom, and what hangs on them."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, true

from models import Lead, Project, Task, TaskAssignee
from permissions.base import Permission, Rows, within
from permissions.viewer import Kind, Viewer


class TaskRows(Rows):
    """Those who work here, for the clients they cover; contacts, those made visible to them (domain.md 3.10).

    A task without a client is limited staff's if they made it, are to do it, or own its lead (domain.md D8).
    """

    of = Task

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_contact:
            return Task.client_visible & Task.project_id.in_(within(Project, viewer, Project.show_tasks))
        if viewer.kind is Kind.LIMITED:
            return or_(viewer.covers(Task.client_id), and_(Task.client_id.is_(None), _is_theirs(viewer)))
        return viewer.covers(Task.client_id)


def _is_theirs(viewer: Viewer) -> ColumnElement[bool]:
    assigned = select(TaskAssignee.task_id).where(TaskAssignee.user_id == viewer.me).correlate(None)
    owned = select(Lead.id).where(Lead.owner_id == viewer.me).correlate(None)
    return or_(Task.created_by == viewer.me, Task.id.in_(assigned), Task.lead_id.in_(owned))


class TaskAssigneeRows(Rows):
    """As the client of the task is covered; who is to do a task without a client is known to all who work here.
    Contacts, on the tasks they see.
    """

    of = TaskAssignee

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_contact:
            return viewer.covers(TaskAssignee.client_id) & TaskAssignee.task_id.in_(within(Task, viewer))
        covered = viewer.covers(TaskAssignee.client_id)
        return or_(covered, TaskAssignee.client_id.is_(None)) if viewer.is_user else covered


def on_task(viewer: Viewer, client_id: Any, task_id: Any, shown: ColumnElement[bool]) -> ColumnElement[bool]:
    """Rows that hang on a task: where the task exists for the viewer, in the portal where its project shows them."""
    if viewer.is_contact:
        return task_id.in_(within(Task, viewer, Task.project_id.in_(within(Project, viewer, shown))))
    if viewer.kind is Kind.LIMITED:
        return or_(viewer.covers(client_id), and_(client_id.is_(None), task_id.in_(within(Task, viewer))))
    return viewer.covers(client_id)


class CanSeeTrackedTime(Permission):
    """Those who work here, and contacts where the project shows time."""

    def allows(self, viewer: Viewer) -> bool:
        return viewer.is_signed_in

    def rows(self, viewer: Viewer) -> ColumnElement[bool]:
        if viewer.is_contact:
            return Task.project_id.in_(within(Project, viewer, Project.show_time))
        return true()
