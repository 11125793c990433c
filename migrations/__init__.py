"""The database's shape through time: Alembic revisions, and what is raised again after every upgrade.

`upgrade(dsn)` brings a database to the current revision, `pending(dsn)` names the revisions it lacks. Both may be
called at any time and by several processes at once.
"""

import importlib
import logging
import pkgutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection, MetaData, inspect, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

import models
from migrations.protection import ensure_roles, is_protected, protect
from models.core.base import Base
from resolvers.deferred import QUEUE

if TYPE_CHECKING:
    from alembic.config import Config

# Alembic is imported where it has something to do: a server whose database is current need not carry it along.

T = TypeVar("T")
logging.getLogger("alembic").setLevel(logging.WARNING)  # it says at every look which dialect it found
WALLS = "walls Raise the walls as this version has them"
"""What a database lacks whose tables are right and whose row-level walls are of another version."""
LOCK = 0x636C6772617068  # "clgraph", the advisory lock of whoever changes the shape


class Newer(RuntimeError):
    """The database was brought to a revision by a newer version; the message says so."""


def metadata() -> MetaData:
    """The tables of every module in `models/`."""
    for module in pkgutil.walk_packages(models.__path__, prefix="models."):
        importlib.import_module(module.name)
    return Base.metadata


def config(connection: Connection | None = None) -> "Config":
    """Alembic's configuration, bound to a connection; there is no alembic.ini."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    made.attributes["connection"] = connection
    return made


async def upgrade(dsn: str) -> list[str]:
    """Bring the database to the current revision, in one transaction; answers the revisions that were run."""
    return await _within(dsn, _upgrade)


async def pending(dsn: str) -> list[str]:
    """The revisions the database lacks, oldest first, each as `0001 what it does`. Raises Newer."""
    return await _within(dsn, _pending)


async def make_roles(dsn: str) -> None:
    """Make the application's roles where they are missing; what is restored names them."""
    await _within(dsn, ensure_roles)


async def guard(dsn: str) -> None:
    """Grant the tables to the roles and raise the walls anew, whatever is there; a backup holds no grants."""
    await _within(dsn, protect)


def newest() -> str:
    """The number of the current revision."""
    return max(path.name.split("_")[0] for path in (Path(__file__).parent / "versions").glob("[0-9]*.py"))


async def empty(dsn: str) -> None:
    """Take every row out, and leave the shape. For a demo business that was cut off; nothing else is ever so rude."""
    tables = ", ".join(f'"{table.name}"' for table in metadata().sorted_tables)
    jobs = ", ".join(f"{QUEUE}.procrastinate_{name}" for name in ("jobs", "events", "periodic_defers"))
    await _within(dsn, lambda connection: connection.execute(text(f"TRUNCATE {tables}, {jobs} RESTART IDENTITY")))


async def revise(dsn: str, message: str) -> None:
    """Write the revision that leads from a database at the current revision to the models."""
    await _within(dsn, lambda connection: _revise(connection, message))


def _upgrade(connection: Connection) -> list[str]:
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    lacking = _pending(connection)
    if lacking:
        from alembic import command

        command.upgrade(config(connection), "head")
        protect(connection)
    return lacking


def _revise(connection: Connection, message: str) -> None:
    from alembic import command
    from alembic.script import ScriptDirectory

    bound = config(connection)
    number = len(list(ScriptDirectory.from_config(bound).walk_revisions())) + 1
    command.revision(bound, message.strip(" ."), autogenerate=True, rev_id=f"{number:04}")


def _is_current(connection: Connection) -> bool:
    """Whether the database has the newest revision, and the walls of this version."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return version == newest() and is_protected(connection)


def _pending(connection: Connection) -> list[str]:
    if _is_current(connection):
        return []
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(config())
    current = MigrationContext.configure(connection).get_current_heads()
    if current and max(current) > newest():
        raise Newer(f"The database is at revision {max(current)}, and this version of clientgraph ends with {newest()}")
    lacking = list(scripts.iterate_revisions("heads", current or "base"))
    named = [f"{revision.revision} {revision.doc}" for revision in reversed(lacking)]
    return named if named or is_protected(connection) else [WALLS]


async def _within(dsn: str, work: Callable[[Connection], T]) -> T:
    """Run synchronous work on one connection, in one transaction."""
    engine = create_async_engine(dsn, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()
