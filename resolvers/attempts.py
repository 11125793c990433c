"""Slowing down whoever guesses: by the address they guess for, and by where they come from (security.md 2.3)."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from models import LoginAttempt
from resolvers import secrets
from resolvers.change import Change

FREE_FOR_ADDRESS = 5
FREE_FOR_ORIGIN = 50
"""An office shares one origin, so it is slowed down later than a single address."""
FREE_LETTERS = 3


async def begin(change: Change, email: str) -> None:
    """Count an attempt at an address before it is heard, so that many at once gain nothing. RATE_LIMITED while the
    address, known here or not, or the caller's origin has to wait."""
    await _count(change, {_address(email): FREE_FOR_ADDRESS, _origin(change): FREE_FOR_ORIGIN})


async def begin_letter(change: Change, email: str) -> None:
    """Count a letter anybody may have sent to an address; RATE_LIMITED when it gets too many."""
    await _count(change, {f"letter:{_address(email)}": FREE_LETTERS, _origin(change): FREE_FOR_ORIGIN})


async def forgive(change: Change, email: str) -> None:
    """The attempt succeeded: the address starts afresh, and the origin gets this one back."""
    for attempt in await _locked(change, [_address(email), _origin(change)]):
        if attempt.key == _origin(change):
            attempt.forgive()
        else:
            await change.remove(attempt)


async def _count(change: Change, free: dict[str, int]) -> None:
    rows = [{"key": key, "count": 0, "last_at": change.now} for key in sorted(free)]
    await change.session.execute(insert(LoginAttempt).values(rows).on_conflict_do_nothing())
    for attempt in await _locked(change, list(free)):
        attempt.begin(change.now, free[attempt.key])


async def _locked(change: Change, keys: list[str]) -> list[LoginAttempt]:
    return await change.all(
        select(LoginAttempt).where(LoginAttempt.key.in_(keys)).order_by(LoginAttempt.key).with_for_update()
    )


def _address(email: str) -> str:
    return f"address:{secrets.digest(email.strip().lower())}"


def _origin(change: Change) -> str:
    return f"origin:{change.context.ip or 'unknown'}"
