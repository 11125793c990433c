"""The same key, the same answer: a write with an idempotency key is done once (domain.md 3.1)."""

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

import models
from models.errors import ErrorCode, Rejected
from permissions.viewer import Viewer
from resolvers.answer import Answer, restored

if TYPE_CHECKING:
    from resolvers.context import Context


@dataclass(frozen=True)
class Idempotency:
    """The key of a write and what it was asked for; the same key may not ask for something else (domain.md 3.1)."""

    verb: str
    key: str
    request_hash: str

    @classmethod
    def of(cls, verb: str, key: str, request: Any) -> "Idempotency":
        """`request` is the input as plain data, without the key itself."""
        content = orjson.dumps([verb, request], option=orjson.OPT_SORT_KEYS, default=str)
        return cls(verb, key, hashlib.sha256(content).hexdigest())


class Replayed(Exception):
    """The key was used before with the same input: here is the answer it got."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


def actor_key(viewer: Viewer) -> str:
    """Whose keys are kept apart from everybody else's."""
    return str(viewer.actor_id or "anonymous")


async def claim_key(session: AsyncSession, context: "Context", viewer: Viewer) -> None:
    """Take the operation's key for this transaction; Replayed where it was answered before, IDEMPOTENCY_MISMATCH where
    it asked for something else. A second call at the same time waits here for the first."""
    claim: Idempotency | None = context.idempotency
    if claim is None:
        return
    values = {
        "actor_key": actor_key(viewer),
        "key": claim.key,
        "verb": claim.verb,
        "request_hash": claim.request_hash,
    }
    claimed = await session.execute(
        insert(models.Idempotency).values(**values).on_conflict_do_nothing().returning(models.Idempotency.key)
    )
    if claimed.first():
        return
    earlier = await session.scalar(
        select(models.Idempotency).where(
            models.Idempotency.actor_key == values["actor_key"], models.Idempotency.key == claim.key
        )
    )
    if earlier.request_hash != claim.request_hash:
        raise Rejected(
            ErrorCode.IDEMPOTENCY_MISMATCH,
            "This idempotency key was used with another input; take a new key for a new wish.",
            ["idempotencyKey"],
        )
    answer = await restored(session, earlier.answer)
    context.cursor = earlier.answer["cursor"]
    raise Replayed(answer)


async def keep_answer(session: AsyncSession, claim: Idempotency, viewer: Viewer, kept: str) -> None:
    """Store the answer a key got, in the transaction that earned it."""
    await session.execute(
        text("UPDATE idempotency SET answer = CAST(:answer AS jsonb) WHERE actor_key = :actor AND key = :key"),
        {"answer": kept, "actor": actor_key(viewer), "key": claim.key},
    )
