"""Search over everything the viewer may see."""

from typing import Any

import strawberry

from models.search import SearchType
from resolvers import search as searching
from schema.core.fields import argument
from schema.core.made import described
from schema.core.making import MadeField
from schema.core.node import GRAMMARS, Node, roots

described(SearchType)


@strawberry.type(description="A node found by its text.")
class SearchHit:
    """Shown from a `Hit`."""

    node: Node = MadeField("The node.", lambda hit, info: hit.row)
    excerpt: str = MadeField(
        "The words around the match; only from fields the viewer may read.", lambda hit, info: hit.excerpt
    )


async def _search(
    _root: Any, info: Any, text: str, types: list[SearchType] | None = None, first: int | None = None
) -> list[searching.Hit]:
    nouns = [GRAMMARS[each.noun] for each in dict.fromkeys(types or SearchType) if each.noun in GRAMMARS]
    wanted = [searching.Searched(noun.model, tuple(noun.searched)) for noun in nouns if noun.searched]
    return await searching.search(info.context, wanted, text, 20 if first is None else first)


@roots
class SearchQueries:
    """Finding by text."""

    search: list[SearchHit] = MadeField(
        "Best first.",
        _search,
        arguments=[
            argument("text", str, "The words; a hit has all of them."),
            argument("types", list[SearchType] | None, "What to look through; everything by default."),
            argument("first", int | None, "How many at most.", 20),
        ],
    )
