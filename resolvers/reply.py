"""Answers in tickets and discussions, and who is told of them."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from models import Discussion, Reply, Ticket, User, Visibility
from models.errors import ErrorCode, Rejected
from resolvers.change import Change
from resolvers.colleagues import may_see


def written(value: str | None, path: str) -> str:
    """A longer text as it is kept; REQUIRED where nothing is left."""
    text = (value or "").strip()
    if not text:
        raise Rejected(ErrorCode.REQUIRED, "This cannot be empty.", [path])
    return text


async def add(change: Change, to: Ticket | Discussion, body: str, visibility: Visibility) -> Reply:
    """Store an answer where it belongs."""
    place = {"ticket_id": to.id} if isinstance(to, Ticket) else {"discussion_id": to.id}
    return await change.add(Reply(client_id=to.client_id, body=body, visibility=visibility, **place))


async def concerned(change: Change, users: Iterable[UUID | None], client_id: UUID) -> list[UUID]:
    """Those of the users who still work for the client: nobody else is told of what is said there."""
    keys = [key for key in users if key is not None]
    working = set(await change.all(select(User.id).where(User.id.in_(keys), may_see(client_id)))) if keys else set()
    return [key for key in keys if key in working]
