"""Any node by its id."""

import asyncio
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import ARRAY, Text, Uuid, column, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from models.core import ids as global_ids
from models.errors import ErrorCode, Rejected
from permissions.base import Visible
from resolvers.compiled.asked import Asked
from resolvers.compiled.text import Pieces, or_else, quoted, said
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


def _node_sql(asked: Asked) -> Pieces:
    """The type an id is of is known to the plan; its key is not."""
    given = asked.argument("id")
    named = [name for name in given.names if name in GRAMMARS]
    if not named:
        return ["null"]
    key = given.mapped(f"key_of_{named[0]}", partial(global_ids.key_of, named[0]), Uuid())
    return [or_else(asked.found(GRAMMARS[named[0]].model, key), "null")]


def _nodes_sql(asked: Asked) -> Pieces:
    given = asked.argument("ids")
    keys = given.mapped("keys", lambda several: [_parsed(each)[1] for each in _few(several)], ARRAY(Uuid()))
    names = given.mapped("names", lambda several: [_parsed(each)[0] for each in several], ARRAY(Text()))
    each = (
        func.unnest(names, keys)
        .table_valued(
            column("name", Text()), column("key", Uuid()), with_ordinality="place", name=asked.compiler.fresh_name("id")
        )
        .render_derived()
    )
    place = replace(asked.place, name=each, outer=(*asked.place.outer, each))
    models = [GRAMMARS[name].model for name in given.names if name in GRAMMARS]
    text = said(asked.at(place).referred(each.c.name, each.c.key, models) if models else ["null"])
    texts = func.string_agg(text, aggregate_order_by(quoted(","), each.c.place), type_=Text())
    return [select(func.concat(quoted("["), texts, quoted("]"), type_=Text())).select_from(each).scalar_subquery()]


def _few(given: list[str]) -> list[str]:
    if len(given) > MAX_PAGE:
        raise ValueError("More ids than are answered at once.")
    return given


def _parsed(given: str) -> tuple[str, UUID]:
    return global_ids.parse(given) or ("", UUID(int=0))


@roots
class NodeQueries:
    """Reading anything that has an id."""

    node: Node | None = MadeField(
        "Any node; null where it is unknown or hidden.",
        _node,
        [Visible],
        [argument("id", strawberry.ID, "The id.")],
        sql=_node_sql,
    )
    nodes: list[Node | None] = MadeField(
        "In the order asked; null where unknown or hidden.",
        _nodes,
        [Visible],
        [argument("ids", list[strawberry.ID], "The ids, at most 100.")],
        sql=_nodes_sql,
    )
