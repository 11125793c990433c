"""The queue's own tables: those of the library that is installed, and nobody's but the application's."""

import asyncio
from collections.abc import Callable

import pytest
from alembic import command
from procrastinate.schema import SchemaManager
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

import migrations
from migrations import queue
from permissions.viewer import READERS
from server.embedded import EmbeddedPostgres
from tests.conftest import run_sql


def test_they_are_those_of_the_library_that_is_installed():
    assert queue.SCRIPT.read_text() == SchemaManager.get_schema(), "write a revision with the library's migration"


async def test_the_revision_goes_back_and_forth_and_keeps_what_was_to_be_sent(postgres: EmbeddedPostgres):
    await asyncio.to_thread(run_sql, postgres, "CREATE DATABASE back_and_forth")
    dsn = postgres.dsn_of("back_and_forth")
    await migrations.upgrade(dsn)
    letter = "INSERT INTO outbox_mail (id, recipient, subject, body, attempts, created_at, next_attempt_at)"
    values = "VALUES (gen_random_uuid(), 'ada@acme.test', 'Hello', 'token', 0, now(), now())"

    await migrations._within(dsn, lambda connection: command.downgrade(migrations.config(connection), "0003"))
    assert await asked(dsn, "SELECT count(*) FROM pg_namespace WHERE nspname = 'job_queue'") == 0
    await migrations._within(dsn, lambda connection: connection.execute(text(f"{letter} {values}")))
    await migrations.upgrade(dsn)

    put_off = "SELECT args ->> 'letter_id' = outbox_mail.id::text FROM job_queue.procrastinate_jobs, outbox_mail"
    assert await asked(dsn, put_off) is True
    assert await asked(dsn, "SELECT status || is_secret FROM outbox_mail") == "WAITINGtrue"


@pytest.mark.parametrize("role", READERS.values())
async def test_who_reads_has_no_way_in(database: Callable[[str], str], role: str):
    dsn = await asyncio.to_thread(database, "queue")
    with pytest.raises(DBAPIError, match="permission denied for schema job_queue"):
        await asked(dsn, "SELECT count(*) FROM job_queue.procrastinate_jobs", role)


async def asked(dsn: str, statement: str, role: str | None = None) -> object:
    """The one value of a statement, as this role."""
    engine = create_async_engine(dsn, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            if role:
                await connection.execute(text(f"SET ROLE {role}"))
            return await connection.scalar(text(statement))
    finally:
        await engine.dispose()
