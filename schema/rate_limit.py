"""What may still be asked for."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, literal

from resolvers.rate_limit import RateLimit as Counted
from schema.core.making import MadeField
from schema.core.node import part_of, roots
from schema.core.scalars import datetime_text

NOBODYS = cast(literal(str(UUID(int=0))), Text())
"""The key of what hangs on no row."""


def _counted(description: str, read: Callable[[Counted], Any]) -> Any:
    """A figure of the viewer's account, filled in when everything else is answered."""

    def fill(context: Any, key: UUID) -> Any:
        value = read(context.rate_limit)
        return datetime_text(value) if isinstance(value, datetime) else value

    return MadeField(
        description, lambda rate, info: read(info.context.rate_limit), sql=lambda asked: asked.filled(fill, NOBODYS)
    )


@part_of(None)
class RateLimit:
    """What the viewer may ask for in a minute, and what of it is left, in points: one for each object of an answer."""

    cost: int = _counted("What this operation asks for. What it does not answer is given back.", lambda rate: rate.cost)
    limit: int = _counted("Of a minute. They come back evenly.", lambda rate: rate.limit)
    remaining: int = _counted("Left, what this operation asks for taken off.", lambda rate: rate.remaining)
    used: int = _counted("Not back yet.", lambda rate: rate.used)
    reset_at: datetime = _counted("When all of them are back, if nothing else is asked.", lambda rate: rate.reset_at)


@roots
class RateLimitQueries:
    """Reading what may still be asked for."""

    rate_limit: RateLimit = MadeField(
        "What the viewer may still ask for; the headers RateLimit-* of the answer say it as well.",
        lambda source, info: {},
        sql=lambda asked: asked.object(asked.place),
    )
