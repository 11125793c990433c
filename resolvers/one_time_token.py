"""Tokens that work once: invitations, password resets and signing links."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from models import OneTimeToken, TokenPurpose
from resolvers import secrets
from resolvers.change import Change


async def issue(change: Change, purpose: TokenPurpose, subject_id: UUID, lasts: timedelta) -> str:
    """A new token in plain text, kept hashed alone. Earlier live ones of the same purpose and subject stop working."""
    await revoke(change, purpose, subject_id)
    token = secrets.new_token()
    await change.add(
        OneTimeToken(
            purpose=purpose,
            token_hash=secrets.digest(token),
            subject_id=subject_id,
            created_at=change.now,
            expires_at=change.now + lasts,
        )
    )
    return token


async def held(change: Change, purpose: TokenPurpose, token: str | None) -> OneTimeToken | None:
    """The token of this purpose, live or not, locked; None where there is none. `use` it to refuse a dead one."""
    if not token:
        return None
    found = select(OneTimeToken).where(
        OneTimeToken.token_hash == secrets.digest(token), OneTimeToken.purpose == purpose
    )
    rows = await change.all(found.with_for_update())
    return rows[0] if rows else None


async def revoke(change: Change, purpose: TokenPurpose, subject_id: UUID) -> None:
    """Withdraw every live token of a purpose and a subject."""
    await change.session.execute(
        update(OneTimeToken)
        .where(
            OneTimeToken.subject_id == subject_id,
            OneTimeToken.purpose == purpose,
            OneTimeToken.used_at.is_(None),
            OneTimeToken.revoked_at.is_(None),
        )
        .values(revoked_at=change.now)
        .execution_options(synchronize_session=False)
    )
