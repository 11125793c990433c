"""Saved queries: kept, shared, renamed, removed, and found by their name."""

import json
from typing import Any

from sqlalchemy import desc

from models import EventKind, SavedQuery
from models.errors import ErrorCode, Rejected
from permissions.base import visible
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.compiled.one_query import doubt
from resolvers.constraints import refuses
from resolvers.context import Context
from resolvers.given import Given
from resolvers.inputs import named

refuses("uq_saved_query_user_id_name", ErrorCode.DUPLICATE, "You have saved a query under this name already.")
refuses("uq_saved_query_shared_name", ErrorCode.DUPLICATE, "A query of this name is shared already.")


async def create(context: Context, given: Given) -> Answer:
    """Save a query under a name. It is the caller's alone unless it is shared."""
    async with context.change() as change:
        query = SavedQuery(
            user_id=context.viewer.user_id,
            title=named(given.title or given.name, "title"),
            query=_read(given.query),
            variables=json_object(given, "variables"),
            chart=json_object(given, "chart"),
            is_shared=bool(given.is_shared),
        )
        query.call_it(given.name)
        await change.add(query)
        change.record(EventKind.SAVED_QUERY_CHANGED, query)
        return change.answer(saved_query=query)


async def update(context: Context, given: Given) -> Answer:
    """Change what is given: another name is another address."""
    async with context.change() as change:
        query = await _own(change, given)
        change.expect(query, given.expected_version)
        if given.name is not None:
            query.call_it(given.name)
        if given.title is not None:
            query.title = named(given.title, "title")
        if given.query is not None:
            query.query = _read(given.query)
        for part in ("variables", "chart"):
            if part in given:
                setattr(query, part, json_object(given, part))
        if given.is_shared is not None:
            query.is_shared = given.is_shared
        if change.changed(query):
            change.record(EventKind.SAVED_QUERY_CHANGED, query)
        return change.answer(saved_query=query)


async def delete(context: Context, given: Given) -> Answer:
    """Remove it; its address answers nothing any more."""
    async with context.change() as change:
        query = await _own(change, given)
        change.record(EventKind.SAVED_QUERY_CHANGED, query)
        await change.remove(query)
        return change.answer()


async def by_name(context: Context, name: str) -> SavedQuery | None:
    """The query of a name that the viewer may ask: their own, else one that is shared; None where there is none."""
    found = visible(SavedQuery, context.viewer).where(SavedQuery.name == name)
    rows = await context.scalars(found.order_by(desc(SavedQuery.user_id == context.viewer.me)).limit(1))
    return next(iter(rows), None)


async def _own(change: Change, given: Given) -> SavedQuery:
    """The query a caller may change: their own, and for administrators whatever is shared."""
    query: SavedQuery = await change.find(SavedQuery, given.saved_query_id, "savedQueryId")
    if query.user_id != change.viewer.user_id and not change.viewer.is_admin:
        raise Rejected(ErrorCode.FORBIDDEN, "It is somebody else's: save a copy under your own name.", ["savedQueryId"])
    return query


def _read(text: str) -> str:
    """A text that holds one query and nothing else that could run; INVALID otherwise."""
    if said := doubt(text):
        raise Rejected(ErrorCode.INVALID, said, ["query"])
    return text


def json_object(given: Given, part: str) -> str | None:
    """A text that is a JSON object, None where it is empty; INVALID otherwise."""
    text = (given.value(part) or "").strip()
    if not text:
        return None
    try:
        held: Any = json.loads(text)
    except (ValueError, RecursionError):
        held = None
    if not isinstance(held, dict):
        raise Rejected(ErrorCode.INVALID, "This is no JSON object.", [part])
    return text
