"""What the database itself refuses, whoever asks it: rows without a setting, roles above the walls, keys that lead into
another client's tree."""

import pytest
from sqlalchemy import ForeignKeyConstraint, Table, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from models.core.base import Base
from permissions.viewer import APP_ROLE, READERS, SYSTEM
from tests.walls.small_worlds import EVERYTHING, Onlookers

ROLES = [APP_ROLE, *READERS.values()]
TRIES = 40
"""How many pairs of rows are tried for a key, until one meets no other rule first."""


def composite_keys() -> list[ForeignKeyConstraint]:
    """Every key that carries the client."""
    keys = [key for table in Base.metadata.sorted_tables for key in table.foreign_key_constraints]
    composite = [key for key in keys if len(key.columns) == 2 and "client_id" in key.column_keys]
    return sorted(composite, key=lambda key: (key.table.name, near(key)))


def near(key: ForeignKeyConstraint) -> str:
    """The column beside the client."""
    return next(name for name in key.column_keys if name != "client_id")


@pytest.fixture(scope="module")
async def full(looking: Onlookers):
    """A world with rows in every table, past the walls but under every constraint."""
    await looking.world(seed=7, size=60)
    engine = create_async_engine(looking.superuser.engine.url)
    async with engine.connect() as connection:
        yield connection
    await engine.dispose()


@pytest.mark.parametrize("role", ROLES)
async def test_without_settings_a_role_reads_nothing(looking: Onlookers, full, role):
    reader = looking.readers[role]
    found = dict((await reader.execute(EVERYTHING)).all())
    await reader.rollback()

    assert set(found) == set(Base.metadata.tables)
    assert {table for table, keys in found.items() if keys} == set()


async def test_the_platform_reads_what_it_says_it_is(looking: Onlookers, full):
    reader = looking.readers[APP_ROLE]
    await reader.execute(text("SELECT set_config('app.kind', :kind, true)"), {"kind": SYSTEM.kind.name})
    found = dict((await reader.execute(EVERYTHING)).all())
    await reader.rollback()

    assert len([keys for keys in found.values() if keys]) > len(Base.metadata.tables) - 12


async def test_no_role_stands_above_the_walls_and_every_table_behind_them(full):
    roles = text("SELECT rolname FROM pg_roles WHERE rolname = ANY(:roles) AND NOT rolsuper AND NOT rolbypassrls")
    owned = text("SELECT count(*) FROM pg_class JOIN pg_roles ON relowner = pg_roles.oid WHERE rolname = ANY(:roles)")
    forced = text("SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity AND relforcerowsecurity")

    assert set(await full.scalars(roles, {"roles": ROLES})) == set(ROLES)
    assert await full.scalar(owned, {"roles": ROLES}) == 0
    assert set(Base.metadata.tables) <= set(await full.scalars(forced))


@pytest.mark.parametrize("role", READERS.values())
async def test_who_reads_cannot_write(looking: Onlookers, full, role):
    may = text(
        "SELECT table_name || ' ' || privilege_type FROM information_schema.role_table_grants "
        "WHERE grantee = :role AND privilege_type <> 'SELECT'"
    )
    assert list(await full.scalars(may, {"role": role})) == []


def test_a_key_between_rows_of_clients_carries_the_client():
    carried = {(key.table.name, near(key)) for key in composite_keys()}
    bare = {
        (table.name, key.column_keys[0])
        for table in Base.metadata.sorted_tables
        for key in table.foreign_key_constraints
        if "client_id" in table.c and len(key.columns) == 1 and "client_id" in key.referred_table.c
    }
    assert bare - carried == set()


@pytest.mark.parametrize("key", composite_keys(), ids=lambda key: f"{key.table.name}.{near(key)}")
async def test_no_row_hangs_on_one_of_another_client(full, key):
    refused = None
    for child, parent in await _strangers(full, key):
        point = key.table.update().where(*(key.table.c[name] == value for name, value in child.items()))
        saved = await full.begin_nested()
        with pytest.raises(DBAPIError) as raised:
            await full.execute(point.values({near(key): parent}))
            await full.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        await saved.rollback()
        refused = getattr(raised.value.orig.__cause__, "constraint_name", None)
        if refused == str(key.name):
            return
    assert refused == str(key.name), "no pair of rows met this key and no other rule"


async def _strangers(connection, key: ForeignKeyConstraint) -> list[tuple[dict, object]]:
    """Rows and rows of other clients they could be made to point at."""
    child: Table = key.table
    parent = key.referred_table.alias("parent")
    own = list(child.primary_key.columns)
    pairs = (
        select(*own, parent.c.id.label("stranger"))
        .where(child.c.client_id != parent.c.client_id)
        .order_by(child.c[near(key)].is_(None))
        .limit(TRIES)
    )
    found = (await connection.execute(pairs)).mappings()
    return [({column.name: row[column.name] for column in own}, row["stranger"]) for row in found]
