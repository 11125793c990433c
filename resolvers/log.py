"""Following the event log: from any position, in order, each entry once (design.md section 5).

What is new comes from the one reader of the process (tail.py); what lies further back than its memory is read here.
"""

from collections.abc import AsyncIterator

import structlog
from sqlalchemy import and_, or_, select, tuple_

import models
from permissions.event import about
from resolvers import session
from resolvers.audience import Audience, Follower
from resolvers.compiled.verdicts import existing_entries
from resolvers.context import Context
from resolvers.positions import Position
from resolvers.tail import HORIZON, Tail
from resolvers.watching import AccessLost, Entry, Message, Watching

BATCH = 200

log = structlog.get_logger(__name__)


async def follow(context: Context, after: str | None, watching: Watching) -> AsyncIterator[tuple[Context, Message]]:
    """Every event a viewer may see and wants, in order, each once, from a position on and without end.

    Each message comes with a context of its own. Raises AccessLost when the viewer, who is read again for as long as
    the stream lasts, may no longer follow, and `Rejected` for what is no position.
    """
    tail: Tail = context.services.tail
    position = Position.parse(after) if after else await tail.here()
    context.follower = follower = Follower(context, watching, position)
    if not await tail.admits(follower):
        raise AccessLost
    if context.stops_at_end:
        async for message in _to_the_end(tail, follower, after):
            yield context.fresh(follower.viewer), message
        return
    await tail.add(follower)
    try:
        if after and tail.forgot(position):
            follower.position = await tail.here()
            yield context.fresh(follower.viewer), Message(follower.position.cursor())
        while True:
            async for message in _from_the_table(tail, follower):
                yield context.fresh(follower.viewer), message
            async for message in _from_memory(tail, follower):
                yield context.fresh(follower.viewer), message
            if follower.moved and not await tail.admits(follower):
                raise AccessLost
    finally:
        tail.discard(follower)


async def _from_the_table(tail: Tail, follower: Follower) -> AsyncIterator[Message]:
    """What lies further back than memory reaches."""
    while not tail.reaches(follower.position):
        async for message in _a_batch(follower):
            yield message


async def _to_the_end(tail: Tail, follower: Follower, after: str | None) -> AsyncIterator[Message]:
    """What there is by now, and no more."""
    forgotten = await follower.context.as_system().scalar(select(models.LogRetention.forgotten_xid))
    position = follower.position
    if after and (position.is_foreign or (forgotten is not None and position.xid < forgotten)):
        follower.position = await tail.here()
        yield Message(follower.position.cursor())
    end = await tail.here()
    while follower.position.lowest < end.lowest:
        before = follower.position
        async for message in _a_batch(follower):
            yield message
        if follower.position == before:
            return


async def _a_batch(follower: Follower) -> AsyncIterator[Message]:
    """The next few entries behind the follower's position, read from the table."""
    follower.become(await session.again(follower.context))
    _check(follower)
    found, horizon = await _read(follower)
    for event in await _seen(follower, found):
        _check(follower)
        yield _told(follower, Entry(event))
    if len(found) == BATCH:
        follower.position = follower.position.passed(found[-1].xid, found[-1].seq)
    else:
        follower.position = follower.position.advanced(horizon)


async def _from_memory(tail: Tail, follower: Follower) -> AsyncIterator[Message]:
    """What is in memory, and then what comes; until the follower is further behind, or somebody else."""
    while behind := tail.behind(follower.position):
        for entry in await tail.judged(follower.watching, follower.viewer, behind):
            _check(follower)
            yield _told(follower, entry)
        follower.position = follower.position.passed(*behind[-1].place)
        # One of these may say that what is followed went away since it was asked whether it is there.
        if not await tail.admits(follower):
            raise AccessLost
        if not tail.reaches(follower.position):
            return
    _check(follower)
    # Nothing is waited for between the last look at the memory and here, so nothing lies between them.
    audience = tail.join(follower)
    try:
        async for message in _as_it_comes(tail, audience, follower):
            yield message
    finally:
        tail.leave(audience, follower)


async def _as_it_comes(tail: Tail, audience: Audience, follower: Follower) -> AsyncIterator[Message]:
    number = audience.next
    while True:
        while number < audience.next:
            if number < audience.first:
                return
            entry, only = audience.entry(number)
            number += 1
            if not follower.position.precedes(*entry.place) or not (only is None or follower.viewer.actor_id in only):
                continue
            _check(follower)
            yield _told(follower, entry)
        _check(follower)
        if follower.moved:
            # Whatever else there was by now was not for them: they need not look at it again.
            follower.position = follower.position.advanced(tail.horizon)
            return
        await follower.wait()


def _check(follower: Follower) -> None:
    """Raises AccessLost where the follower may no longer follow, and whatever else ended it."""
    if follower.ended:
        raise AccessLost
    if follower.fault is not None:
        raise follower.fault


def _told(follower: Follower, entry: Entry) -> Message:
    follower.position = follower.position.passed(*entry.place)
    is_common = not follower.position.pending and (follower.position.xid, follower.position.seq) == entry.place
    cursor = entry.cursor if is_common else follower.position.cursor()
    return Message(cursor, entry.event, follower.watching.is_personal)


async def _read(follower: Follower) -> tuple[list[models.Event], int]:
    """What may be next below the horizon, told without looking at any subject, and the horizon."""
    event, viewer, watching, position = models.Event, follower.viewer, follower.watching, follower.position
    later = tuple_(event.xid, event.seq) > tuple_(position.xid, position.seq)
    open_then = [and_(event.xid == xid, event.seq > seq) for xid, seq in position.pending.items()]
    coarse = [] if watching.as_platform else [about(viewer)]
    async with follower.context.as_system().reading() as reading:
        horizon = await reading.scalar(HORIZON)
        statement = select(event).where(or_(later, *open_then), event.xid < horizon, watching.wanted(viewer), *coarse)
        found = await reading.scalars(statement.order_by(event.xid, event.seq).limit(BATCH))
        return list(found.all()), horizon


async def _seen(follower: Follower, found: list[models.Event]) -> list[models.Event]:
    """Those of the entries that exist for the viewer, asked inside its own scope."""
    if not found or follower.watching.as_platform:
        return found
    context = follower.context.fresh(follower.viewer)
    kept = await existing_entries(context, [each.id for each in found], {each.subject_type for each in found})
    return [each for each in found if each.id in kept]


__all__ = ["AccessLost", "Message", "follow"]
