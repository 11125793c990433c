"""GraphQL over server-sent events, distinct connections: one POST, one operation, one stream of its events."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from typing import Any

import orjson
from graphql import OperationDefinitionNode
from starlette.responses import StreamingResponse
from strawberry.http.streaming import merge_stream_with_heartbeat

from server.graphql.engine import Answer, Call
from server.graphql.stays import Stays

HEADERS = {"content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache", "x-accel-buffering": "no"}
HEARTBEAT = ":\n\n"
COMPLETE = "event: complete\ndata:\n\n"


def resume(call: Call, operation: OperationDefinitionNode, last_event_id: str | None) -> None:
    """Go on after the last event a returning client has seen, where the operation takes `$after` and was given none."""
    declared = {each.variable.name.value for each in operation.variable_definitions or ()}
    if last_event_id and "after" in declared and call.variables.get("after") is None:
        call.variables["after"] = last_event_id


def response(
    answers: AsyncGenerator[Answer, None],
    heartbeat_seconds: float,
    stays: Stays,
    position: Callable[[], str | None] = lambda: None,
) -> StreamingResponse:
    """Stream answers as `next` events and then `complete`, with a comment now and then so that proxies keep the line.

    A server that stops breaks the stream off without `complete`, so that clients come back for the rest; it tells them
    the `position` they go on from, which they may not know when there was no event yet.
    """

    async def frames() -> AsyncGenerator[str, None]:
        leaving = asyncio.Event()
        with stays.staying(leaving.set):
            async with aclosing(_until(leaving, answers)) as running:
                async for answer in running:
                    yield next_event(answer)
        if not leaving.is_set():
            yield COMPLETE
        elif cursor := position():
            yield f"id: {cursor}\n\n"

    body = merge_stream_with_heartbeat(frames, lambda: HEARTBEAT, heartbeat_seconds, send_initial_heartbeat=False)
    return StreamingResponse(body(), headers=HEADERS)


def next_event(answer: Answer) -> str:
    """One event. Its id is the cursor of the payload, which browsers send back as Last-Event-ID."""
    cursor = cursor_of(answer.payload.get("data"))
    line = f"id: {cursor}\n" if cursor else ""
    text = orjson.dumps(answer.payload).decode() if answer.text is None else answer.text
    return f"{line}event: next\ndata: {text}\n\n"


def cursor_of(data: Any) -> str | None:
    """The field `cursor` of the first root field, where it was asked for."""
    first = next(iter(data.values()), None) if isinstance(data, dict) else None
    cursor = first.get("cursor") if isinstance(first, dict) else None
    return cursor if isinstance(cursor, str) and cursor.isprintable() else None


async def once(answer: Answer) -> AsyncGenerator[Answer, None]:
    """One answer as a stream: a query for a client that reads nothing but streams."""
    yield answer


async def _until(leaving: asyncio.Event, answers: AsyncGenerator[Answer, None]) -> AsyncGenerator[Answer, None]:
    """The answers, up to when the other side is to leave."""
    told = asyncio.create_task(leaving.wait())
    coming: asyncio.Task[Answer] | None = None
    try:
        while True:
            coming = asyncio.create_task(anext(answers))  # type: ignore[arg-type]
            await asyncio.wait((coming, told), return_when=asyncio.FIRST_COMPLETED)
            if not coming.done():
                return
            yield coming.result()
    except StopAsyncIteration:
        return
    finally:
        for task in filter(None, (coming, told)):
            task.cancel()
            with suppress(asyncio.CancelledError, StopAsyncIteration):
                await task
        await answers.aclose()
