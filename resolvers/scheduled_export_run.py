"""Runs of scheduled exports: begun when they are due, made by the queue, told of, and handed out to who may read them.

A run is made in the scope its owner has by then, and downloaded only as long as the owner still sees all of it;
whoever it is sent to has to see as much themselves. Where the owner may not have it made any more, nobody gets
anything, the run says so, and the schedule pauses.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Text, and_, case, cast, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import (
    EventKind,
    SavedQuery,
    ScheduledExport,
    ScheduledExportRecipient,
    ScheduledExportRun,
    ScheduledExportRunStatus,
    ScheduledExportStatus,
    User,
    WebhookDelivery,
    WebhookEndpoint,
)
from models.core import clock
from models.scheduled_export_run import ADDRESSES, KEPT
from permissions.base import visible
from permissions.viewer import SYSTEM, Viewer
from resolvers.change import Change
from resolvers.context import Context, FileMade, ListAsked, NotMade
from resolvers.deferred import deferred
from resolvers.export_scope import of_scope, scope_of, sees_no_less
from resolvers.scope import enter_scope
from resolvers.session import viewer_now
from resolvers.webhook_delivery import send_alone

ATTEMPTS = 12
"""With pauses that double: about an hour in all."""
AT_ONCE = 2
"""Files that are begun at a time, so that letters and webhooks of the same queue do not wait for all of a morning's."""
STUCK = timedelta(hours=1)
"""A run that was not tried for so long holds up no others."""
FOLDER = "scheduled-exports"
"""Where the files lie in the storage."""

Waiting = ScheduledExportRunStatus.WAITING


class Lost(Exception):
    """The owner may not have it made any more; says why."""


@dataclass(frozen=True)
class Turn:
    """A run that is to be made, and all that it needs."""

    run: ScheduledExportRun
    schedule: ScheduledExport
    viewer: Viewer
    asked: ListAsked


async def begin_due_exports(services: Any) -> None:
    """Begin a run of every scheduled export that is due, however many servers look at once. What fell due several times
    while no server ran is made once."""
    while await _begin_next(services):
        pass


async def forget_scheduled_exports(services: Any) -> None:
    """Delete the files that were kept long enough."""
    await services.storage.forget(FOLDER, clock.now() - KEPT)


async def begin(
    change: Change, schedule: ScheduledExport, due_at: datetime, on_demand: bool = False
) -> ScheduledExportRun:
    """Have a file made, soon and by whichever server is free."""
    run = await change.add(
        ScheduledExportRun(scheduled_export_id=schedule.id, due_at=due_at, form=schedule.form, on_demand=on_demand)
    )
    change.defer(make_scheduled_export, run_id=str(run.id))
    return run


def asked_of(schedule: ScheduledExport, saved: SavedQuery | None) -> ListAsked:
    """The list of a schedule: its own values come before those that were saved with the query."""
    values = [orjson.loads(text) for text in (saved and saved.variables, schedule.variables) if text]
    variables = {name: value for each in values for name, value in each.items()}
    return ListAsked(saved.query if saved else schedule.query or "", variables, schedule.form)


@deferred(attempts=ATTEMPTS)
async def make_scheduled_export(services: Any, run_id: str) -> None:
    """Make the file of a run and tell of it, unless that was done. Raises NotMade, to be tried again."""
    key = UUID(run_id)
    try:
        turn = await _turn(services, key)
        if turn is None:
            return
        made = await services.exports.make(Context(services, turn.viewer), turn.asked, storage_key(key))
    except Lost as lost:
        await _withhold(services, key, str(lost))
    except NotMade as not_made:
        if await _failed(services, key, not_made):
            raise
    else:
        await _made(services, turn, made)


def file_of(viewer: Viewer) -> ColumnElement[str]:
    """Where the file of a run is, as SQL; null where there is none."""
    run = ScheduledExportRun
    there = and_(run.status == ScheduledExportRunStatus.MADE, run.kept_until > viewer.now)
    return case((there, func.concat(ADDRESSES, cast(run.id, Text), "/file")))


def storage_key(key: UUID) -> str:
    """Where the file of a run lies."""
    return f"{FOLDER}/{key}"


async def opened(context: Context, key: UUID) -> ScheduledExportRun | None:
    """A run whose file the viewer may have; None otherwise, whatever the reason."""
    services, viewer = context.services, context.viewer
    async with _platform(services) as session:
        run = await session.get(ScheduledExportRun, key)
        if run is None or not viewer.is_user or not run.has_file(clock.now()):
            return None
        schedule = await session.get(ScheduledExport, run.scheduled_export_id)
        if viewer.user_id != schedule.user_id and viewer.user_id not in await _recipients(session, schedule):
            return None
        owner = await session.get(User, schedule.user_id)
        now, then = await viewer_now(session, owner), of_scope(run.made_for)
    if now is None or not sees_no_less(now, then):
        await _withhold(services, key, f"{owner.name} sees less by now than it has in it.")
        return None
    return run if sees_no_less(viewer, then) else None


async def _begin_next(services: Any) -> bool:
    async with Context(services, SYSTEM).change() as change:
        untried = select(func.count()).where(
            ScheduledExportRun.status == Waiting,
            ScheduledExportRun.attempts == 0,
            ScheduledExportRun.created_at > change.now - STUCK,
        )
        if await change.scalar(untried) >= AT_ONCE:
            return False
        due = select(ScheduledExport).where(
            ScheduledExport.status == ScheduledExportStatus.ACTIVE, ScheduledExport.next_at <= change.now
        )
        first = due.order_by(ScheduledExport.next_at, ScheduledExport.id).limit(1)
        found = await change.all(first.with_for_update(of=ScheduledExport, key_share=True, skip_locked=True))
        for schedule in found:
            await begin(change, schedule, schedule.next_at)
            await move_on(change, schedule)
        return bool(found)


async def move_on(change: Change, schedule: ScheduledExport) -> None:
    """Be due next after now. It is no change of the schedule, so its version stays."""
    zone = (await change.organisation()).time_zone
    table = ScheduledExport
    await change.session.execute(
        update(table)
        .where(table.id == schedule.id)
        .values(next_at=schedule.next_after(change.now, zone), updated_at=table.updated_at)
        .execution_options(synchronize_session=False)
    )


async def _turn(services: Any, key: UUID) -> Turn | None:
    """What a run needs, as it is now; None where it is over. Raises Lost, and NotMade where nobody could be told."""
    async with _platform(services) as session:
        run = await session.get(ScheduledExportRun, key)
        if run is None or run.is_over:
            return None
        schedule = await session.get(ScheduledExport, run.scheduled_export_id)
        owner = await session.get(User, schedule.user_id)
        viewer = await viewer_now(session, owner)
        if viewer is None:
            raise Lost(f"The account of {owner.name} is closed.")
        saved = await _seen(session, SavedQuery, schedule.saved_query_id, viewer)
        if saved is None and schedule.query is None:
            raise Lost(f"Its saved query was removed, or {owner.name} does not see it any more.")
        endpoint = await _seen(session, WebhookEndpoint, schedule.webhook_endpoint_id, viewer)
        if schedule.webhook_endpoint_id and endpoint is None:
            raise Lost(f"{owner.name} does not say any more who is told by webhooks.")
    if endpoint is not None and not endpoint.is_told:
        raise NotMade(f"The endpoint {endpoint.name} is told nothing: enable it, or name another.", for_good=True)
    return Turn(run, schedule, viewer, asked_of(schedule, saved))


async def _seen(session: AsyncSession, model: Any, key: UUID | None, viewer: Viewer) -> Any:
    """A row by its key, as far as it exists for a viewer."""
    return key and (await session.scalars(visible(model, viewer).where(model.id == key))).first()


async def _recipients(session: AsyncSession, schedule: ScheduledExport) -> list[UUID]:
    link = ScheduledExportRecipient
    asked = select(link.user_id).where(link.scheduled_export_id == schedule.id)
    return list((await session.scalars(asked.order_by(link.user_id))).all())


async def _made(services: Any, turn: Turn, made: FileMade) -> None:
    async with Context(services, SYSTEM).change() as change:
        run = await change.get(ScheduledExportRun, turn.run.id)
        if run is None or run.is_over:
            return
        run.file_name, run.rows, run.byte_size = made.name, made.rows, made.byte_size
        run.withheld, run.made_for = list(made.withheld), scope_of(turn.viewer)
        tell = _tell_endpoint if turn.schedule.webhook_endpoint_id else _write_letters
        told = await tell(change, turn, run)
        run.made(change.now, f"{_rows(made.rows)}. {told}")
        change.record(EventKind.SCHEDULED_EXPORT_MADE, turn.schedule, f"{turn.schedule.name}: {run.outcome}")


async def _tell_endpoint(change: Change, turn: Turn, run: ScheduledExportRun) -> str:
    delivery = await change.add(
        WebhookDelivery(
            endpoint_id=turn.schedule.webhook_endpoint_id,
            message_id=f"msg_{run.id.hex}",
            export_run_id=run.id,
            on_demand=True,
        )
    )
    change.defer(send_alone, delivery_id=str(delivery.id))
    return "Its endpoint is told."


async def _write_letters(change: Change, turn: Turn, run: ScheduledExportRun) -> str:
    """A letter to everybody who may have the file; who may not is named, and gets nothing."""
    users = (
        select(User).where(User.id.in_(await _recipients(change.session, turn.schedule))).order_by(User.name, User.id)
    )
    written, passed_over = [], []
    for user in (await change.session.scalars(users)).all():
        viewer = await viewer_now(change.session, user)
        may_have_it = viewer is not None and sees_no_less(viewer, turn.viewer)
        (written if may_have_it else passed_over).append(user.name)
        if may_have_it:
            change.mail(user.email, f"{turn.schedule.name}: {run.file_name}", _letter(change.context, turn, run, user))
    told = f"A letter to {', '.join(written)}." if written else "No letter to anybody."
    return f"{told} Nothing to {', '.join(passed_over)}, who may see less." if passed_over else told


def _letter(context: Context, turn: Turn, run: ScheduledExportRun, user: User) -> str:
    return (
        f"Hello {user.name},\n\n{turn.schedule.name} is ready: {_rows(run.rows)}, as {turn.viewer.name} sees them.\n\n"
        f"{context.services.public_url}{run.path}\n\n"
        f"Sign in first. The file is for you, and is kept for {KEPT.days} days.\n"
    )


def _rows(number: int | None) -> str:
    return "1 row" if number == 1 else f"{number:,} rows"


async def _failed(services: Any, key: UUID, not_made: NotMade) -> bool:
    """Keep that an attempt failed, and tell whoever scheduled it if it was the last; whether there is another."""
    async with Context(services, SYSTEM).change() as change:
        run = await change.get(ScheduledExportRun, key)
        if run is None or run.is_over:
            return False
        run.failed(change.now, not_made.reason, 1 if not_made.for_good else ATTEMPTS)
        if not run.is_over:
            return True
        schedule = await change.get(ScheduledExport, run.scheduled_export_id, lock=False)
        event = change.record(EventKind.SCHEDULED_EXPORT_FAILED, schedule, f"{schedule.name}: {run.outcome}")
        await change.notify(event, f"{schedule.name} could not be made: {run.outcome}", users=[schedule.user_id])
        return False


async def _withhold(services: Any, key: UUID, reason: str) -> None:
    """Nobody gets the file of a run; its schedule pauses, and its owner is told."""
    async with Context(services, SYSTEM).change() as change:
        run = await change.get(ScheduledExportRun, key)
        run.withhold(change.now, reason)
        schedule = await change.get(ScheduledExport, run.scheduled_export_id)
        if schedule.status is ScheduledExportStatus.ACTIVE:
            schedule.pause(reason)
            event = change.record(EventKind.SCHEDULED_EXPORT_PAUSED, schedule, f"{schedule.name} was paused: {reason}")
            await change.notify(event, event.summary, users=[schedule.user_id])
    await services.storage.delete(storage_key(key))


@asynccontextmanager
async def _platform(services: Any) -> AsyncIterator[AsyncSession]:
    async with services.sessions() as session, session.begin():
        await enter_scope(session, SYSTEM)
        yield session
