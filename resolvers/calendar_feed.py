"""Calendar feeds: secret addresses under which calendar programs read the appointments of a team or a resource.

The secret of an address is worked out from the server's key, the id and `feed_version`, and kept nowhere.
"""

import base64
import hashlib
import hmac
import struct
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select

from models import Appointment, AppointmentStatus, Event, EventKind, Job, Resource, Site, Team, User
from models.core import clock, ids
from models.errors import ErrorCode, Rejected
from permissions.base import scope
from permissions.viewer import SYSTEM, Viewer
from resolvers.access import viewer_of
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context, Services
from resolvers.given import Given
from resolvers.session import may_come_in

BACK, AHEAD, MOST = timedelta(days=90), timedelta(days=730), 5_000
"""Which appointments a feed tells, by their beginning, and how many."""
_FED: dict[str, type[Any]] = {"Team": Team, "Resource": Resource}
_VERSION = struct.Struct(">Q")


@dataclass(frozen=True)
class Visit:
    """What a calendar is told of an appointment: neither prices nor people of the client."""

    id: UUID
    job: str
    site: str
    address: dict[str, Any]
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool
    version: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class Feed:
    """The calendar of a team or a resource, in the order of its appointments."""

    name: str
    visits: list[Visit]


def address(context: Context, key: UUID, version: int, kind: str) -> str:
    """Where the feed is read, by whoever knows the address. Whoever answers records that somebody was told."""
    context.revealed.setdefault(kind, set()).add(key)
    secret = _secret(context.services, kind, key, version)
    return f"{context.services.public_url}/calendars/{ids.global_id(kind, key)}/{secret}.ics"


ADDRESSES = {model: partial(address, kind=name) for name, model in _FED.items()}
"""`address` for each kind of feed."""


async def record_revealed(context: Context) -> None:
    """Record whose secret addresses the viewer was told in this operation (security.md 5.4), before they are sent."""
    revealed, context.revealed = context.revealed, {}
    if not revealed:
        return
    told = {kind: [ids.global_id(kind, key) for key in sorted(keys)] for kind, keys in sorted(revealed.items())}
    async with context.change() as change:
        (actor,) = await change.all(select(User).where(User.id == context.viewer.user_id))
        count = sum(map(len, told.values()))
        summary = f"Secret address read: {count} calendar feed{'s' if count > 1 else ''}"
        change.record(EventKind.SECRET_ADDRESS_READ, actor, summary, data=told)


async def opened(services: Services, given: str, secret: str) -> Feed | None:
    """The feed behind an address; None where the secret is not its present one, whose it is is not active, or the user
    it is may not come in. What a user is sent to is told as far as they see it."""
    kind, key = ids.parse(given) or ("", None)
    if key is None or kind not in _FED:
        return None
    context, model = Context(services, SYSTEM), _FED[kind]
    row = await context.scalar(select(model).where(model.id == key, model.active, model.archived_at.is_(None)))
    if row is None or not hmac.compare_digest(secret.encode(), _secret(services, kind, key, row.feed_version).encode()):
        return None
    if getattr(row, "user_id", None):
        # It lies in the calendar of the user, who reads there what they see here, and nothing once they are gone (S5).
        user = await context.scalar(select(User).where(User.id == row.user_id))
        if not may_come_in(user):
            return None
        context = Context(services, await viewer_of(context, user))
    return Feed(row.name, [Visit(*found) for found in await context.rows(_visits(row, context.viewer))])


async def rotate(context: Context, given: Given) -> Answer:
    """Give the feed of a team or a resource another secret; the address handed out before is unknown from now on."""
    named = [name for name in ("team_id", "resource_id") if getattr(given, name) is not None]
    if len(named) != 1:
        code = ErrorCode.INVALID if named else ErrorCode.REQUIRED
        raise Rejected(code, "Name a team or a resource.", [given.shown("team_id")])
    name = named[0]
    kind = name.removesuffix("_id")
    async with context.change() as change:
        row = await change.find(_FED[kind.capitalize()], getattr(given, name), given.shown(name))
        row.feed_version += 1
        change.record(EventKind.SETUP_CHANGED, row)
        return change.answer(**{kind: row})


async def end_told(change: Change, user: User) -> None:
    """Give each feed whose address somebody was told as an administrator, which they are no more, another one; their
    own stays. Others who read it under the old one are told the new one by whoever administers."""
    read = select(Event.data).where(Event.subject_id == user.id, Event.kind == EventKind.SECRET_ADDRESS_READ)
    entries = await change.all(read)
    for kind, model in _FED.items():
        told = {ids.parse(each)[1] for entry in entries for each in entry.get(kind, ())}
        rows = select(model).where(model.id.in_(told)).order_by(model.id).with_for_update()
        for row in await change.all(rows):
            if getattr(row, "user_id", None) != user.id:
                row.feed_version += 1
                change.record(EventKind.SETUP_CHANGED, row)


def _visits(whose: Team | Resource, viewer: Viewer) -> Select[Any]:
    """The visible appointments of a resource, or of a team: those of its resources, and those of its jobs."""
    now = clock.now()
    cancelled = Appointment.status == AppointmentStatus.CANCELLED
    if isinstance(whose, Team):
        of = or_(Resource.team_id == whose.id, Job.team_id == whose.id)
    else:
        of = Appointment.resource_id == whose.id
    return (
        select(
            Appointment.id,
            Job.number,
            Site.name,
            Site.address,
            Appointment.starts_at,
            Appointment.ends_at,
            cancelled,
            Appointment.version,
            Appointment.created_at,
            Appointment.updated_at,
        )
        .join(Job, Job.id == Appointment.job_id)
        .join(Site, Site.id == Job.site_id)
        .join(Resource, Resource.id == Appointment.resource_id)
        .where(scope(Appointment, viewer), of, Appointment.starts_at >= now - BACK, Appointment.starts_at < now + AHEAD)
        .order_by(Appointment.starts_at, Appointment.id)
        .limit(MOST)
    )


def _secret(services: Services, kind: str, key: UUID, version: int) -> str:
    told = b"calendar feed" + kind.encode() + key.bytes + _VERSION.pack(version)
    seal = hmac.new(services.secret_key, told, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(seal).decode().rstrip("=")
