"""The connections of compiled statements, on a real PostgreSQL: lanes, fullness, cancellation, healing."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import perf_counter
from typing import Any

import asyncpg
import pytest
from sqlalchemy import make_url
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg

import models
from permissions.viewer import ANALYST_PATIENCE, NOBODY, OUTSIDE_PATIENCE, SYSTEM, Kind, Viewer
from resolvers.scope import Busy, enter_scope
from server import readers as module
from server.database import open_engine, sessions_of
from server.readers import Readers
from tests.server.waiting import until

OWNER = Viewer(kind=Kind.ALL)
LIMITED = Viewer(kind=Kind.LIMITED)
CONTACT = Viewer(kind=Kind.CONTACT)

WHO = "SELECT pg_backend_pid() AS pid, current_user AS role, current_setting('statement_timeout') AS timeout"
SLEEP = "SELECT pg_sleep($1), pg_backend_pid() AS pid"


@pytest.fixture(scope="module")
def dsn(database: Callable[[str], str]) -> str:
    return database("readers")


def address(dsn: str) -> dict[str, Any]:
    """What the driver calls a database."""
    return PGDialect_asyncpg().create_connect_args(make_url(dsn))[1]


@pytest.fixture
async def watcher(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """The superuser, who sees what runs."""
    connection = await asyncpg.connect(**address(dsn))
    yield connection
    await connection.close()


@asynccontextmanager
async def readers_on(dsn: str, size: int = 2) -> AsyncIterator[Readers]:
    readers = Readers(dsn, size)
    try:
        yield readers
    finally:
        await readers.close()


@pytest.fixture
async def readers(dsn: str) -> AsyncIterator[Readers]:
    async with readers_on(dsn) as made:
        yield made


async def running(watcher: asyncpg.Connection, part: str) -> int:
    """How many statements that contain the text run right now."""
    return await watcher.fetchval(
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() AND query LIKE $1",
        f"%{part}%",
    )


async def test_a_statement_runs_as_the_role_of_its_viewer_and_within_its_patience(readers: Readers) -> None:
    seen = [await readers.answer(viewer, WHO, ()) for viewer in (OWNER, LIMITED, CONTACT, NOBODY, SYSTEM)]

    assert [(row["role"], row["timeout"]) for row in seen] == [
        ("clientgraph_all", "15s"),
        ("clientgraph_limited", "15s"),
        ("clientgraph_contact", "5s"),
        ("clientgraph_app", "5s"),
        ("clientgraph_app", "30s"),
    ]
    assert len({row["pid"] for row in seen}) == 2


async def test_a_lane_keeps_the_connection_used_last(readers: Readers) -> None:
    owner = (await readers.answer(OWNER, WHO, ()))["pid"]
    contact = (await readers.answer(CONTACT, WHO, ()))["pid"]

    assert owner != contact
    for _ in range(3):
        assert (await readers.answer(OWNER, WHO, ()))["pid"] == owner
        assert (await readers.answer(CONTACT, WHO, ()))["pid"] == contact


async def test_connections_are_opened_as_they_are_needed(dsn: str, watcher: asyncpg.Connection) -> None:
    async with readers_on(dsn, 5) as readers:
        for _ in range(10):
            await readers.answer(OWNER, WHO, ())
        assert sum(slot.connection is not None for slot in readers._idle) == 1
        pids = {row["pid"] for row in await asyncio.gather(*(readers.answer(OWNER, SLEEP, (0.05,)) for _ in range(20)))}
        assert len(pids) == 5


async def test_settings_end_with_their_statement(readers: Readers) -> None:
    sets = "SELECT set_config('app.kind', 'ALL', true), set_config('app.user', $1, true), pg_backend_pid() AS pid"
    left = """SELECT pg_backend_pid() AS pid, coalesce(current_setting('app.kind', true), '') AS kind,
        coalesce(current_setting('app.user', true), '') AS "user" """

    before = await readers.answer(OWNER, sets, ("somebody",))
    after = await readers.answer(OWNER, left, ())

    assert dict(after) == {"pid": before["pid"], "kind": "", "user": ""}


async def test_without_settings_no_row_is_seen(readers: Readers, dsn: str) -> None:
    engine = await open_engine(dsn)
    async with sessions_of(engine)() as session, session.begin():
        await enter_scope(session, SYSTEM)
        session.add(models.Client(name="Acme", type=models.ClientType.COMPANY, currency="GBP"))
    await engine.dispose()
    count = "SELECT (SELECT count(*) FROM client) AS clients"
    scoped = f"WITH sets AS MATERIALIZED (SELECT set_config('app.kind', $1, true)) {count} FROM sets"

    assert (await readers.answer(SYSTEM, scoped, ("SYSTEM",)))["clients"] == 1
    for viewer in (SYSTEM, NOBODY, OWNER, LIMITED, CONTACT):
        assert (await readers.answer(viewer, count, ()))["clients"] == 0


async def test_types_are_the_drivers_own(readers: Readers) -> None:
    row = await readers.answer(OWNER, "SELECT '{\"a\": 1}'::jsonb AS json, now() AS now, NULL AS nothing", ())

    assert row["json"] == '{"a": 1}' and row["now"].tzinfo is not None and row["nothing"] is None
    assert await readers.answer(OWNER, "SELECT 1 WHERE false", ()) is None


async def test_a_statement_longer_than_the_drivers_usual_limit_is_kept_prepared(readers: Readers) -> None:
    long = f"SELECT count(*) AS prepared FROM pg_prepared_statements WHERE '{'x' * 40_000}' IS NOT NULL"

    assert [(await readers.answer(OWNER, long, ()))["prepared"] for _ in range(2)] == [1, 1]


async def test_patience_ends(readers: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("permissions.viewer.OUTSIDE_PATIENCE", 50)
    started = perf_counter()

    with pytest.raises(asyncpg.QueryCanceledError, match="statement timeout"):
        await readers.answer(CONTACT, SLEEP, (10,))

    assert perf_counter() - started < 5
    assert (await readers.answer(CONTACT, WHO, ()))["timeout"] == "50ms"


def test_analysts_wait_longest() -> None:
    analyst = Viewer(kind=Kind.LIMITED, role=models.Role.ANALYST)
    assert analyst.patience == ANALYST_PATIENCE > SYSTEM.patience > OWNER.patience > OUTSIDE_PATIENCE == NOBODY.patience


async def test_a_cancelled_call_cancels_its_statement(readers: Readers, watcher: asyncpg.Connection) -> None:
    pid = (await readers.answer(OWNER, WHO, ()))["pid"]
    call = asyncio.create_task(readers.answer(OWNER, SLEEP, (10,)))
    await until(lambda: _is(running(watcher, "pg_sleep"), 1))

    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call

    assert await until(lambda: _is(running(watcher, "pg_sleep"), 0)) < 5
    await asyncio.gather(*readers._cleaning)
    assert (await readers.answer(OWNER, WHO, ()))["pid"] == pid, "it is clean and used again"


async def test_cancelled_at_any_moment_nothing_is_lost(dsn: str) -> None:
    async with readers_on(dsn, 3) as readers:

        async def ask(number: int) -> None:
            viewer = (OWNER, CONTACT, LIMITED)[number % 3]
            call = asyncio.create_task(readers.answer(viewer, SLEEP, (0.002 * (number % 3),)))
            await asyncio.sleep(0.0007 * (number % 17))
            call.cancel()
            await asyncio.gather(call, return_exceptions=True)

        await asyncio.gather(*(ask(number) for number in range(150)))
        await asyncio.gather(*readers._cleaning)

        assert len(readers._idle) == 3 and not readers._waiting
        echoed = [readers.answer(OWNER, "SELECT $1::int AS n", (number,)) for number in range(50)]
        assert [row["n"] for row in await asyncio.gather(*echoed)] == list(range(50))


async def test_who_waits_is_served_in_turn(dsn: str) -> None:
    async with readers_on(dsn, 1) as readers:
        turns: list[int] = []

        async def ask(number: int) -> None:
            await readers.answer((OWNER, CONTACT)[number % 2], SLEEP, (0.002,))
            turns.append(number)

        await asyncio.gather(*(ask(number) for number in range(20)))
        assert turns == list(range(20))


async def test_a_full_house_refuses_by_time(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.1)
    async with readers_on(dsn, 1) as readers:
        holding = asyncio.create_task(readers.answer(OWNER, SLEEP, (1,)))
        await asyncio.sleep(0.05)
        started = perf_counter()
        with pytest.raises(Busy):
            await readers.answer(OWNER, WHO, ())
        assert perf_counter() - started > 0.05 and not holding.done()
        await holding
        assert await readers.answer(OWNER, WHO, ())


async def test_a_full_house_refuses_by_number(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAITERS", 3)
    async with readers_on(dsn, 1) as readers:
        said = await asyncio.gather(*(readers.answer(OWNER, SLEEP, (0.05,)) for _ in range(10)), return_exceptions=True)
        assert sum(isinstance(each, Busy) for each in said) == 6
        assert await readers.answer(OWNER, WHO, ())


async def test_lost_connections_are_replaced(dsn: str, watcher: asyncpg.Connection) -> None:
    async with readers_on(dsn, 3) as readers:
        before = {
            row["pid"] for row in await asyncio.gather(*(readers.answer(OWNER, SLEEP, (0.02,)) for _ in range(3)))
        }
        await watcher.execute("SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) pid", [*before])

        after = await asyncio.gather(*(readers.answer(OWNER, SLEEP, (0.02,)) for _ in range(6)))

        assert len({row["pid"] for row in after}) == 3 and not before & {row["pid"] for row in after}


async def test_a_statement_that_loses_every_connection_is_asked_twice(
    readers: Readers, watcher: asyncpg.Connection
) -> None:
    await readers.answer(OWNER, WHO, ())
    call = asyncio.create_task(readers.answer(OWNER, SLEEP, (10,)))
    ended: set[int] = set()
    while not call.done():
        runs = "FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT pg_sleep%'"
        ended |= {row["pid"] for row in await watcher.fetch(f"SELECT pid, pg_terminate_backend(pid) {runs}")}
        await asyncio.sleep(0.01)

    with pytest.raises(Busy):
        await call

    assert len(ended) == 2
    assert await readers.answer(OWNER, WHO, ())


async def test_a_table_that_changes_under_a_prepared_statement(readers: Readers, watcher: asyncpg.Connection) -> None:
    await watcher.execute(
        "DROP TABLE IF EXISTS shape; CREATE TABLE shape AS SELECT 1 AS a; GRANT SELECT ON shape TO PUBLIC"
    )
    assert dict(await readers.answer(OWNER, "SELECT * FROM shape", ())) == {"a": 1}

    await watcher.execute("ALTER TABLE shape ADD COLUMN b text DEFAULT 'x'; ALTER TABLE shape ALTER COLUMN a TYPE text")

    assert dict(await readers.answer(OWNER, "SELECT * FROM shape", ())) == {"a": "1", "b": "x"}


async def test_statements_somebody_forgot_are_prepared_again(readers: Readers) -> None:
    pid = (await readers.answer(OWNER, WHO, ()))["pid"]
    await readers._idle[-1].connection.execute("DEALLOCATE ALL")

    assert (await readers.answer(OWNER, WHO, ()))["pid"] != pid


async def test_a_database_that_is_not_there_is_busy(tmp_path: Any) -> None:
    async with readers_on(f"postgresql+asyncpg://postgres@/nobody?host={tmp_path}&port=5432", 1) as readers:
        for _ in range(2):
            with pytest.raises(Busy):
                await readers.answer(OWNER, WHO, ())


async def test_closing_ends_everything(dsn: str, watcher: asyncpg.Connection) -> None:
    readers = Readers(dsn, 1)
    calls = [asyncio.create_task(readers.answer(OWNER, SLEEP, (0.1,))) for _ in range(3)]
    await asyncio.sleep(0.05)
    await readers.close()

    said = await asyncio.gather(*calls, return_exceptions=True)

    assert [isinstance(each, Busy) for each in said] == [False, True, True]
    with pytest.raises(Busy):
        await readers.answer(OWNER, WHO, ())
    assert all(slot.connection is None for slot in readers._idle)


async def _is(count: Any, expected: int) -> bool:
    return await count == expected


async def test_a_connection_that_ends_between_two_messages_is_lost(readers: Readers, monkeypatch: Any) -> None:
    pid = (await readers.answer(OWNER, WHO, ()))["pid"]
    told = readers._idle[-1].connection

    async def confused(*_: Any, **__: Any) -> None:
        raise asyncpg.InternalClientError("cannot switch to state 12; another operation (2) is in progress")

    monkeypatch.setattr(asyncpg.Connection, "fetchrow", _only_on(told, confused))

    assert (await readers.answer(OWNER, WHO, ()))["pid"] != pid


def _only_on(connection: Any, instead: Any) -> Any:
    usual = asyncpg.Connection.fetchrow

    async def fetchrow(self: Any, *given: Any, **named: Any) -> Any:
        return await (instead if self is connection else usual)(self, *given, **named)

    return fetchrow
