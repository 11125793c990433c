"""Streams: what each follows in the log, and who may go on following (domain.md L7, S5)."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true

from models import Event, EventKind, Job, Notification, Task, TaskAssignee, TaskStatus
from models.core.base import Base
from permissions.base import visible, within
from permissions.viewer import Viewer
from resolvers import session
from resolvers.context import Context
from resolvers.log import AccessLost, Message, follow

Wanted = Callable[[Viewer], ColumnElement[bool]]
Admits = Callable[[Context], Awaitable[bool]]


async def stream(
    context: Context, after: str | None, wanted: Wanted, admits: Admits | None = None, *, as_platform: bool = False
) -> AsyncIterator[Message]:
    """Messages until the caller lost access. The operation's context is brought up to date before each.

    A viewer whose scope lost a client has lost access to what it was following; it may begin again with what is left.
    """
    first = context.viewer
    if not first.is_signed_in:
        return

    async def refresh() -> Viewer:
        viewer = await session.again(context)
        narrower = viewer.kind is not first.kind or not set(first.client_ids) <= set(viewer.client_ids)
        if narrower or (admits and not await admits(context.fresh(viewer))):
            raise AccessLost
        return viewer

    try:
        async for fresh, message in follow(context, after, refresh, wanted, as_platform=as_platform):
            context.viewer, context.loaders = fresh.viewer, fresh.loaders
            yield message
    except AccessLost:
        return


def sees(model: type[Base], key: UUID | None) -> Admits:
    """Whether a row exists for the viewer; nothing asked for is nothing to lose."""

    async def admits(context: Context) -> bool:
        return key is not None and bool(await context.scalar(visible(model, context.viewer).where(model.id == key)))

    return admits


def of_client(key: UUID | None) -> Wanted:
    """Everything about one client, notifications aside: they have a stream of their own."""
    return lambda viewer: and_(Event.client_id == key, Event.subject_type != Notification.__name__)


def of_progress(key: UUID | None) -> Wanted:
    """The steps of one project."""
    return lambda viewer: and_(Event.project_id == key, Event.kind == EventKind.PROJECT_PROGRESSED)


def of_invoices(**about: UUID) -> Wanted:
    """Whatever happens to invoices: all, or those of a client, a project, or one."""
    hangs_on = [getattr(Event, topic) == key for topic, key in about.items()]
    return lambda viewer: and_(Event.invoice_id.is_not(None), *hangs_on)


def of_jobs(which: Wanted | None) -> Wanted:
    """Whatever happens to jobs: all, or those that pass a filter."""

    def wanted(viewer: Viewer) -> ColumnElement[bool]:
        passing = within(Job, viewer, which(viewer)) if which else None
        named = Event.subject_id.in_(passing) if passing is not None else true()
        return and_(Event.subject_type == Job.__name__, named)

    return wanted


def of_notifications(viewer: Viewer) -> ColumnElement[bool]:
    """Entries that told the viewer something, and those of reading it."""
    if viewer.is_contact:
        own = Notification.contact_id == viewer.my_contact
    else:
        own = Notification.user_id == viewer.me if viewer.is_user else false()
    read = and_(Event.subject_type == Notification.__name__, Event.subject_id.in_(select(Notification.id).where(own)))
    return or_(Event.id.in_(select(Notification.event_id).where(own)), read)


def of_my_tasks(viewer: Viewer) -> ColumnElement[bool]:
    """Tasks assigned to the viewer, and those just taken from it."""
    mine = select(TaskAssignee.task_id).where(TaskAssignee.user_id == viewer.me)
    taken = Event.data["userIds"].has_key(str(viewer.user_id))
    return and_(Event.subject_type == Task.__name__, or_(Event.subject_id.in_(mine), taken))


def everything(viewer: Viewer) -> ColumnElement[bool]:
    """The whole log, as far as it is visible."""
    return true()


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
