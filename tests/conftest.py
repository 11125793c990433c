"""What every test may ask for: one PostgreSQL for all tests of a process, and fresh databases on it."""

import asyncio
import gc
import os
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

import migrations
from migrations import queue
from migrations.protection import protect
from server.cli import OBJECTS_A_COLLECTION
from server.embedded import PORT, SUPERUSER, EmbeddedPostgres
from server.embedded_programs import binary
from tests.reused import Reused
from tests.workers import ByFile, longest_first

TEMPLATE = "template_clientgraph"

gc.set_threshold(OBJECTS_A_COLLECTION)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """Divide the tests among the processes of `make test`."""
    return ByFile(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes minutes unless its target asks for it, and begin with what takes longest."""
    left_out = [each for each in items if (mark := each.get_closest_marker("at_length")) and not _is_asked_for(mark)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [each for each in items if each not in left_out]
    longest_first(items)
    gc.freeze()  # what was imported stays; no collection needs to look at it again


def _is_asked_for(mark: pytest.Mark) -> bool:
    return mark.args[0] in os.environ


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """A server that is fast and forgets, stopped after the last test.

    It does not lie in pytest's own folder: another run that starts closes that to everybody but its user.
    """
    with TemporaryDirectory(prefix="clientgraph-") as folder, EmbeddedPostgres(Path(folder), durable=False) as running:
        yield running


@pytest.fixture(scope="session")
def database(postgres: EmbeddedPostgres) -> Callable[[str], str]:
    """Make a fresh database of this name, with all tables and walls and no row; answers its address."""
    run_sql(postgres, f"CREATE DATABASE {TEMPLATE}")
    asyncio.run(create_tables(postgres.dsn_of(TEMPLATE)))

    def fresh(name: str) -> str:
        run_sql(postgres, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        run_sql(postgres, f'CREATE DATABASE "{name}" TEMPLATE {TEMPLATE} STRATEGY file_copy')
        return postgres.dsn_of(name)

    return fresh


@pytest.fixture(scope="session")
async def reused(database: Callable[[str], str]) -> AsyncIterator[Reused]:
    """Lends an empty database to one test after another."""
    lender = Reused(database)
    yield lender
    await lender.close()


def run_sql(postgres: EmbeddedPostgres, statement: str) -> None:
    """Run a statement as the superuser, from synchronous and asynchronous tests alike."""
    address = ["-h", postgres.socket_dir, "-p", str(PORT), "-U", SUPERUSER, "-d", SUPERUSER]
    quietly = ["-X", "-q", "-v", "ON_ERROR_STOP=1"]
    subprocess.run([binary("psql"), *quietly, *address, "-c", statement], check=True, stderr=subprocess.DEVNULL)


async def create_tables(dsn: str) -> None:
    """The shape the models have now, whether or not a revision was written for it."""
    engine = create_async_engine(dsn, poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(migrations.metadata().create_all)
        await connection.run_sync(queue.lay)
        await connection.run_sync(protect)
    await engine.dispose()
