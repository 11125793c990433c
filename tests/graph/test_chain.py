"""The hash chain over the log."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

import models
from permissions.viewer import SYSTEM
from resolvers.chain import seal_log, verify
from resolvers.context import Context
from resolvers.scope import enter_scope


async def happen(services, client, count):
    for number in range(count):
        async with Context(services).change() as change:
            change.record(models.EventKind.CLIENT_UPDATED, client, f"Number {number}")


async def tamper(services, statement):
    engine = services.sessions.kw["bind"]
    async with engine.connect() as connection:
        await connection.exec_driver_sql("RESET ROLE")
        await connection.exec_driver_sql("SET ROLE postgres")
        await connection.exec_driver_sql("ALTER TABLE event DISABLE TRIGGER event_append_only")
        await connection.execute(text(statement))
        await connection.exec_driver_sql("ALTER TABLE event ENABLE TRIGGER event_append_only")
        await connection.commit()


async def test_a_sealed_log_verifies_and_is_sealed_once(services, make):
    await happen(services, await make.client(), 7)

    assert await seal_log(services) == 7
    assert await seal_log(services) == 0
    assert await verify(Context(services)) is None


async def test_history_that_moves_to_another_client_keeps_the_chain(services, make):
    await happen(services, await make.client(), 3)
    await seal_log(services)
    other = await make.client()

    await tamper(services, f"UPDATE event SET client_id = '{other.id}'")

    assert await verify(Context(services)) is None


@pytest.mark.parametrize(
    "change", ["summary = 'Number 3!'", "at = at + interval '1 second'", "kind = 'CLIENT_MERGED'", "data = '{}'"]
)
async def test_an_altered_entry_is_named(services, make, change):
    await happen(services, await make.client(), 7)
    await seal_log(services)

    await tamper(services, f"UPDATE event SET {change} WHERE summary = 'Number 3'")

    assert (await verify(Context(services))).summary.startswith("Number 3")


async def test_a_missing_entry_breaks_the_one_behind_it(services, make):
    await happen(services, await make.client(), 7)
    await seal_log(services)

    await tamper(services, "DELETE FROM event WHERE summary = 'Number 3'")

    assert (await verify(Context(services))).summary == "Number 4"


async def test_two_sealers_at_once_seal_everything_once(services, make):
    await happen(services, await make.client(), 20)

    await asyncio.gather(*(seal_log(services) for _ in range(4)))
    await seal_log(services)

    assert await verify(Context(services)) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET hash = repeat('0', 64)",
        "UPDATE event SET hash = NULL",
        "UPDATE event SET at = at + interval '1 day'",
        "DELETE FROM event",
        "TRUNCATE event",
        "ALTER TABLE event DISABLE TRIGGER event_append_only",
        "DROP TRIGGER event_append_only ON event",
    ],
)
async def test_the_role_that_serves_cannot_touch_a_sealed_entry(services, make, statement):
    await happen(services, await make.client(), 3)
    await seal_log(services)

    with pytest.raises(DBAPIError, match=r"append-only|permission denied|must be owner"):
        async with services.sessions() as session, session.begin():
            await enter_scope(session, SYSTEM)
            await session.execute(text(statement))

    assert await verify(Context(services)) is None
