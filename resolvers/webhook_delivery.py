"""Telling the endpoints of others what happens: a consumer of the one log for each, with a position of its own.

Every endpoint is told in the order of the log, one message after another. One that is not taken is tried again for
three days and holds the later ones of its endpoint, so a receiver never sees a change before the one it rests on. What
is sent is read when it is sent, in the scope its owner has then. A job of the queue tells one endpoint at a time, and
the position moves on in the transaction that notes the delivery: several servers tell each message once, and one that
died in between tells it again under the same id.
"""

import random
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, text, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from models import (
    Event,
    EventKind,
    ScheduledExport,
    ScheduledExportRun,
    User,
    WebhookDelivery,
    WebhookDeliveryStatus,
    WebhookEndpoint,
    WebhookStatus,
)
from models.core import clock
from models.core.ids import global_id
from permissions.viewer import SYSTEM, Viewer
from resolvers.change import Change
from resolvers.context import Context, Reply, Told
from resolvers.deferred import PUT_OFF, QUEUE, PutOff, deferred
from resolvers.positions import Position
from resolvers.scope import enter_scope
from resolvers.session import viewer_now
from resolvers.tail import HORIZON

BY_KIND = """subscription ($after: Cursor, $kinds: [EventKind!]) {
  events(after: $after, filter: {kind: {in: $kinds}}) {
    cursor resyncRequired
    event { id kind at summary visibility subject { __typename id } client { id name } }
  }
}"""
"""What is sent of events by kind."""
SECONDS_A_JOB = 8
"""For how long a job tells one endpoint before others have their turn."""
LARGEST_MESSAGE = 262_144
KEPT = timedelta(days=30)
"""For how long it is kept how a delivery went."""
JITTER = 0.1
GONE = 410
RESYNC = "RESYNC_REQUIRED"
TEST = "WEBHOOK_TEST"
FILE_READY = EventKind.SCHEDULED_EXPORT_MADE.name

Waiting = WebhookDeliveryStatus.WAITING


@dataclass(frozen=True)
class Turn:
    """An endpoint as it stands, and the viewer its owner is."""

    endpoint: WebhookEndpoint
    viewer: Viewer

    @property
    def mark(self) -> Any:
        """Changes with whatever bears on what is sent; a position that moves does not."""
        return self.endpoint.id, self.endpoint.version, self.viewer


async def put_off_deliveries(services: Any) -> None:
    """Put a job into the queue for every endpoint that is due and has none waiting."""
    if services.webhooks is None:
        return
    async with _platform(services) as session:
        due = (await session.scalars(select(WebhookEndpoint.id).where(*_due()))).all()
    for key in due:
        put_off = PutOff(deliver_webhooks, {"endpoint_id": str(key)}, lock=f"webhook {key}")
        try:
            async with _platform(services) as session:
                await session.execute(PUT_OFF, {"jobs": orjson.dumps([put_off.row()]).decode()})
        except IntegrityError:
            continue  # another server was quicker


async def forget_deliveries(services: Any) -> None:
    """Take out how deliveries went that ended long ago."""
    async with _platform(services) as session:
        old = WebhookDelivery.created_at < clock.now() - KEPT
        await session.execute(delete(WebhookDelivery).where(old, WebhookDelivery.status != Waiting))


@deferred()
async def deliver_webhooks(services: Any, endpoint_id: str) -> None:
    """Tell one endpoint what it has not been told, as far as it takes it and time allows."""
    until = monotonic() + SECONDS_A_JOB
    while monotonic() < until and services.webhooks is not None:
        turn = await _turn(services, UUID(endpoint_id))
        if turn is None or not await _tell(services, turn, until):
            return


@deferred()
async def send_alone(services: Any, delivery_id: str) -> None:
    """Send a message beside the order of the log: what somebody asked for, once; that a file is ready, until it is
    taken or given up."""
    async with _platform(services) as session:
        delivery = await session.get(WebhookDelivery, UUID(delivery_id))
    if delivery is None or services.webhooks is None or delivery.status is not Waiting:
        return
    turn = await _turn(services, delivery.endpoint_id)
    if turn is None:
        delivery.give_up("Its endpoint is told nothing.")
    elif (told := await _told_again(services, turn, delivery)) is None:
        delivery.withhold()
    else:
        await _attempt(services, turn.endpoint, delivery, told)
    async with Context(services, SYSTEM).change() as change:
        await change.session.merge(delivery)
        if delivery.status is Waiting:
            change.defer(send_alone, at=delivery.next_attempt_at, delivery_id=delivery_id)
        elif delivery.status is WebhookDeliveryStatus.FAILED and delivery.export_run_id:
            await _not_told(change, delivery)


async def _not_told(change: Change, delivery: WebhookDelivery) -> None:
    """Say that nobody was told of a file: on its run, and to whoever scheduled it."""
    run = await change.get(ScheduledExportRun, delivery.export_run_id)
    schedule = run and await change.get(ScheduledExport, run.scheduled_export_id, lock=False)
    if run is None or schedule is None:
        return
    run.outcome = f"The file was made, and its endpoint did not take the message: {delivery.reason}"
    event = change.record(EventKind.SCHEDULED_EXPORT_FAILED, schedule, f"{schedule.name}: {run.outcome}")
    await change.notify(event, event.summary, users=[schedule.user_id])


async def _turn(services: Any, key: UUID) -> Turn | None:
    """An endpoint that is to be told; one whose owner has no account any more is disabled."""
    async with _platform(services) as session:
        endpoint = await session.get(WebhookEndpoint, key)
        if endpoint is None or not endpoint.is_told:
            return None
        owner = await session.get(User, endpoint.owner_id)
        viewer = await viewer_now(session, owner)
    if viewer is None:
        await _disable(services, key, f"The account of its owner, {owner.name}, is closed.")
        return None
    return Turn(endpoint, viewer)


async def _tell(services: Any, turn: Turn, until: float) -> bool:
    """Tell what lies behind the position; whether there may be more to do at once."""
    if await _is_held(services, turn.endpoint):
        return False
    async with _platform(services) as session:
        horizon = await session.scalar(HORIZON)
    position = _position(turn.endpoint)
    async with aclosing(_messages(services, turn, position)) as messages:
        async for told in messages:
            again = await _turn(services, turn.endpoint.id)
            if again is None or again.mark != turn.mark:
                return again is not None
            position = Position.parse(told.cursor)
            delivery = await _begun(services, turn.endpoint, told)
            last_straw = await _attempt(services, turn.endpoint, delivery, told)
            if not await _noted(services, turn, delivery, position):
                return False
            if last_straw:
                await _disable(services, turn.endpoint.id, last_straw)
                return False
            if monotonic() > until:
                return True
    await _passed(services, turn.endpoint, position.advanced(horizon))
    return False


async def _messages(services: Any, turn: Turn, after: Position) -> AsyncIterator[Told]:
    context = Context(services, turn.viewer)
    context.stops_at_end = True
    document = turn.endpoint.document or BY_KIND
    variables = {} if turn.endpoint.document else {"kinds": turn.endpoint.kinds}
    async with aclosing(services.webhooks.told(context, document, variables, after.cursor())) as messages:
        async for told in messages:
            if told.misfit is not None:
                await _disable(services, turn.endpoint.id, f"What it is sent is no valid subscription: {told.misfit}")
                return
            yield told


async def _told_again(services: Any, turn: Turn, delivery: WebhookDelivery) -> Told | None:
    """The message of a delivery as it reads now; None where its owner does not see it any more."""
    if delivery.is_test:
        return Told("", None, {"endpoint": turn.endpoint.name})
    if delivery.export_run_id:
        return await _of_file(services, delivery.export_run_id)
    async with _platform(services) as session:
        event = await session.get(Event, delivery.event_id) if delivery.event_id else None
    if event is None:
        return None
    async with aclosing(_messages(services, turn, Position(event.xid, event.seq - 1))) as messages:
        async for told in messages:
            return told if told.event is not None and told.event.id == event.id else None
    return None


async def _of_file(services: Any, key: UUID) -> Told | None:
    """That a file is ready, and where; None where it is there no more."""
    async with _platform(services) as session:
        run = await session.get(ScheduledExportRun, key)
        schedule = run and await session.get(ScheduledExport, run.scheduled_export_id)
    if run is None or schedule is None or not run.has_file(clock.now()):
        return None
    about = {"scheduledExport": {"id": global_id("ScheduledExport", schedule.id), "name": schedule.name}}
    about |= {"id": global_id("ScheduledExportRun", run.id), "dueAt": run.due_at, "fileName": run.file_name}
    about |= {"rows": run.rows, "byteSize": run.byte_size, "keptUntil": run.kept_until}
    return Told("", None, about | {"file": f"{services.public_url}{run.path}"})


async def _begun(services: Any, endpoint: WebhookEndpoint, told: Told) -> WebhookDelivery:
    """The delivery of a message: the one that waits to be tried again, or a new one."""
    message_id = f"msg_{told.event.id.hex}" if told.event else f"msg_resync_{told.cursor}"
    async with _platform(services) as session:
        found = select(WebhookDelivery).where(
            WebhookDelivery.endpoint_id == endpoint.id, WebhookDelivery.message_id == message_id
        )
        begun = (await session.scalars(found)).first()
        if begun is None:
            event = told.event
            begun = WebhookDelivery(
                endpoint_id=endpoint.id,
                message_id=message_id,
                event_id=event and event.id,
                kind=event and event.kind,
            )
            session.add(begun)
        return begun


async def _attempt(services: Any, endpoint: WebhookEndpoint, delivery: WebhookDelivery, told: Told) -> str | None:
    """Send a message, and note on the delivery how it went; why the endpoint is to be told nothing more, if it is."""
    now = clock.now()
    body = orjson.dumps(_message(delivery, told, now))
    if len(body) > LARGEST_MESSAGE:
        delivery.attempted(now, None, 0)
        delivery.give_up(f"The message has more than {LARGEST_MESSAGE:,} bytes.")
        return None
    reply: Reply = await services.webhooks.send(endpoint, delivery.message_id, body, now)
    delivery.attempted(now, reply.status, reply.milliseconds)
    if reply.is_taken:
        delivery.delivered()
    elif reply.status == GONE:
        delivery.give_up(reply.reason)
        return "It says that it is gone."
    else:
        delivery.failed(now, reply.reason, random.uniform(0, JITTER))
    return "It took nothing for three days." if delivery.status is WebhookDeliveryStatus.FAILED else None


def _message(delivery: WebhookDelivery, told: Told, now: Any) -> dict[str, Any]:
    if delivery.is_test or delivery.export_run_id:
        return {"type": TEST if delivery.is_test else FILE_READY, "timestamp": now, "data": told.data}
    at = told.event.at if told.event else now
    message = {"type": told.event.kind.name if told.event else RESYNC, "timestamp": at, "data": told.data}
    return message | ({"errors": told.errors} if told.errors else {})


async def _noted(services: Any, turn: Turn, delivery: WebhookDelivery, position: Position) -> bool:
    """Keep how a delivery went and, where it is over, move on; whether the next may follow.

    Whoever else told the same in the meantime was first: its position stays.
    """
    over = delivery.status is not Waiting
    async with _platform(services) as session:
        if over and not await _moved(session, turn.endpoint, position):
            return False
        await session.merge(delivery)
        await _withhold(session, turn.endpoint, WebhookDelivery.id != delivery.id)
    return over


async def _withhold(session: AsyncSession, endpoint: WebhookEndpoint, *which: ColumnElement[bool]) -> None:
    """End what waits to be tried again and was passed over, because its owner does not see it any more."""
    waiting = (WebhookDelivery.endpoint_id == endpoint.id, WebhookDelivery.status == Waiting)
    in_order = WebhookDelivery.on_demand.is_(False)
    for hidden in (await session.scalars(select(WebhookDelivery).where(*waiting, in_order, *which))).all():
        hidden.withhold()


async def _passed(services: Any, endpoint: WebhookEndpoint, position: Position) -> None:
    """Move on past what was not for the endpoint."""
    if position != _position(endpoint):
        async with _platform(services) as session:
            if await _moved(session, endpoint, position):
                await _withhold(session, endpoint)


async def _moved(session: AsyncSession, endpoint: WebhookEndpoint, position: Position) -> bool:
    """Move the position from where it was read; whether nobody else has. It is no change of the endpoint."""
    table = WebhookEndpoint
    xid, seq, pending = position.columns()
    here = and_(table.id == endpoint.id, table.after_xid == endpoint.after_xid, table.after_seq == endpoint.after_seq)
    moved = await session.execute(
        update(table)
        .where(here, table.status == WebhookStatus.ACTIVE)
        .values(after_xid=xid, after_seq=seq, after_pending=pending, updated_at=table.updated_at)
        .execution_options(synchronize_session=False)
    )
    endpoint.after_xid, endpoint.after_seq, endpoint.after_pending = xid, seq, pending
    return bool(moved.rowcount)


async def _disable(services: Any, key: UUID, reason: str) -> None:
    """Tell an endpoint nothing more, and its owner why."""
    async with Context(services, SYSTEM).change() as change:
        endpoint = await change.get(WebhookEndpoint, key)
        if endpoint is None or not endpoint.is_told:
            return
        endpoint.disable(reason)
        event = change.record(EventKind.WEBHOOK_ENDPOINT_DISABLED, endpoint)
        await change.notify(event, f"{endpoint.name} is told nothing any more: {reason}", users=[endpoint.owner_id])


async def _is_held(services: Any, endpoint: WebhookEndpoint) -> bool:
    async with _platform(services) as session:
        return bool(await session.scalar(select(_held(endpoint.id))))


def _held(key: Any) -> ColumnElement[bool]:
    """Whether a message waits to be tried again, and its time has not come."""
    return exists().where(
        WebhookDelivery.endpoint_id == key,
        WebhookDelivery.status == Waiting,
        WebhookDelivery.on_demand.is_(False),
        WebhookDelivery.next_attempt_at > clock.now(),
    )


def _due() -> list[ColumnElement[bool]]:
    """Endpoints behind whose position there is something, that are not held, and for which no job waits."""
    table = WebhookEndpoint
    more = exists().where(tuple_(Event.xid, Event.seq) > tuple_(table.after_xid, table.after_seq))
    no_job = text(
        f"NOT EXISTS (SELECT FROM {QUEUE}.procrastinate_jobs job WHERE job.status IN ('todo', 'doing') "
        "AND job.lock = 'webhook ' || webhook_endpoint.id)"
    )
    told = (table.status == WebhookStatus.ACTIVE, table.archived_at.is_(None))
    return [*told, or_(more, table.after_pending != {}), ~_held(table.id), no_job]


def _position(endpoint: WebhookEndpoint) -> Position:
    return Position.of_columns(endpoint.after_xid, endpoint.after_seq, endpoint.after_pending)


@asynccontextmanager
async def _platform(services: Any) -> AsyncIterator[AsyncSession]:
    async with services.sessions() as session, session.begin():
        await enter_scope(session, SYSTEM)
        yield session
