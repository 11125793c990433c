"""Streams: what is pushed to whoever watches. All of them read the one log."""

from collections.abc import AsyncIterator
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import strawberry

import models
from models.core import clock, ids
from permissions.base import Permission, SignedIn
from resolvers import stream as streams
from resolvers import watching
from resolvers.compiled.rooted import row_of
from resolvers.notification import unread_count
from resolvers.watching import Message
from schema.core.fields import Marks, NodeField, argument
from schema.core.made import later, noun
from schema.core.making import MadeField
from schema.core.node import Node, part_of, roots
from schema.core.scalars import Cursor, percent_text
from schema.event import subject_of


def _of_event(read: Any) -> Any:
    return lambda message, info: None if message.event is None else read(message.event, info)


def _row(model: type, column: str) -> Any:
    def read(event: models.Event, info: Any) -> Any:
        key = event.subject_id if event.subject_type == model.__name__ else getattr(event, column, None)
        return None if key is None else row_of(info, model, key)

    return _of_event(read)


class Told:
    """What every message says."""

    cursor: Cursor = MadeField("Where to go on from.", lambda message, info: message.cursor)
    at: datetime = MadeField(
        "When it happened.", lambda message, info: message.event.at if message.event else clock.now()
    )
    kind: models.EventKind | None = MadeField(
        "What happened; null when resyncRequired.", _of_event(lambda event, info: event.kind)
    )
    resync_required: bool = MadeField(
        "`after` is older than the log kept: read again, then go on from this cursor.",
        lambda message, info: message.resync_required,
    )


def _message(**fields: tuple[Any, NodeField]) -> Any:
    def decorate(cls: type) -> type:
        annotations = dict(Told.__annotations__) | {name: annotation for name, (annotation, _) in fields.items()}
        for name in Told.__annotations__:
            kept = getattr(Told, name)
            setattr(cls, name, MadeField(kept.description, kept._made_read))
        for name, (_, made) in fields.items():
            setattr(cls, name, made)
        cls.__annotations__ = annotations
        return part_of(None)(cls)

    return decorate


@_message(
    client=(noun("Client") | None, MadeField("The client.", _row(models.Client, "client_id"))),
    subject=(Node | None, MadeField("What it is about, where visible.", _of_event(subject_of))),
)
class ClientUpdate:
    """Something happened about a client."""


async def _percent(message: Message, info: Any) -> str:
    if message.event is not None:
        return message.event.data["progressPercent"]
    project = await info.context.loaders.one(models.Project).load(info.context.followed)
    return percent_text(project.progress_percent)


def _tasks(name: str, place: int) -> Any:
    async def read(message: Message, info: Any) -> int:
        if message.event is not None:
            return message.event.data[name]
        return (await streams.task_counts(info.context, info.context.followed))[place]

    return read


def _moving_task(event: models.Event, info: Any) -> Any:
    key = (event.data or {}).get("taskId")
    return row_of(info, models.Task, UUID(key)) if key else None


@_message(
    project=(noun("Project") | None, MadeField("The project.", _row(models.Project, "project_id"))),
    progress_percent=(Decimal, MadeField("How far it is, 0.0 to 100.0.", _percent)),
    done_tasks=(int, MadeField("Tasks that are DONE.", _tasks("doneTasks", 0))),
    open_tasks=(int, MadeField("Neither DONE nor CANCELLED.", _tasks("openTasks", 1))),
    task=(noun("Task") | None, MadeField("The task that moved it, where visible.", _of_event(_moving_task))),
)
class ProjectProgress:
    """A project moved on."""


@_message(
    invoice=(noun("Invoice") | None, MadeField("The invoice.", _row(models.Invoice, "invoice_id"))),
    payment=(noun("Payment") | None, MadeField("The payment, where one moved it.", _row(models.Payment, ""))),
)
class InvoiceChange:
    """An invoice changed."""


@_message(
    notification=(
        noun("Notification") | None,
        MadeField("The notification.", lambda message, info: streams.notification_of(info.context, message)),
    ),
    unread_count=(int, MadeField("How many are unread now.", lambda message, info: unread_count(info.context))),
)
class NotificationChange:
    """A notification came or was read."""


@_message(job=(noun("Job") | None, MadeField("The job.", _row(models.Job, ""))))
class JobChange:
    """A job changed."""


@_message(task=(noun("Task") | None, MadeField("The task.", _row(models.Task, ""))))
class TaskChange:
    """A task of the viewer changed, or came or went."""


@_message(event=(noun("Event") | None, MadeField("The entry.", _of_event(lambda event, info: event))))
class EventMessage:
    """An entry of the log."""


class StreamField(NodeField):
    """A stream: an async generator of messages."""

    kind = "stream"

    def __init__(self, description: str, opens: Any, arguments: Any, permission: type[Permission]) -> None:
        super().__init__(description, [permission], Marks())
        self.is_subscription = True
        self.guard.answers_itself = True
        self._opens = opens
        self.arguments = [*arguments, argument("after", Cursor | None, "Go on from here, without loss or repeat.")]

    def get_result(self, source: Any, info: Any, args: Any, kwargs: Any) -> Any:
        given = {name: value for name, value in kwargs.items() if value is not strawberry.UNSET and value is not None}
        return self._opens(info.context, given.pop("after", None), **given)


def _stream(description: str, opens: Any, *arguments: Any, permission: type[Permission] = SignedIn) -> Any:
    return StreamField(description, opens, arguments, permission)


def _client_updates(context: Any, after: str | None, client_id: str | None = None) -> AsyncIterator[Message]:
    key = ids.key_of("Client", client_id) if client_id else context.viewer.client_id
    return streams.stream(context, after, watching.of_client(key, (models.Client, key)))


def _project_progress(context: Any, after: str | None, project_id: str) -> AsyncIterator[Message]:
    context.followed = key = ids.key_of("Project", project_id)
    return streams.stream(context, after, watching.of_progress(key, (models.Project, key)))


def _invoice_changed(context: Any, after: str | None, **given: str) -> AsyncIterator[Message]:
    named = {"client_id": models.Client, "project_id": models.Project, "invoice_id": models.Invoice}
    keys = {topic: ids.key_of(named[topic].__name__, each) for topic, each in given.items()}
    return streams.stream(
        context, after, watching.of_invoices(keys, *((named[topic], key) for topic, key in keys.items()))
    )


def _notifications(context: Any, after: str | None) -> AsyncIterator[Message]:
    return streams.stream(context, after, watching.of_notifications())


def _job_changed(context: Any, after: str | None, filter: Any = None) -> AsyncIterator[Message]:
    return streams.stream(context, after, watching.of_jobs(filter.predicate if filter else None, repr(filter)))


def _my_tasks_changed(context: Any, after: str | None) -> AsyncIterator[Message]:
    return streams.stream(context, after, watching.of_my_tasks())


def _events(context: Any, after: str | None, filter: Any = None) -> AsyncIterator[Message]:
    return streams.stream(context, after, watching.of_entries(filter.predicate if filter else None, repr(filter)))


@roots
class EventStreams:
    """Watching."""

    client_updates: ClientUpdate = _stream(
        "Everything visible about one client; a contact's own by default.",
        _client_updates,
        argument("client_id", strawberry.ID | None, "The client."),
    )
    project_progress: ProjectProgress = _stream(
        "One message each time the percentage changes.",
        _project_progress,
        argument("project_id", strawberry.ID, "The project."),
    )
    invoice_changed: InvoiceChange = _stream(
        "Invoices as they change: all, or those of a client, a project, or one.",
        _invoice_changed,
        argument("client_id", strawberry.ID | None, "The client."),
        argument("project_id", strawberry.ID | None, "The project."),
        argument("invoice_id", strawberry.ID | None, "The invoice."),
    )
    notifications: NotificationChange = _stream(
        "The viewer's notifications, as they come and are read.", _notifications
    )
    job_changed: JobChange = _stream(
        "Jobs as they change: all, or those that pass the filter as they are then.",
        _job_changed,
        argument("filter", later("JobFilter") | None, "Which jobs."),
    )
    my_tasks_changed: TaskChange = _stream(
        "Tasks assigned to the viewer, as they change, come and go.", _my_tasks_changed
    )
    events: EventMessage = _stream(
        "The log, as far as it is visible.",
        _events,
        argument("filter", later("EventFilter") | None, "Which entries."),
    )
