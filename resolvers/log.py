"""Reading the event log in order: the one source of every stream (design.md section 5)."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Text, and_, cast, func, or_, select, tuple_

import models
from permissions.base import visible
from permissions.viewer import Viewer
from resolvers.context import Context
from resolvers.positions import Position

BATCH = 200
IDLE_SECONDS = 0.9
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
    context = await _admitted(context, refresh)
    if after and await _forgotten(context, position):
        position = await here(context)
        yield context, Message(position.cursor())
    while True:
        seen = context.services.bus.wakes
        rows, horizon = await _next(context, position, wanted, as_platform)
        for event in rows:
            position = position.passed(event.xid, event.seq)
            yield context, Message(position.cursor(), event)
            context = await _admitted(context, refresh)
        if len(rows) == BATCH:
            continue
        position = position.advanced(horizon)
        behind = await _beyond_horizon(context, position, horizon)
        await context.services.bus.wait(HORIZON_SECONDS if behind else IDLE_SECONDS, seen)
        context = await _admitted(context, refresh)


async def _admitted(context: Context, refresh: Refresh) -> Context:
    return context.fresh(await refresh())


def _after(position: Position) -> ColumnElement[bool]:
    event = models.Event
    later = tuple_(event.xid, event.seq) > tuple_(position.xid, position.seq)
    return or_(later, *(and_(event.xid == xid, event.seq > seq) for xid, seq in position.pending.items()))


async def _next(
    context: Context, position: Position, wanted: Callable[[Viewer], ColumnElement[bool]], as_platform: bool
) -> tuple[list[Any], int]:
    """The next events below the horizon, and the horizon they were read under (domain.md L2)."""
    event = models.Event
    reader = context.as_system() if as_platform else context
    async with reader.reading() as session:
        horizon = await session.scalar(HORIZON)
        if horizon <= position.xid and not any(each < horizon for each in position.pending):
            return [], horizon
        statement = (
            visible(event, reader.viewer)
            .where(_after(position), event.xid < horizon, wanted(context.viewer))
            .order_by(event.xid, event.seq)
            .limit(BATCH)
        )
        return list((await session.scalars(statement)).all()), horizon


async def _beyond_horizon(context: Context, position: Position, horizon: int) -> bool:
    """Whether events wait for an older transaction to end, so that looking again soon is worth it."""
    event = models.Event
    found = select(event.id).where(event.xid >= horizon, _after(position)).limit(1)
    return bool(position.pending) or await context.as_system().scalar(found) is not None


async def _forgotten(context: Context, position: Position) -> bool:
    """Whether the log no longer reaches back to a position."""
    kept_from = await context.as_system().scalar(select(models.LogRetention.forgotten_xid))
    return kept_from is not None and position.xid < kept_from


__all__ = ["AccessLost", "Message", "follow", "here"]
