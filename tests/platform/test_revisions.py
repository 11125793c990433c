"""Every revision goes back and forth on a database full of rows, and leaves alone what it is not about.

Part of `make test-long`: CLIENTGRAPH_BACKUPS is set there.
"""

import asyncio
import hashlib
from itertools import pairwise

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

import migrations
from tests.compiled.invented import Inventor
from tests.platform.test_migrations import empty, shape

pytestmark = pytest.mark.at_length("CLIENTGRAPH_BACKUPS")
COLUMNS = text("""
SELECT table_name, array_agg(column_name::text ORDER BY column_name) FROM information_schema.columns
WHERE table_schema = 'public' AND table_name <> 'alembic_version' GROUP BY 1
""")
REVISIONS = [script.revision for script in ScriptDirectory.from_config(migrations.config()).walk_revisions()]
"""The newest first."""
JOBS = "0009"
"""Before it nobody made a job, and none can be there; a shape that cannot hold what was billed of them is refused."""
LOSES = {
    "0004": {"outbox_mail"},
}
"""Tables of which going back takes rows out, because the shape before has no place for them: letters that are kept."""
SETS = {
    "0004": {"outbox_mail"},
    "0008": {"contact"},
}
"""Tables a revision sets something in: letters that waited became jobs, and no contact had asked for mail yet."""
GUARDS = {"policy", "walls", "grant", "function", "trigger"}
"""Raised by whichever version is installed, not by revisions."""


async def columns_of(connection):
    return {table: set(columns) for table, columns in (await connection.execute(COLUMNS)).all()}


async def rows_of(connection, tables):
    """A hash of the rows of each table, of the named columns alone."""
    found = {}
    for table, columns in tables.items():
        listed = ", ".join(f'"{column}"' for column in sorted(columns))
        statement = text(f'SELECT CAST(kept AS text) FROM (SELECT {listed} FROM "{table}") kept ORDER BY 1')
        rows = (await connection.scalars(statement)).all()
        found[table] = len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


async def tables_of(dsn):
    return {part for part in await shape(dsn) if part[0] not in GUARDS}


class BeforeJobs(Inventor):
    """A business that has no jobs yet."""

    def _how_many(self, table):
        return 0 if table.name == "job" else super()._how_many(table)


async def filled(postgres, name, inventor):
    """A database at the newest revision with rows in every table."""
    dsn = await asyncio.to_thread(empty, postgres, name)
    await migrations.upgrade(dsn)
    engine = create_async_engine(dsn, poolclass=NullPool)
    async with engine.begin() as connection:
        await inventor.fill(connection)
    await engine.dispose()
    return dsn


async def step(dsn, how, revision):
    """Go to a revision, in one transaction."""
    await migrations._within(dsn, lambda connection: how(migrations.config(connection), revision))


async def lower_walls(engine):
    """Take the policies out: they are of the newest shape."""
    async with engine.begin() as connection:
        raised = (await connection.execute(text("SELECT tablename, policyname FROM pg_policies"))).all()
        for table, policy in raised:
            await connection.execute(text(f'DROP POLICY "{policy}" ON "{table}"'))


async def all_rows(engine):
    async with engine.connect() as connection:
        return await rows_of(connection, await columns_of(connection))


@pytest.mark.parametrize("inventor", [Inventor(7, 12, 0.1), BeforeJobs(7, 12, 0.1)], ids=["with jobs", "before jobs"])
async def test_each_revision_goes_back_and_forth_and_keeps_every_row(postgres, inventor):
    dsn = await filled(postgres, f"filled_{type(inventor).__name__.lower()}", inventor)
    engine = create_async_engine(dsn, poolclass=NullPool)
    newest = await shape(dsn)
    await lower_walls(engine)
    for revision, earlier in pairwise(REVISIONS):
        if revision == JOBS and type(inventor) is Inventor:
            held = await all_rows(engine)
            with pytest.raises(IntegrityError):
                await step(dsn, command.downgrade, earlier)
            assert await all_rows(engine) == held, "refused, and nothing lost"
            break
        await back_and_forth(engine, dsn, revision, earlier)
        await step(dsn, command.downgrade, earlier)
    await migrations.upgrade(dsn)
    assert await shape(dsn) == newest
    await engine.dispose()


async def back_and_forth(engine, dsn, revision, earlier):
    """Go back by one revision and forth again: the same shape, and the same rows wherever both shapes hold them."""
    form = await tables_of(dsn)
    async with engine.connect() as connection:
        later = await columns_of(connection)
    before = await all_rows(engine)
    await step(dsn, command.downgrade, earlier)
    async with engine.connect() as connection:
        old = await columns_of(connection)
        shared = {table: later[table] & old[table] for table in later.keys() & old.keys()}
        kept = await rows_of(connection, shared)
    await step(dsn, command.upgrade, revision)
    assert await tables_of(dsn) == form, f"{revision} does not come back to its shape"
    async with engine.connect() as connection:
        again = await rows_of(connection, shared)
        whole = {table: columns for table, columns in shared.items() if columns == later[table]}
        unmoved = await rows_of(connection, whole)
    changed = {table for table in shared if again[table] != kept[table]} - SETS.get(revision, set())
    assert not changed, f"{revision} changes rows of {changed} on its way forth"
    lost = {table for table in whole if unmoved[table] != before[table]}
    lost -= LOSES.get(revision, set()) | SETS.get(revision, set())
    assert not lost, f"{revision} changes rows of {lost} on its way back"
