"""Visits: since when what happened is new to somebody."""

from datetime import timedelta

from sqlalchemy import select

from models import Presence
from models.errors import ErrorCode, Rejected
from resolvers.answer import Answer
from resolvers.context import Context
from resolvers.given import Given

DAY = 24 * 60


async def note(context: Context, given: Given) -> Answer:
    """The viewer is here. Nothing of it is told to anybody else, and so the log has no entry."""
    if not 1 <= given.away_minutes <= DAY:
        raise Rejected(ErrorCode.INVALID, f"Between 1 and {DAY:,} minutes.", ["awayMinutes"])
    who = {"user_id": context.viewer.user_id, "contact_id": context.viewer.contact_id}
    async with context.change() as change:
        mine = select(Presence).filter_by(**{name: value for name, value in who.items() if value}).with_for_update()
        presence = next(iter(await change.all(mine)), None)
        if presence is None:
            presence = await change.add(Presence(**who, seen_at=change.now))
        presence.note(change.now, timedelta(minutes=given.away_minutes))
        return change.answer(since=presence.since)
