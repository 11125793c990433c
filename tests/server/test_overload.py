"""Too much at once, too long, and callers who go away, through the whole application on real sockets."""

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import timedelta
from time import perf_counter
from typing import Any

import asyncpg
import httpx2
import pytest
import uvicorn
from sqlalchemy import select
from starlette.applications import Starlette
from websockets.asyncio.client import connect

import models
from models.core.clock import now
from resolvers import secrets
from resolvers.context import Context
from resolvers.scope import Busy
from resolvers.user import bootstrap_user
from server import services
from server.app import create_app
from server.limits import DEFAULT
from server.settings import Settings
from tests.server.conftest import Socket
from tests.server.test_readers import address
from tests.server.waiting import until

TOKEN = "owner's token"
HEADERS = {"authorization": f"Bearer {TOKEN}"}
LIST = "{ clients { nodes { name } } }"
NESTED = "{ clients { nodes { name projects { nodes { name } } } } }"
CREATE = 'mutation { createClient(input: {name: "%s", type: COMPANY}) { client { name } userErrors { code } } }'


@contextmanager
def serving(app: Starlette) -> Iterator[str]:
    """The application behind a real uvicorn; its address."""
    at = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on", timeout_graceful_shutdown=3))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [at]})
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            threading.Event().wait(0.02)
        yield f"127.0.0.1:{at.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)


async def sign_in_owner(settings: Settings, dsn: str) -> None:
    async with services.running(settings, dsn) as (lent, _):
        context = Context(lent).as_system()
        await bootstrap_user(
            context, email="olive@studio.test", name="Olive", role=models.Role.OWNER, password="a long enough password"
        )
        async with context.change() as change:
            (user,) = await context.scalars(select(models.User))
            await change.add(
                models.Session(
                    token_hash=secrets.digest(TOKEN),
                    identity_id=user.identity_id,
                    user_id=user.id,
                    expires_at=now() + timedelta(days=1),
                    last_seen_at=now(),
                )
            )
            await change.add(models.Client(name="Acme", type=models.ClientType.COMPANY, currency="GBP"))


@pytest.fixture(scope="module")
def dsn(database: Callable[[str], str]) -> str:
    return database("overload")


@pytest.fixture(scope="module")
def app(dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    # One owner plays the whole crowd here, with one document; how many of those are let in is told in test_points.py
    # and test_admission.py.
    limits = replace(DEFAULT, operations_at_once=200, at_once=200, alike_at_once=200)
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), limits=limits, readers=60)
    asyncio.run(sign_in_owner(settings, dsn))
    app = create_app(settings, dsn)
    with serving(app) as app.state.address:
        yield app


@pytest.fixture(params=["interpreted", "compiled"])
def either(request: pytest.FixtureRequest, app: Any) -> Iterator[Any]:
    """The application with the compiler and without it."""
    lent = app.state.services
    if request.param == "interpreted":
        app.state.services = replace(lent, readers=None)
    yield app
    app.state.services = lent


@pytest.fixture
async def http(app: Any) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=f"http://{app.state.address}", headers=HEADERS, timeout=10) as client:
        yield client


@pytest.fixture
async def ws(app: Any) -> AsyncIterator[Socket]:
    async with connect(f"ws://{app.state.address}/graphql", subprotocols=["graphql-transport-ws"]) as connection:
        socket = Socket(connection)
        await socket.send("connection_init", authorization=f"Bearer {TOKEN}")
        assert await socket.read() == {"type": "connection_ack"}
        yield socket


@pytest.fixture
async def watcher(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(**address(dsn))
    yield connection
    await connection.close()


@asynccontextmanager
async def locked(dsn: str, table: str) -> AsyncIterator[None]:
    """While it lasts nobody can read the table."""
    holder = await asyncpg.connect(**address(dsn))
    async with holder.transaction():
        await holder.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield
    await holder.close()


async def stuck(watcher: asyncpg.Connection) -> int:
    """How many statements wait for a lock right now."""
    return await watcher.fetchval(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )


def settles_at(watcher: asyncpg.Connection, expected: int) -> Any:
    async def is_so() -> bool:
        return await stuck(watcher) == expected

    return until(is_so)


def asked(http: httpx2.AsyncClient, query: str) -> asyncio.Task[httpx2.Response]:
    return asyncio.create_task(http.post("/graphql", json={"query": query}))


async def hang_up(call: asyncio.Task[httpx2.Response]) -> None:
    call.cancel()
    await asyncio.gather(call, return_exceptions=True)


@pytest.mark.parametrize(("query", "table"), [(LIST, "client"), (NESTED, "project")])
async def test_who_hangs_up_takes_the_statement_along(either, dsn, http, watcher, query, table):
    async with locked(dsn, table):
        call = asked(http, query)
        await settles_at(watcher, 1)
        await hang_up(call)
        assert await settles_at(watcher, 0) < 4

    assert (await http.post("/graphql", json={"query": query})).json()["data"]["clients"]["nodes"][0]["name"] == "Acme"


@pytest.mark.parametrize(("query", "table"), [(LIST, "client"), (NESTED, "project")])
async def test_complete_takes_the_statement_along(either, dsn, ws, watcher, query, table):
    async with locked(dsn, table):
        await ws.subscribe("q", query)
        await settles_at(watcher, 1)
        await ws.send("complete", "q")
        assert await settles_at(watcher, 0) < 4

    await ws.subscribe("q", query)
    assert (await ws.until_end("q"))[0]["payload"]["data"]["clients"]["nodes"][0]["name"] == "Acme"


async def test_a_closed_socket_takes_its_statements_along(either, dsn, ws, watcher):
    async with locked(dsn, "client"):
        await ws.subscribe("a", LIST)
        await ws.subscribe("b", LIST)
        await settles_at(watcher, 2)
        await ws.connection.close()
        assert await settles_at(watcher, 0) < 4


async def test_a_mutation_runs_to_its_end_when_its_caller_hangs_up(dsn, http, watcher):
    async with locked(dsn, "client"):
        call = asked(http, CREATE % "Written over HTTP")
        await settles_at(watcher, 1)
        await hang_up(call)
        await asyncio.sleep(0.2)
        assert await stuck(watcher) == 1

    await until(lambda: _is_there(watcher, "Written over HTTP"))


async def test_a_mutation_runs_to_its_end_when_it_is_completed_early(dsn, ws, watcher):
    async with locked(dsn, "client"):
        await ws.subscribe("m", CREATE % "Written on a socket")
        await settles_at(watcher, 1)
        await ws.send("complete", "m")
        await asyncio.sleep(0.2)
        assert await stuck(watcher) == 1

    await until(lambda: _is_there(watcher, "Written on a socket"))


async def test_a_mutation_runs_to_its_end_when_its_socket_closes(dsn, ws, watcher):
    async with locked(dsn, "client"):
        await ws.subscribe("m", CREATE % "Written on a closed socket")
        await settles_at(watcher, 1)
        await ws.connection.close()
        await asyncio.sleep(0.2)
        assert await stuck(watcher) == 1

    await until(lambda: _is_there(watcher, "Written on a closed socket"))


async def _is_there(watcher: asyncpg.Connection, name: str) -> bool:
    return await watcher.fetchval("SELECT count(*) FROM client WHERE name = $1", name) == 1


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
async def test_a_statement_that_takes_too_long_is_a_timeout(either, dsn, http, ws, monkeypatch, accept):
    monkeypatch.setattr("permissions.viewer.STAFF_PATIENCE", 150)
    async with locked(dsn, "client"):
        started = perf_counter()
        answer = await http.post("/graphql", json={"query": LIST}, headers={"accept": accept})
        assert perf_counter() - started < 5
        await ws.subscribe("q", LIST)
        frames = await ws.until_end("q")

    assert answer.status_code == 200
    assert frames[0]["type"] == "next"
    for told in (answer.json(), frames[0]["payload"]):
        assert [error["extensions"] for error in told["errors"]] == [{"code": "TIMEOUT"}]
        assert "Ask for less" in told["errors"][0]["message"]


@asynccontextmanager
async def full(app: Any, dsn: str, watcher: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """Every connection waits at a lock, and the next caller is refused soon."""
    pool = app.state.services.sessions.kw["bind"].sync_engine.pool
    crowd = httpx2.AsyncClient(base_url=f"http://{app.state.address}", headers=HEADERS, timeout=10)
    async with crowd, locked(dsn, "client"):
        calls = [asked(crowd, LIST) for _ in range(pool.size() + pool._max_overflow)]
        try:
            await settles_at(watcher, len(calls))
            monkeypatch.setattr(pool, "_timeout", 0.1)
            yield
        finally:
            for call in calls:
                await hang_up(call)


async def test_a_full_house_is_503(app, dsn, http, ws, watcher, monkeypatch):
    lent = app.state.services
    app.state.services = replace(lent, readers=None)
    try:
        async with full(app, dsn, watcher, monkeypatch):
            answer = await http.post("/graphql", json={"query": LIST})
            write = await http.post("/graphql", json={"query": CREATE % "Never written"})
            await ws.subscribe("q", LIST)
            frames = await ws.until_end("q")
            file = await http.get("/files/nonsense?t=nonsense")
            await until(lambda: _is_ready(http))  # much to do is not the same as nothing can be done
    finally:
        app.state.services = lent

    for refused in (answer, write, file):
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
        assert refused.json()["errors"][0]["extensions"] == {"code": "BUSY"} and "data" not in refused.json()
    assert frames[0]["type"] == "error" and frames[0]["payload"][0]["extensions"] == {"code": "BUSY"}
    assert not await _is_there(watcher, "Never written")
    assert (await http.post("/graphql", json={"query": LIST})).status_code == 200


async def _is_ready(http: httpx2.AsyncClient) -> bool:
    return (await http.get("/readyz")).json()["database"] == "ok"


@pytest.mark.parametrize(
    ("raised", "status", "retry_after", "frame", "code"),
    [
        (Busy(), 503, "1", "error", "BUSY"),
        (asyncpg.QueryCanceledError("canceling statement due to statement timeout"), 200, None, "next", "TIMEOUT"),
        (RuntimeError("hunter2"), 500, None, "error", "INTERNAL"),
    ],
)
async def test_what_a_compiled_statement_raises(app, http, ws, monkeypatch, raised, status, retry_after, frame, code):
    async def broken(*_: Any) -> None:
        raise raised

    monkeypatch.setattr("server.graphql.engine.Engine.answer", broken)
    answer = await http.post("/graphql", json={"query": LIST})
    await ws.subscribe("q", LIST)
    (first, *_) = await ws.until_end("q")

    assert (answer.status_code, answer.headers.get("retry-after")) == (status, retry_after)
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == code and "hunter2" not in answer.text
    told = first["payload"] if frame == "error" else first["payload"]["errors"]
    assert first["type"] == frame and told[0]["extensions"]["code"] == code


async def test_what_was_asked_and_answered_is_told_alike(either, http):
    one = "{ clients(first: 1) { nodes { name } pageInfo { endCursor } } }"
    for query, asked in ((LIST, 51), (NESTED, 2601), (one, 3)):
        answer = await http.post("/graphql", json={"query": query})
        objects = json.dumps(answer.json()["data"]).count('{"') - 1
        assert answer.json()["extensions"]["cost"] == {"requestedQueryCost": asked, "actualQueryCost": objects}
        assert answer.headers["ratelimit-limit"] == "24000000"


async def test_a_database_that_is_gone_for_a_moment_heals(either, dsn, http, watcher):
    assert (await http.post("/graphql", json={"query": LIST})).status_code == 200
    await watcher.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'clientgraph'"
        " AND datname = current_database()"
    )
    for _ in range(3):
        assert (await http.post("/graphql", json={"query": LIST})).status_code == 200
