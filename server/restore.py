"""`clientgraph restore`: a backup becomes the database, and nothing is said to be well before it was looked into.

What was there before is set aside, not deleted, until the restored books add up, and comes back where they do not.
"""

import asyncio
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import TextClause, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

import migrations
from resolvers.books import Books, examine
from resolvers.chain import walk
from resolvers.context import Context
from resolvers.deferred import QUEUE
from resolvers.restored import settle
from server.backup import DUMP, FILES, MANIFEST, Manifest, run
from server.opening import upgrade
from server.operating import working_on
from server.settings import Settings
from server.storage import storage
from server.terminal import Failure, working

ASIDE = "_before_restore"
SCHEMAS = ("public", QUEUE)
KEY = re.compile(r"[\w-]+(/[\w-]+)*(\.\w+)?", re.ASCII)
FARTHEST = 1_000_000_000
"""Transactions that are run idle at most, so that the log goes on behind its last entry: two hours of them."""
AT_ONCE = 100_000
OPTIONS = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")

TABLES = text("SELECT tablename FROM pg_tables WHERE schemaname = ANY(:schemas) AND tablename <> 'alembic_version'")
OTHERS = text("""
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'clientgraph%'
""")
NEXT = text("SELECT (pg_current_xact_id()::text)::bigint")
LAST = text(
    "SELECT greatest((SELECT max(xid) FROM public.event), (SELECT max(after_xid) FROM public.webhook_endpoint))"
)


def restore(settings: Settings, dsn: str, file: Path, *, replace: bool = False) -> tuple[Manifest, Books, int]:
    """Restore a backup; answers what it was, what its books are, and how many keys of programs it brought back.

    Raises Failure where there is something already and it is not to be replaced, where a server is at work, where the
    backup cannot be read, or where its books do not add up; everything is then as it was before.
    """
    with _opened(file) as archive, TemporaryDirectory(prefix="clientgraph-") as folder:
        manifest = _manifest(archive)
        _check(dsn, replace)
        _take_out(archive, DUMP, Path(folder))
        with _aside(dsn):
            asyncio.run(migrations.make_roles(dsn))
            with working("Restoring the database"):
                run("pg_restore", dsn, [*OPTIONS, f"--dbname={make_url(dsn).database}", str(Path(folder) / DUMP)])
            upgrade(dsn)
            asyncio.run(migrations.guard(dsn))
            with working("Bringing the log's transactions up to its last entry"):
                asyncio.run(_catch_up(dsn))
            _put_files(settings, archive)
            keys = working_on(settings, dsn, settle)
            with working("Looking into the books"):
                books = working_on(settings, dsn, lambda context: _proven(context, manifest))
    return manifest, books, keys


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(file) as archive:
            yield archive
    except (OSError, tarfile.TarError) as error:
        raise Failure(f"{file} cannot be read as a backup: {error}") from error


def _manifest(archive: tarfile.TarFile) -> Manifest:
    try:
        found = archive.extractfile(MANIFEST)
    except KeyError:
        found = None
    if found is None:
        raise Failure("This is no backup of clientgraph.")
    manifest = Manifest.parse(found.read())
    if manifest.revision > migrations.newest():
        raise Failure(f"It was made by a newer version (revision {manifest.revision}); upgrade clientgraph first.")
    return manifest


def _check(dsn: str, replace: bool) -> None:
    if asyncio.run(_asked(dsn, OTHERS)):
        raise Failure("A server is at work on this database; stop it first.")
    if not replace and asyncio.run(_holds_rows(dsn)):
        raise Failure("The database is not empty; what is in it is replaced with --replace.")


async def _holds_rows(dsn: str) -> bool:
    engine = create_async_engine(dsn, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            tables = (await connection.scalars(TABLES, {"schemas": ["public"]})).all()
            for table in tables:
                if await connection.scalar(text(f'SELECT EXISTS (SELECT FROM public."{table}")')):
                    return True
            return False
    finally:
        await engine.dispose()


@contextmanager
def _aside(dsn: str) -> Iterator[None]:
    """Set what is there aside; put it back when what is done meanwhile fails, and drop it when it does not."""
    asyncio.run(_move(dsn, "", ASIDE))
    try:
        yield
    except BaseException:
        asyncio.run(_drop(dsn, ""))
        asyncio.run(_move(dsn, ASIDE, ""))
        raise
    asyncio.run(_drop(dsn, ASIDE))


async def _move(dsn: str, source: str, target: str) -> None:
    there = "SELECT nspname FROM pg_namespace WHERE nspname = ANY(:names)"
    engine = create_async_engine(dsn, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            found = (await connection.scalars(text(there), {"names": [each + source for each in SCHEMAS]})).all()
            for name in found:
                moved = name.removesuffix(source) + target
                await connection.execute(text(f'ALTER SCHEMA "{name}" RENAME TO "{moved}"'))
            if not source:
                await connection.execute(text("CREATE SCHEMA public"))
    finally:
        await engine.dispose()


async def _drop(dsn: str, suffix: str) -> None:
    engine = create_async_engine(dsn, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            for name in SCHEMAS:
                await connection.execute(text(f'DROP SCHEMA IF EXISTS "{name}{suffix}" CASCADE'))
    finally:
        await engine.dispose()


async def _catch_up(dsn: str) -> None:
    """Let transactions be numbered on behind those of the log: positions go by them (domain.md L2).

    Another cluster has begun to count anew, and what it wrote would come before what is in the log.
    """
    last = await _asked(dsn, LAST) or 0
    now = await _asked(dsn, NEXT)
    if last - now > FARTHEST:
        raise Failure(
            f"The log is {last - now:,} transactions ahead of this cluster. "
            "Restore into the cluster it came from, or from a physical backup."
        )
    engine = create_async_engine(dsn, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            await connection.execute(text("SET synchronous_commit TO off"))
            while (left := last + 1 - (await connection.scalar(NEXT))) > 0:
                loop = f"FOR n IN 1..{min(left, AT_ONCE)} LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP;"
                await connection.execute(text(f"DO $$ BEGIN {loop} END $$"))
    finally:
        await engine.dispose()


def _put_files(settings: Settings, archive: tarfile.TarFile) -> None:
    async def put() -> None:
        store = storage(settings)
        for member in archive:
            key = member.name.removeprefix(FILES)
            if member.isfile() and member.name.startswith(FILES):
                if not KEY.fullmatch(key):
                    raise Failure(f"The backup holds a file of a strange name: {key!r}.")
                content = archive.extractfile(member)
                await store.put(key, content.read() if content else b"")

    asyncio.run(put())


async def _proven(context: Context, manifest: Manifest) -> Books:
    """The books, where they add up and hold the seal of the backup. Raises Failure."""
    books = await examine(context)
    complaints = list(books.complaints)
    if not (await walk(context, manifest.seal)).passed:
        complaints.append("the log does not hold the seal of its backup")
    if complaints:
        raise Failure("The books of this backup do not add up: " + "; ".join(complaints))
    return books


def _take_out(archive: tarfile.TarFile, name: str, folder: Path) -> None:
    try:
        archive.extract(name, folder, filter="data")
    except KeyError:
        raise Failure("This backup has no database in it.") from None


async def _asked(dsn: str, statement: TextClause) -> int:
    engine = create_async_engine(dsn, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            return await connection.scalar(statement)
    finally:
        await engine.dispose()
