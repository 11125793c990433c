"""The application on a real database: what stands beside the graph, and that the graph answers."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import asyncpg
import httpx2
import pytest
import uvicorn

import migrations
from models.core import clock
from server.app import create_app
from server.settings import Settings
from tests.conftest import run_sql


@contextmanager
def running(settings: Settings, dsn: str) -> Iterator[httpx2.Client]:
    """A client of the application on a database."""
    app = create_app(settings, dsn)
    at = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [at]})
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            threading.Event().wait(0.02)
        with httpx2.Client(base_url=f"http://127.0.0.1:{at.getsockname()[1]}", timeout=30) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    return Settings(data_dir=tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def client(database, settings):
    with running(settings, database("app")) as client:
        yield client


def test_the_front_page_says_what_is_where(client):
    page = client.get("/")
    assert page.status_code == 200
    for place in ("/graphql", "/schema.graphql", "/healthz", "/readyz"):
        assert place in page.text


def test_who_asks_may_ask_how_much_is_left(client):
    """Twice: the first is read, the second goes the short way, and both are compiled."""
    query = "{ rateLimit { cost limit remaining used resetAt } }"
    for _ in range(2):
        began = clock.now()
        answer = client.post("/graphql", json={"query": query}, headers={"authorization": "Bearer unknown"})
        told = answer.json()["data"]["rateLimit"]
        assert (told["cost"], told["limit"]) == (1, 60_000)
        assert told["used"] == told["limit"] - told["remaining"] > 0
        assert datetime.fromisoformat(told["resetAt"]) >= began
        assert int(answer.headers["ratelimit-remaining"]) >= told["remaining"], "what was not answered is given back"


def test_what_a_program_asked_for_is_written_down_when_the_server_stops(database, settings):
    dsn = database("usage")
    with running(settings, dsn) as client:
        for _ in range(2):
            headers = {"authorization": "Bearer unknown", "graphql-client-name": "my app"}
            client.post("/graphql", json={"query": "{ viewer { role } }"}, headers=headers)
    assert asyncio.run(written(dsn)) == [("Query.viewer", "my app", 2), ("Viewer.role", "my app", 2)]


async def written(dsn):
    connection = await asyncpg.connect(dsn.replace("postgresql+asyncpg", "postgresql"))
    try:
        told = await connection.fetch("SELECT field, program, operations FROM field_usage ORDER BY field")
        return [tuple(each) for each in told]
    finally:
        await connection.close()


def test_strangers_are_not_shown_the_schema(client):
    answer = client.get("/schema.graphql")
    assert answer.status_code == 401 and "type Query" not in answer.text
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_the_process_is_alive(client):
    assert client.get("/healthz").json() == {"status": "ok"}


def test_anonymous_queries_are_answered(client):
    assert client.post("/graphql", json={"query": "{ __typename }"}).json() == {"data": {"__typename": "Query"}}
    unknown = {"authorization": "Bearer unknown"}
    answer = client.post("/graphql", json={"query": "{ __typename }"}, headers=unknown)
    assert answer.json() == {"data": {"__typename": "Query"}}


def test_what_is_not_there_is_answered_in_the_same_shape(client):
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert answer.json() == {"errors": [{"message": "Not Found.", "extensions": {"code": "NOT_FOUND"}}]}
    assert answer.headers["x-trace-id"]


def test_a_server_is_ready_on_a_current_database(settings, postgres):
    dsn = postgres.dsn_of("ready")
    run_sql(postgres, "DROP DATABASE IF EXISTS ready")
    run_sql(postgres, "CREATE DATABASE ready")
    asyncio.run(migrations.upgrade(dsn))
    with running(settings, dsn) as client:
        ready = client.get("/readyz")
        assert (ready.status_code, ready.json()) == (200, {"status": "ok", "database": "ok", "migrations": "ok"})


def test_a_server_is_not_ready_while_revisions_are_pending(client):
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert "pending" in ready.json()["migrations"]
