"""The revisions lead to exactly the database the models describe, in one step, and say what they did."""

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

import migrations
from server import opening
from server.embedded import EmbeddedPostgres
from server.health import Health
from server.terminal import Failure
from tests.conftest import run_sql

SHAPE = """
SELECT 'column', table_name, column_name, concat_ws(' ', data_type, numeric_precision, numeric_scale,
       character_maximum_length, is_nullable, column_default, identity_generation, generation_expression)
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL
SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
UNION ALL
SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT 'function', proname, '', prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL
SELECT 'policy', tablename, policyname, concat_ws(' ', cmd, roles, qual, with_check) FROM pg_policies
UNION ALL
SELECT 'walls', relname, relrowsecurity::text, relforcerowsecurity::text
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
UNION ALL
SELECT 'grant', table_name, privilege_type, '' FROM information_schema.role_table_grants
WHERE grantee = 'clientgraph_app'
"""


async def shape(dsn: str) -> set[tuple[str, ...]]:
    """Everything a database consists of, but for what Alembic keeps for itself."""
    engine = create_async_engine(dsn, poolclass=NullPool)
    async with engine.connect() as connection:
        rows = {tuple(row) for row in await connection.execute(text(SHAPE))}
    await engine.dispose()
    return {row for row in rows if row[1] != "alembic_version"}


def empty(postgres: EmbeddedPostgres, name: str) -> str:
    run_sql(postgres, f"CREATE DATABASE {name}")
    return postgres.dsn_of(name)


async def test_the_revisions_lead_to_the_models(postgres: EmbeddedPostgres, database: Callable[[str], str]):
    migrated = empty(postgres, "migrated")
    await migrations.upgrade(migrated)
    by_revisions, by_models = await shape(migrated), await shape(database("modelled"))
    assert sorted(by_revisions - by_models) == []
    assert sorted(by_models - by_revisions) == [], 'run make migration MESSAGE="…"'


async def test_what_is_pending_is_named_until_it_is_done(postgres: EmbeddedPostgres):
    dsn = empty(postgres, "pending")
    lacking = await migrations.pending(dsn)
    assert lacking[0] == "0001 Lay the tables."
    assert await migrations.upgrade(dsn) == lacking
    assert await migrations.pending(dsn) == []
    assert await migrations.upgrade(dsn) == []


async def test_two_upgrades_at_once_do_not_meet(postgres: EmbeddedPostgres):
    dsn = empty(postgres, "at_once")
    both = await asyncio.gather(migrations.upgrade(dsn), migrations.upgrade(dsn))
    assert sorted(map(len, both))[0] == 0


async def test_a_database_of_a_newer_version_is_not_opened_and_what_runs_on_it_runs_on(
    postgres: EmbeddedPostgres, database: Callable[[str], str]
):
    dsn = await asyncio.to_thread(database, "newer")
    engine = create_async_engine(dsn, poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE alembic_version AS SELECT '9999' AS version_num"))
    with pytest.raises(Failure, match=r"at revision 9999, .* Install the newer version"):
        await asyncio.to_thread(opening.pending, dsn)
    assert await Health(engine, dsn).ready() == {"database": "ok", "migrations": "ok"}
    await engine.dispose()
