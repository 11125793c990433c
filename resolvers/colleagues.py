"""Users as others name them: members, assignees, recipients. Only who may see a client is given its work."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from models import User
from models.errors import ErrorCode, Rejected
from resolvers.change import Change
from resolvers.coverage import may_see


async def colleague(change: Change, given: str, client_id: UUID | None, *path: str | int) -> User:
    """The user behind an id who may see the client; NOT_FOUND if unknown, INVALID if the client is not theirs."""
    user = await change.find(User, given, *path, lock=False)
    if not await change.scalar(select(User.id).where(User.id == user.id, may_see(client_id))):
        raise Rejected(ErrorCode.INVALID, f"{user.name} does not work for this client.", list(path))
    return user


async def colleagues(change: Change, given: Iterable[str], client_id: UUID | None, path: str) -> list[User]:
    """As `colleague`, for several, each once and in the order given."""
    found = [await colleague(change, each, client_id, path, place) for place, each in enumerate(given)]
    return list(dict.fromkeys(found))
