"""Reading the event log in order: the one source of every stream (design.md section 5)."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Text, and_, cast, func, or_, select, tuple_

import models
from permissions.event import about, seen
from permissions.viewer import Viewer
from resolvers.context import Context
from resolvers.positions import Position

BATCH = 200
IDLE_SECONDS = 0.8
HORIZON_SECONDS = 0.02
HORIZON = select(cast(cast(func.pg_snapshot_xmin(func.pg_current_snapshot()), Text), BigInteger))
"""Transactions below it have ended: what they wrote is all there is."""


@dataclass(frozen=True)
class Message:
    """One event, or the news that the log kept no longer reaches back to where the reader was."""

    cursor: str
    event: "models.Event | None" = None

    @property
    def resync_required(self) -> bool:
        """Whether the reader has to read afresh and go on from this cursor."""
        return self.event is None


class AccessLost(Exception):
    """The viewer may no longer follow what is being followed; its stream ends."""


Refresh = Callable[[], Any]


async def here(context: Context) -> Position:
    """The position behind everything committed by now."""
    snapshot = await context.scalar(select(cast(func.pg_current_snapshot(), Text)))
    return Position.of_snapshot(snapshot)


async def follow(
    context: Context,
    after: str | None,
    refresh: Refresh,
    wanted: Callable[[Viewer], ColumnElement[bool]],
    *,
    as_platform: bool = False,
) -> AsyncIterator[tuple[Context, Message]]:
    """Every event a viewer may see and wants, in order, each once, from a position on and without end.

    `refresh` reads the viewer again and raises AccessLost when it may no longer follow; it runs before anything is
    delivered, so nothing is shown to somebody who lost access (domain.md S5). Each message comes with a context of
    its own. `as_platform` reads entries whatever their scope, for a `wanted` that is a scope by itself.
    """
    position = Position.parse(after) if after else await here(context)
    stops_at_end = context.stops_at_end
    context = await _admitted(context, refresh)
    if after and await _forgotten(context, position):
        position = await here(context)
        yield context, Message(position.cursor())
    while True:
        woken = context.services.bus.wakes
        # Before reading, not only before telling: what has just come into the viewer's scope must not be passed over.
        context = await _admitted(context, refresh)
        batch = await _read(context, position, wanted, as_platform)
        for place, event in enumerate(batch.found if as_platform else await _seen(context, batch.found)):
            if place:
                # Whoever takes the entries may have been slow about the one before.
                context = await _admitted(context, refresh)
            position = position.passed(event.xid, event.seq)
            yield context, Message(position.cursor(), event)
        if batch.is_full:
            last = batch.found[-1]
            position = position.passed(last.xid, last.seq)
            continue
        if stops_at_end:
            return
        position = position.advanced(batch.horizon)
        soon = batch.waits or position.pending
        await context.services.bus.wait(HORIZON_SECONDS if soon else IDLE_SECONDS, woken)


async def _admitted(context: Context, refresh: Refresh) -> Context:
    return context.fresh(await refresh())


def _after(position: Position) -> ColumnElement[bool]:
    event = models.Event
    later = tuple_(event.xid, event.seq) > tuple_(position.xid, position.seq)
    return or_(later, *(and_(event.xid == xid, event.seq > seq) for xid, seq in position.pending.items()))


@dataclass(frozen=True)
class _Batch:
    """Entries below the horizon, and whether more wait for an older transaction to end."""

    found: list[Any]
    horizon: int
    waits: bool

    @property
    def is_full(self) -> bool:
        return len(self.found) == BATCH


async def _read(
    context: Context, position: Position, wanted: Callable[[Viewer], ColumnElement[bool]], as_platform: bool
) -> _Batch:
    """What may be next for the viewer, told without looking at any subject: most wake-ups end here, cheaply."""
    event, viewer = models.Event, context.viewer
    coarse = [] if as_platform else [about(viewer)]
    statement = (
        select(event).where(_after(position), wanted(viewer), *coarse).order_by(event.xid, event.seq).limit(BATCH)
    )
    async with context.as_system().reading() as session:
        horizon = await session.scalar(HORIZON)
        found = (await session.scalars(statement)).all()
    ready = [each for each in found if each.xid < horizon]
    return _Batch(ready, horizon, len(ready) < len(found))


async def _seen(context: Context, found: list[Any]) -> list[Any]:
    """Those of the entries that exist for the viewer, asked inside its own scope."""
    if not found:
        return []
    event = models.Event
    exists = seen(context.viewer, {each.subject_type for each in found})
    statement = select(event.id).where(event.id.in_([each.id for each in found]), about(context.viewer), exists)
    kept = set(await context.scalars(statement))
    return [each for each in found if each.id in kept]


async def _forgotten(context: Context, position: Position) -> bool:
    """Whether the log no longer reaches back to a position."""
    kept_from = await context.as_system().scalar(select(models.LogRetention.forgotten_xid))
    return position.is_foreign or (kept_from is not None and position.xid < kept_from)


__all__ = ["AccessLost", "Message", "follow", "here"]
