"""Streams: who may follow what, for how long (domain.md L7, S5)."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from models import Notification, Task, TaskStatus
from permissions.base import visible
from resolvers.context import Context
from resolvers.log import AccessLost, Message, follow
from resolvers.watching import Watching


async def stream(context: Context, after: str | None, watching: Watching) -> AsyncIterator[Message]:
    """Messages until the caller lost access. The operation's context is brought up to date before each.

    A viewer whose scope lost a client has lost access to what it was following; it may begin again with what is left.
    """
    if not context.viewer.is_signed_in:
        return
    try:
        async for fresh, message in follow(context, after, watching):
            context.viewer, context.loaders = fresh.viewer, fresh.loaders
            yield message
    except AccessLost:
        return


async def notification_of(context: Context, message: Message) -> Any:
    """The viewer's notification a message is about."""
    event = message.event
    if event is None:
        return None
    about = (
        Notification.id == event.subject_id
        if event.subject_type == Notification.__name__
        else Notification.event_id == event.id
    )
    return await context.scalar(visible(Notification, context.viewer).where(about))


async def task_counts(context: Context, project_id: UUID) -> tuple[int, int]:
    """Tasks done and tasks open of a project, as it stands: what a progress message says after a resync."""
    counted = select(
        func.count().filter(Task.status == TaskStatus.DONE),
        func.count().filter(Task.status.not_in([TaskStatus.DONE, TaskStatus.CANCELLED])),
    ).where(Task.project_id == project_id)
    (row,) = await context.as_system().rows(counted)
    return row[0], row[1]
