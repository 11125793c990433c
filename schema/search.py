"""Search over everything the viewer may see."""

from typing import Any

import strawberry

from models.search import SearchType
from resolvers import search as searching
from resolvers.compiled.asked import Asked
from resolvers.compiled.text import IMPOSSIBLE, Pieces, mark, or_else
from resolvers.context import Context
from schema.core.fields import argument
from schema.core.made import described
from schema.core.making import MadeField
from schema.core.node import GRAMMARS, Node, roots

described(SearchType)


def _hit(asked: Asked) -> Pieces:
    nouns = [GRAMMARS[each.noun].model for each in SearchType if each.noun in GRAMMARS]
    found = asked.referred_text(asked.place.value("type")[0], asked.place.key("id"), nouns)
    return [or_else(found, mark(IMPOSSIBLE))]


@strawberry.type(description="A node found by its text.")
class SearchHit:
    """Shown from a `Hit`."""

    node: Node = MadeField("The node.", lambda hit, info: hit.row, sql=_hit)
    excerpt: str = MadeField(
        "The words around the match; only from fields the viewer may read.",
        lambda hit, info: hit.excerpt,
        sql=lambda asked: asked.kept("excerpt", str, nullable=False),
    )


async def _search(_root: Any, info: Any, **given: Any) -> list[searching.Hit]:
    return await searching.read(info.context, await _hits(info.context, given))


async def _hits(context: Context, given: dict[str, Any]) -> list[searching.Found]:
    nouns = [GRAMMARS[each.noun] for each in dict.fromkeys(given.get("types") or SearchType) if each.noun in GRAMMARS]
    wanted = [searching.Searched(noun.model, tuple(noun.searched)) for noun in nouns if noun.searched]
    first = given.get("first")
    return await searching.search(context, wanted, given["text"], 20 if first is None else first)


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
        sql=lambda asked: asked.prepared_list(_hits),
    )
