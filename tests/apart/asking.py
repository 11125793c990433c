"""Asks in a world, and says the whole answer."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import orjson
from sqlalchemy.ext.asyncio import async_sessionmaker

from permissions.viewer import Viewer
from resolvers.compiled.sharing import Shared
from resolvers.context import Context, Services, SessionInfo
from schema import schema
from server.graphql.engine import Call, Engine
from server.graphql.errors import Refused
from tests.apart.drawing import PAGED, Asked
from tests.compiled.running import SESSION, harvest
from tests.compiled.worlds import World

MOST_PAGES, MOST_MESSAGES = 12, 20
TOKEN = SessionInfo(SESSION.id, "", SESSION.expires_at, is_api_token=True)


class Log:
    """A bus nobody waits on: streams end where the log does."""

    def __init__(self) -> None:
        self.wakes = 0

    def wake(self) -> None:
        """Somebody wrote; what was told before is not told again from memory."""
        self.wakes += 1

    async def wait(self, seconds: float, seen: int) -> None:
        """Nobody comes here."""
        raise AssertionError("a stream waited that was to end")


class Asker:
    """Asks as a viewer, and says the whole answer."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.log = Log()
        self.services = replace(world.services, bus=self.log)
        self.engines = {True: Engine(schema), False: Engine(schema)}

    def turned(self) -> None:
        """The world is another: what was told of events a moment ago is not told again."""
        self.log.wake()
        for engine in self.engines.values():
            engine.teller.shared = Shared()

    async def answer(self, asked: Asked) -> list[Any]:
        """All that is told: an answer, one for each page, or one for each message."""
        if asked.kind == "stream":
            return await self._streamed(asked)
        if asked.kind == "verb":
            return [await self._tried(asked)]
        told = [await self._once(asked, self.services)]
        for _ in range(MOST_PAGES if asked.kind == "paged" else 1):
            data = told[-1].get("data")
            following = self._following(asked, data)
            if not following:
                break
            told.append(await self._once(replace(asked, variables=asked.variables | following), self.services))
        return told

    def _following(self, asked: Asked, data: Any) -> dict[str, str]:
        if not data:
            return {}
        if asked.kind != "paged":
            return harvest(asked, data)
        infos = [(data.get(f"list{place}") or {}).get("pageInfo") for place in range(PAGED)]
        if not any(info and info["hasNextPage"] for info in infos):
            return {}
        return {f"after{place}": info["endCursor"] for place, info in enumerate(infos) if info and info["endCursor"]}

    def _call(self, asked: Asked, engine: Engine) -> Call | dict[str, Any]:
        call = Call(asked.query, dict(asked.variables))
        try:
            engine.check(call)
        except Refused as refused:
            return {"refused": [error.formatted for error in refused.errors]}
        return call

    async def _once(self, asked: Asked, services: Services) -> dict[str, Any]:
        engine = self.engines[asked.compiled]
        services = services if asked.compiled else replace(services, readers=None)
        call = self._call(asked, engine)
        if isinstance(call, dict):
            return call
        answer = await engine.answer(call, self._context(asked, services))
        return json.loads(orjson.dumps(answer.payload))

    def _context(self, asked: Asked, services: Services) -> Context:
        viewer: Viewer = asked.world.viewers[asked.viewer]
        session = TOKEN if asked.viewer.startswith("token") else SESSION
        return Context(services, viewer, session if viewer.is_signed_in else None)

    async def _streamed(self, asked: Asked) -> list[Any]:
        engine = self.engines[asked.compiled]
        services = self.services if asked.compiled else replace(self.services, readers=None)
        call = self._call(asked, engine)
        if isinstance(call, dict):
            return [call]
        told: list[Any] = []
        # Without a session: there is none in these worlds, and a stream ends with its session.
        context = Context(services, asked.world.viewers[asked.viewer])
        context.stops_at_end = True
        events = engine.events(call, context)
        async for answer in events:
            told.append(json.loads(orjson.dumps(answer.payload)))
            if len(told) == MOST_MESSAGES:
                break
        await events.aclose()
        return told

    async def _tried(self, asked: Asked) -> Any:
        """Do it on a connection of its own, and take it back."""
        async with self.services.sessions.kw["bind"].connect() as connection:
            transaction = await connection.begin()
            sessions = async_sessionmaker(connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
            try:
                return await self._once(asked, replace(self.services, sessions=sessions, readers=None))
            finally:
                await transaction.rollback()


def said(told: list[Any]) -> bytes:
    """An answer in the bytes that are compared.

    Errors come in whatever order, and of a list's rows that fail only the first to fail is named; what was still at
    work then may or may not have been withheld. All of them are compared, not their order.
    """
    return orjson.dumps(settled(told))


def settled(told: list[Any]) -> list[Any]:
    """What of an answer is compared."""
    return [_settled(each) for each in told]


def _settled(each: dict[str, Any]) -> dict[str, Any]:
    if "errors" not in each:
        return each
    errors = sorted({json.dumps(_without_row(error), sort_keys=True) for error in each["errors"]})
    return {"data": each.get("data"), "errors": errors}


def _without_row(error: dict[str, Any]) -> dict[str, Any]:
    return error | {"path": ["*" if isinstance(step, int) else step for step in error.get("path") or []]}


@contextmanager
def nothing() -> Iterator[None]:
    """Leave the product as it is."""
    yield
