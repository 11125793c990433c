"""Opening the database a command works on: ours is started and migrated when needed, anybody else's only checked."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from asyncpg import InterfaceError, PostgresError
from sqlalchemy.exc import DBAPIError

import migrations
from migrations.protection import RoleMissing
from server.embedded import EmbeddedError, EmbeddedPostgres
from server.settings import Settings
from server.terminal import Failure, working

UNREACHABLE = (OSError, DBAPIError, PostgresError, InterfaceError)
"""What a driver raises when a database cannot be reached, refuses us or breaks off."""


@contextmanager
def started(settings: Settings) -> Iterator[str]:
    """The address of the database server's database, whatever its shape. Raises Failure when there is none."""
    if settings.database_url is not None:
        yield settings.database_url
        return
    server = EmbeddedPostgres(settings.data_dir)
    try:
        with working("Starting PostgreSQL" if server.data.exists() else "Making the database"):
            _start(server)
        yield server.dsn
    finally:
        with working("Stopping PostgreSQL"):
            server.stop()


def _start(server: EmbeddedPostgres) -> None:
    try:
        server.start()
    except EmbeddedError as error:
        raise Failure(f"The embedded PostgreSQL cannot be started: {error}") from error
    except OSError as error:
        raise Failure(
            f"Nothing can be kept in {server.data_dir}: {error.strerror}. Set CLIENTGRAPH_DATA_DIR to another folder."
        ) from error


@contextmanager
def opened(settings: Settings) -> Iterator[str]:
    """The address of a database in its current shape. Raises Failure when an external one lacks revisions."""
    with started(settings) as dsn:
        _ensure_secret(settings)
        if settings.is_embedded:
            upgrade(dsn)
        elif lacking := pending(dsn):
            raise Failure(f"The database lacks {named(lacking)}. Run `clientgraph migrate`.")
        yield dsn


def _ensure_secret(settings: Settings) -> None:
    try:
        _ = settings.secret
    except OSError as error:
        raise Failure(f"The secret key can neither be read nor made: {error.strerror}.") from error


def upgrade(dsn: str) -> list[str]:
    """Bring the database to its current shape; answers the revisions that were run."""
    with working("Migrating the database"), _explained():
        return asyncio.run(migrations.upgrade(dsn))


def pending(dsn: str) -> list[str]:
    """The revisions the database lacks."""
    with _explained():
        return asyncio.run(migrations.pending(dsn))


def named(lacking: list[str]) -> str:
    """The revisions in a sentence."""
    revisions = ", ".join(revision.rstrip(".") for revision in lacking)
    return f"{'a revision' if len(lacking) == 1 else f'{len(lacking)} revisions'}: {revisions}"


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except RoleMissing as error:
        raise Failure(str(error)) from error
    except migrations.Newer as error:
        raise Failure(f"{error}. Install the newer version, or restore a backup of this one.") from error
    except UNREACHABLE as error:
        says = f"The database does not answer as it should: {reason(error)}. `clientgraph doctor` looks closer."
        raise Failure(says) from error


def reason(error: Exception) -> str:
    """The first line of what a driver says, without the statement and its values."""
    said = str(getattr(error, "orig", None) or error)
    return said.split("\n")[0].split(">: ")[-1].rstrip(".") or type(error).__name__
