"""What a stream follows in the log, said twice: for the database, and for the one reader that has each entry in hand.

Most entries are known at once not to be for most streams; only about what is left the database is asked (tail.py).
"""

from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, true

from models import Event, EventKind, Job, Notification, PortalPermission, Task, TaskAssignee, Visibility
from models.core.base import Base
from permissions.base import visible, within
from permissions.event import MONEY
from permissions.viewer import Kind, Viewer
from resolvers.positions import Position

Wanted = Callable[[Viewer], ColumnElement[bool]]


@dataclass(frozen=True, eq=False)
class Entry:
    """An entry of the log and whom it concerns by name: whose notification it made or is about, whose task it is."""

    event: Event
    told: frozenset[UUID] = frozenset()
    assigned: frozenset[UUID] = frozenset()

    @property
    def place(self) -> tuple[int, int]:
        """Its place in the order of the log."""
        return self.event.xid, self.event.seq

    @cached_property
    def cursor(self) -> str:
        """Where somebody who has seen everything up to here goes on from."""
        return Position(*self.place).cursor()


@dataclass(frozen=True)
class Message:
    """One event, or the news that the log kept no longer reaches back to where the reader was."""

    cursor: str
    event: Event | None = None
    is_personal: bool = False
    """Whether it says another thing to each viewer of one scope."""

    @property
    def resync_required(self) -> bool:
        """Whether the reader has to read afresh and go on from this cursor."""
        return self.event is None


class AccessLost(Exception):
    """The viewer may no longer follow what is being followed; its stream ends."""


Concerns = Callable[[Viewer, Entry], bool]


@dataclass(frozen=True, eq=False)
class Watching:
    """What a stream follows. Streams of equal keys follow the same."""

    key: Hashable
    wanted: Wanted
    """Which entries, for the database."""
    concerns: Concerns
    """Which entries it may be, of those in hand; nothing is asked about the others."""
    is_exact: bool = True
    """Whether `concerns` says all that `wanted` says."""
    is_personal: bool = False
    """Whether viewers of one scope may follow something else each."""
    as_platform: bool = False
    """Whether `wanted` is a scope by itself: entries are read whatever theirs."""
    of: tuple[tuple[type[Base], UUID | None], ...] = field(default=())
    """The rows that have to be there for the viewer as long as the stream lasts."""


def may_see(viewer: Viewer, event: Event) -> bool:
    """What `permissions.event.about` says, of an entry in hand."""
    if viewer.is_contact:
        may_know = event.kind not in MONEY or PortalPermission.INVOICES in viewer.portal_permissions
        return event.client_id == viewer.client_id and event.visibility is Visibility.CLIENT and may_know
    if viewer.kind is Kind.LIMITED:
        return event.client_id is None or event.client_id in viewer.clients_covered
    return viewer.is_user


def may_concern(watching: Watching, viewer: Viewer, entry: Entry) -> bool:
    """Whether an entry may be for somebody who follows this; told without asking."""
    return (watching.as_platform or may_see(viewer, entry.event)) and watching.concerns(viewer, entry)


async def named(session: Any, events: list[Event]) -> list[Entry]:
    """Entries with whom they concern by name, read for all of them at once."""
    if not events:
        return []
    told: dict[UUID, set[UUID]] = defaultdict(set)
    assigned: dict[UUID, set[UUID]] = defaultdict(set)
    notification, assignee = Notification, TaskAssignee
    person = func.coalesce(notification.user_id, notification.contact_id)
    keys = [each.id for each in events]
    for key, who in await session.execute(select(notification.event_id, person).where(notification.event_id.in_(keys))):
        told[key].add(who)
    read = [each.subject_id for each in events if each.subject_type == notification.__name__]
    if read:
        for key, who in await session.execute(select(notification.id, person).where(notification.id.in_(read))):
            told[key].add(who)
    tasks = [each.subject_id for each in events if each.subject_type == Task.__name__]
    if tasks:
        asked = select(assignee.task_id, assignee.user_id).where(assignee.task_id.in_(tasks))
        for key, who in await session.execute(asked):
            assigned[key].add(who)
    return [
        Entry(each, frozenset(told[each.id] | told[each.subject_id]), frozenset(assigned[each.subject_id]))
        for each in events
    ]


def of_client(key: UUID | None, *of: tuple[type[Base], UUID | None]) -> Watching:
    """Everything about one client, notifications aside: they have a stream of their own."""
    about_other = Notification.__name__
    return Watching(
        ("client", key),
        lambda viewer: and_(Event.client_id == key, Event.subject_type != about_other),
        lambda viewer, entry: entry.event.client_id == key and entry.event.subject_type != about_other,
        of=of,
    )


def of_progress(key: UUID | None, *of: tuple[type[Base], UUID | None]) -> Watching:
    """The steps of one project."""
    step = EventKind.PROJECT_PROGRESSED
    return Watching(
        ("progress", key),
        lambda viewer: and_(Event.project_id == key, Event.kind == step),
        lambda viewer, entry: entry.event.project_id == key and entry.event.kind is step,
        of=of,
    )


def of_invoices(about: dict[str, UUID | None], *of: tuple[type[Base], UUID | None]) -> Watching:
    """Whatever happens to invoices: all, or those of a client, a project, or one."""
    return Watching(
        ("invoices", *sorted(about.items())),
        lambda viewer: and_(
            Event.invoice_id.is_not(None), *(getattr(Event, topic) == key for topic, key in about.items())
        ),
        lambda viewer, entry: (
            entry.event.invoice_id is not None
            and all(getattr(entry.event, topic) == key for topic, key in about.items())
        ),
        of=of,
    )


def of_jobs(which: Wanted | None, key: Hashable = None) -> Watching:
    """Whatever happens to jobs: all, or those that pass a filter, of which equal ones have equal keys."""

    def wanted(viewer: Viewer) -> ColumnElement[bool]:
        named = Event.subject_id.in_(within(Job, viewer, which(viewer))) if which else true()
        return and_(Event.subject_type == Job.__name__, named)

    return Watching(
        ("jobs", key),
        wanted,
        lambda viewer, entry: entry.event.subject_type == Job.__name__,
        is_exact=which is None,
        is_personal=which is not None,
    )


def of_entries(which: Wanted | None, key: Hashable = None) -> Watching:
    """The whole log as far as it is visible, or what passes a filter, of which equal ones have equal keys."""
    return Watching(
        ("entries", key),
        which or (lambda viewer: true()),
        lambda viewer, entry: True,
        is_exact=which is None,
        is_personal=which is not None,
    )


def of_notifications() -> Watching:
    """Entries that told the viewer something, and those of reading it."""

    def wanted(viewer: Viewer) -> ColumnElement[bool]:
        own = visible(Notification, viewer)
        read = and_(
            Event.subject_type == Notification.__name__, Event.subject_id.in_(own.with_only_columns(Notification.id))
        )
        return or_(Event.id.in_(own.with_only_columns(Notification.event_id)), read)

    def concerns(viewer: Viewer, entry: Entry) -> bool:
        # A notification names the client of its entry, and is nobody's who does not cover it any more.
        named = entry.event.client_id
        is_known = viewer.kind is not Kind.LIMITED or named is None or named in viewer.clients_covered
        return is_known and viewer.actor_id in entry.told

    return Watching(
        "notifications",
        wanted,
        concerns,
        is_personal=True,
        as_platform=True,
    )


def of_my_tasks() -> Watching:
    """Tasks assigned to the viewer, and those just taken from it."""

    def wanted(viewer: Viewer) -> ColumnElement[bool]:
        mine = select(TaskAssignee.task_id).where(TaskAssignee.user_id == viewer.me)
        taken = Event.data["userIds"].has_key(str(viewer.user_id))
        return and_(Event.subject_type == Task.__name__, or_(Event.subject_id.in_(mine), taken))

    def concerns(viewer: Viewer, entry: Entry) -> bool:
        if entry.event.subject_type != Task.__name__:
            return False
        taken = (entry.event.data or {}).get("userIds") or ()
        return viewer.user_id in entry.assigned or str(viewer.user_id) in taken

    return Watching("my tasks", wanted, concerns, is_personal=True)
