"""What is tied to what: rows of the tables between two nouns, replaced as a whole."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select

from models.core.base import Base
from permissions.base import visible
from resolvers.change import Change

Moved = dict[str, list[str]]
"""What the log keeps of a replacement: who came and who went, by the name of the column."""


async def replace(change: Change, own: Any, key: UUID, other: Any, wanted: Iterable[Base], target: type[Base]) -> Moved:
    """Make these the rows of `target` tied to a row, as far as the caller sees the others.

    `own` and `other` are the two columns of the table between, such as `WorkTypeClient.work_type_id` and
    `WorkTypeClient.client_id`.
    """
    table = own.class_
    keys = {row.id for row in wanted}
    seen = other.in_(visible(target, change.viewer).with_only_columns(target.id))
    held = await change.all(select(table).where(own == key, seen).with_for_update())
    now = {getattr(each, other.key): each for each in held}
    for gone in sorted(now.keys() - keys):
        await change.remove(now[gone])
    for new in sorted(keys - now.keys()):
        await change.add(table(**{own.key: key, other.key: new}))
    name = "".join(word.capitalize() for word in other.key.removesuffix("_id").split("_"))
    moved = {f"added{name}Ids": keys - now.keys(), f"removed{name}Ids": now.keys() - keys}
    return {name: [str(each) for each in sorted(those)] for name, those in moved.items() if those}
