"""Who does things: users and contacts."""

from typing import Annotated, Any
from uuid import UUID

import strawberry

import models
from schema.core.made import noun

Actor = Annotated[
    noun("User") | noun("Contact"),
    strawberry.union("Actor", description="Who did it. Null for the system and for anonymous visitors."),
]


async def actor_of(info: Any, key: UUID | None) -> Any:
    """The user or contact a row names as its author; null where neither is visible."""
    if key is None:
        return None
    loaders = info.context.loaders
    return await loaders.one(models.User).load(key) or await loaders.one(models.Contact).load(key)
