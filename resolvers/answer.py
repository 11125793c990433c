"""What a verb answers, and how the answer is kept for the same idempotency key (domain.md 3.1)."""

from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.core.base import Base, model_named
from models.errors import ErrorCode, Refusal, Rejected

Answer = dict[str, Any]


def stored(answer: Answer, refusal: Rejected | None, cursor: str) -> str:
    """The answer as JSON: rows by type and key, the rest as it is, and where in the log it was given."""
    if refusal is not None:
        return orjson.dumps({"refused": [refusal.code.name, refusal.message, refusal.path]}).decode()
    return orjson.dumps({"parts": {name: _kept(part) for name, part in answer.items()}, "cursor": cursor}).decode()


async def restored(session: AsyncSession, kept: dict[str, Any]) -> Answer:
    """The answer of a key used before, its rows as they are now; raises the refusal where it was one."""
    if refusal := kept.get("refused"):
        code, message, path = refusal
        raise Rejected(ErrorCode[code], message, path)
    return {name: await _restore(session, part) for name, part in kept["parts"].items()}


def _kept(part: Any) -> Any:
    if isinstance(part, Base):
        return {"row": [type(part).__name__, str(part.id)]}
    if isinstance(part, Refusal):
        return {"warning": [part.code.name, part.message, part.path]}
    if isinstance(part, list | tuple):
        return {"list": [_kept(each) for each in part]}
    return {"plain": part}


async def _restore(session: AsyncSession, kept: dict[str, Any]) -> Any:
    if "row" in kept:
        name, key = kept["row"]
        model = model_named(name)
        return await session.scalar(select(model).where(model.id == UUID(key)))
    if "warning" in kept:
        code, message, path = kept["warning"]
        return Refusal(ErrorCode[code], message, path)
    if "list" in kept:
        return [await _restore(session, each) for each in kept["list"]]
    return kept["plain"]
