"""Any node by its id."""

import asyncio
from typing import Any

import strawberry

from models.core import ids as global_ids
from models.errors import ErrorCode, Rejected
from permissions.base import Visible
from resolvers.pages import MAX_PAGE
from schema.core.fields import argument
from schema.core.making import MadeField
from schema.core.node import GRAMMARS, Node, roots


async def _found(info: Any, given: str) -> Any:
    parsed = global_ids.parse(given)
    if parsed is None or parsed[0] not in GRAMMARS:
        return None
    return await info.context.loaders.one(GRAMMARS[parsed[0]].model).load(parsed[1])


async def _node(source: Any, info: Any, id: str) -> Any:
    return await _found(info, id)


async def _nodes(source: Any, info: Any, ids: list[str]) -> list[Any]:
    if len(ids) > MAX_PAGE:
        raise Rejected(ErrorCode.INVALID, f"At most {MAX_PAGE} ids at once.", ["ids"])
    return list(await asyncio.gather(*(_found(info, each) for each in ids)))


@roots
class NodeQueries:
    """Reading anything that has an id."""

    node: Node | None = MadeField(
        "Any node; null where it is unknown or hidden.",
        _node,
        [Visible],
        [argument("id", strawberry.ID, "The id.")],
    )
    nodes: list[Node | None] = MadeField(
        "In the order asked; null where unknown or hidden.",
        _nodes,
        [Visible],
        [argument("ids", list[strawberry.ID], "The ids, at most 100.")],
    )
