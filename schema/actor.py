"""Who does things: users and contacts."""

from typing import Annotated, Any
from uuid import UUID

import strawberry
from sqlalchemy import Uuid, func

import models
from resolvers.compiled.asked import Asked
from resolvers.compiled.text import Pieces
from schema.core.made import noun
from schema.core.making import MadeField

Actor = Annotated[
    noun("User") | noun("Contact"),
    strawberry.union("Actor", description="Who did it. Null for the system and for anonymous visitors."),
]


def actor(description: str, *columns: str) -> Any:
    """The user or contact whose key stands in the first of these columns that has one; null where it is hidden."""

    def read(row: Any, info: Any) -> Any:
        return actor_of(info, next((key for each in columns if (key := getattr(row, each))), None))

    def sql(asked: Asked) -> Pieces:
        key = func.coalesce(*(asked.place.value(each)[0] for each in columns), type_=Uuid())
        return asked.either([asked.found(model, key) for model in (models.User, models.Contact)], nullable=True)

    return MadeField(description, read, sql=sql)


async def actor_of(info: Any, key: UUID | None) -> Any:
    """The user or contact a row names as its author; null where neither is visible."""
    if key is None:
        return None
    loaders = info.context.loaders
    return await loaders.one(models.User).load(key) or await loaders.one(models.Contact).load(key)
