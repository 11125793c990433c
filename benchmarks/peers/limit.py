"""The limit: bare ASGI, one hand-written statement for each question, its bytes as they are, no reset of the pool.

`POST /<question>` takes the variables as JSON. There is no GraphQL, nobody signs in, and every row is everybody's.
"""

import asyncio
import os
from collections import deque
from typing import Any

import asyncpg
import orjson

from benchmarks.peers.statements import ARGUMENTS, STATEMENTS


class Connections:
    """A free list: whoever comes takes the connection used last, or waits in line. Nothing is reset between two."""

    def __init__(self) -> None:
        self._free: list[asyncpg.Connection] = []
        self._waiting: deque[asyncio.Future[asyncpg.Connection]] = deque()

    async def open(self) -> None:
        """Connect as often as POOL says."""
        for _ in range(int(os.environ["POOL"])):
            connection = await asyncpg.connect(
                max_cached_statement_lifetime=0, server_settings={"timezone": "UTC", "jit": "off"}
            )
            self._free.append(connection)

    async def take(self) -> asyncpg.Connection:
        """A connection, as soon as there is one."""
        if self._free:
            return self._free.pop()
        waiting: asyncio.Future[asyncpg.Connection] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        return await waiting

    def give(self, connection: asyncpg.Connection) -> None:
        """Hand it to who has waited longest, or put it by."""
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(connection)
                return
        self._free.append(connection)


connections = Connections()


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer one question, or start and stop with the server."""
    if scope["type"] == "lifespan":
        await live(receive, send)
        return
    message = await receive()
    body = message["body"]
    while message.get("more_body"):
        message = await receive()
        body += message["body"]
    question = scope["path"][1:]
    connection = await connections.take()
    try:
        text = await connection.fetchval(STATEMENTS[question], *ARGUMENTS[question](orjson.loads(body)))
    finally:
        connections.give(connection)
    answer = text.encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(answer))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})


async def live(receive: Any, send: Any) -> None:
    """The server's start and stop."""
    await receive()
    await connections.open()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})
