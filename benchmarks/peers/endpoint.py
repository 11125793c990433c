"""The endpoint one would write by hand: Starlette, asyncpg's own pool, and the same statements as the limit's."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.peers.statements import ARGUMENTS, STATEMENTS


async def answer(request: Request) -> Response:
    """One question, its variables in the body."""
    question = request.path_params["question"]
    variables = orjson.loads(await request.body())
    async with request.app.state.pool.acquire() as connection:
        text = await connection.fetchval(STATEMENTS[question], *ARGUMENTS[question](variables))
    return Response(text, media_type="application/json")


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    """The pool lives as long as the server."""
    size = int(os.environ["POOL"])
    async with asyncpg.create_pool(min_size=size, max_size=size, server_settings={"timezone": "UTC"}) as pool:
        app.state.pool = pool
        yield


app = Starlette(routes=[Route("/{question}", answer, methods=["POST"])], lifespan=lifespan)
