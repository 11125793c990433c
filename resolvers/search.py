"""Search over many nouns at once, inside the viewer's scope: words a viewer may not read are not found by them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, case, func, literal, or_, select, union_all

from models.core.base import Base, model_named
from models.errors import ErrorCode, Rejected
from permissions.base import scope
from permissions.viewer import Viewer
from resolvers.context import Context
from resolvers.reading import Reading

MOST_HITS = 100
MOST_WORDS = 8
AROUND = 60
"""Characters of an excerpt on either side of the match."""


@dataclass(frozen=True)
class Searched:
    """A noun, and the texts it is found by; the first is what it is called."""

    model: type[Base]
    readings: Sequence[Reading]


@dataclass(frozen=True)
class Hit:
    """A row that was found, and the words around the match."""

    row: Base
    excerpt: str


@dataclass(frozen=True)
class Found:
    """Where a row that was found lies."""

    type: str
    id: UUID
    excerpt: str


@dataclass(frozen=True)
class Sought:
    """What is looked for, as patterns: values said once, which every noun's part of the statement shares."""

    words: list[ColumnElement[str]]
    whole: ColumnElement[str]
    begins: ColumnElement[str]
    word_begins: ColumnElement[str]

    @classmethod
    def of(cls, words: list[str]) -> "Sought":
        """The patterns of some words."""
        phrase = " ".join(words)
        like = _like(phrase)
        parts = [literal(f"%{_like(word)}%", String()) for word in words]
        return cls(parts, *(literal(each, String()) for each in (phrase.lower(), f"{like}%", f"% {like}%")))


async def search(context: Context, wanted: Sequence[Searched], text: str, first: int) -> list[Found]:
    """Rows that have every word of the text in one of their readings; best first, then newest."""
    if not 0 <= first <= MOST_HITS:
        raise Rejected(ErrorCode.INVALID, f"`first` is between 0 and {MOST_HITS}.", ["first"])
    words = text.split()[:MOST_WORDS]
    if not words or not wanted or not first:
        return []
    sought = Sought.of(words)
    each = [_found(noun, sought, context.viewer, first).subquery() for noun in wanted]
    found = union_all(*(select(part) for part in each)).subquery("found")
    best = select(found).order_by(found.c.rank, found.c.created_at.desc(), found.c.id).limit(first)
    return [Found(hit.noun, hit.id, excerpt(hit.text, words[0])) for hit in await context.rows(best)]


async def read(context: Context, hits: Sequence[Found]) -> list[Hit]:
    """The rows that were found."""
    rows = await asyncio.gather(*(context.loaders.one(model_named(hit.type)).load(hit.id) for hit in hits))
    return [Hit(row, hit.excerpt) for hit, row in zip(hits, rows, strict=True) if row is not None]


def excerpt(text: str, word: str) -> str:
    """The words around the first match, on one line."""
    plain = " ".join(text.split())
    at = max(plain.lower().find(word.lower()), 0)
    start, end = max(at - AROUND, 0), at + len(word) + AROUND
    if start:
        start = plain.find(" ", start, at) + 1 or start
    if end < len(plain):
        end = max(plain.rfind(" ", at + len(word), end), at + len(word))
    return f"{'…' if start else ''}{plain[start:end]}{'…' if end < len(plain) else ''}"


def _found(noun: Searched, sought: Sought, viewer: Viewer, first: int) -> Select[Any]:
    model: Any = noun.model
    texts = [reading.as_read_by(viewer) for reading in noun.readings]
    has = [[_has(each, word) for each in texts] for word in sought.words]
    rank = _rank(texts, sought)
    return (
        select(
            literal(model.__name__).label("noun"),
            model.id,
            model.created_at,
            rank.label("rank"),
            case(*zip(has[0], texts, strict=True)).label("text"),
        )
        .where(scope(model, viewer), and_(*(or_(*each) for each in has)))
        .order_by(rank, model.created_at.desc(), model.id)
        .limit(first)
    )


def _rank(texts: list[ColumnElement[Any]], sought: Sought) -> ColumnElement[int]:
    """0 where a text is the phrase, 1 where it begins with it, 2 where a word does, 3 elsewhere."""
    forms = [
        or_(*(func.lower(each) == sought.whole for each in texts)),
        or_(*(_has(each, sought.begins) for each in texts)),
        or_(*(_has(each, sought.word_begins) for each in texts)),
    ]
    return case(*((form, place) for place, form in enumerate(forms)), else_=len(forms))


def _has(text: ColumnElement[Any], pattern: ColumnElement[str]) -> ColumnElement[bool]:
    return text.ilike(pattern, escape="\\")


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
