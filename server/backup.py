"""`clientgraph backup`: everything there is as one file, from one instant, while everybody goes on working.

The file is a tar: `manifest.json`, `database.dump` (PostgreSQL's own custom format, read in one snapshot) and, where
files lie in a folder, `files/…`. Files are never rewritten, so copying them after the snapshot misses none it names.
It holds no secret key, and is not encrypted.
"""

import asyncio
import io
import json
import os
import subprocess
import tarfile
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

import migrations
from models.core import clock
from permissions.viewer import APP_ROLE, SYSTEM
from resolvers.chain import seal_log, walk
from resolvers.context import Context
from resolvers.restored import is_anything_there, note_backup
from resolvers.scheduled_export_run import FOLDER as SCHEDULED_EXPORTS
from server.addresses import for_libpq
from server.embedded_programs import binary
from server.export_keeping import FOLDER as EXPORTS
from server.operating import working_on
from server.settings import Settings
from server.terminal import Failure, working

FORMAT = 1
MANIFEST, DUMP, FILES = "manifest.json", "database.dump", "files/"
ABOVE_WALLS = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself."""

    format: int
    made_at: str
    revision: str
    seal: str
    """Of the last entry of the log that was sealed: a restored log must hold it."""
    files: int | None
    """How many there are in it; None where they lie in a storage of their own."""

    def text(self) -> bytes:
        """As it is written."""
        return json.dumps(asdict(self), indent=2).encode()

    @classmethod
    def parse(cls, given: bytes) -> "Manifest":
        """As it was written. Raises Failure where this version does not know the format."""
        try:
            read = json.loads(given)
            if read["format"] == FORMAT:
                return cls(**read)
        except (ValueError, TypeError, KeyError):
            pass
        raise Failure("This is no backup that this version of clientgraph can read.")


def backup(settings: Settings, dsn: str, file: Path) -> Manifest:
    """Write a backup; it appears whole or not at all. Raises Failure where something is there already."""
    if file.exists():
        raise Failure(f"{file} is there already; a backup is not written over another.")
    try:
        with TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
            made = _made(settings, dsn, Path(folder))
            os.link(Path(folder) / "backup", file)
            return made
    except OSError as error:
        raise Failure(f"{file} cannot be written: {error.strerror}.") from error


def _made(settings: Settings, dsn: str, folder: Path) -> Manifest:
    seal = working_on(settings, dsn, _begun)
    with working("Reading the database"):
        run("pg_dump", dsn, [*_as_platform(dsn), "--format=custom", f"--file={folder / DUMP}"], _walls_open(dsn))
    files = [] if settings.storage_url else sorted(filter(_is_kept, settings.files_dir.rglob("*")))
    count = None if settings.storage_url else len(files)
    manifest = Manifest(FORMAT, clock.now().isoformat(), migrations.newest(), seal, count)
    with working("Writing the backup"), tarfile.open(folder / "backup", "x") as archive:
        described = tarfile.TarInfo(MANIFEST)
        described.size, described.mode = len(manifest.text()), 0o600
        archive.addfile(described, io.BytesIO(manifest.text()))
        archive.add(folder / DUMP, DUMP)
        for path in files:
            archive.add(path, FILES + path.relative_to(settings.files_dir).as_posix())
    with open(folder / "backup", "rb") as written:
        os.fsync(written.fileno())
    return manifest


def _is_kept(path: Path) -> bool:
    """Whether a path below the folder of files is a file; exports are made again, and are in no backup."""
    return path.is_file() and not {EXPORTS, SCHEDULED_EXPORTS} & set(path.parts)


async def _begun(context: Context) -> str:
    if await is_anything_there(context):
        await note_backup(context)
    while await seal_log(context.services):
        pass
    return (await walk(context)).head


def where_files_are(settings: Settings, manifest: Manifest) -> str:
    """What a backup says of files, for people."""
    if manifest.files is not None:
        return f"{manifest.files:,} files are in it."
    place = urlsplit(settings.storage_url or "")
    return f"Files are not in it: they lie in {place.scheme}://{place.hostname or ''}, which needs a backup of its own."


def run(program: str, dsn: str, options: list[str], more: dict[str, str] | None = None) -> None:
    """Run one of PostgreSQL's programs on a database. The password goes by the environment, where nobody sees it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    done = subprocess.run(
        [binary(program), "--no-password", *options],
        env=environment | {"LC_ALL": "C"} | _address(dsn) | (more or {}),
        capture_output=True,
        check=False,
        text=True,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["it did not say why"]
        raise Failure(f"{program} failed: {said[0]}")


def _address(dsn: str) -> dict[str, str]:
    named = for_libpq(dsn)
    given = {"database": named.pop("dbname", ""), "appname": "clientgraph backup"} | named
    return {f"PG{name.replace('_', '').upper()}": value for name, value in given.items()}


def _as_platform(dsn: str) -> list[str]:
    """Options that let whoever we are read every row: above the walls, or through them as the platform."""
    return ["--no-owner", "--no-privileges"] + (
        [] if _is_above_walls(dsn) else [f"--role={APP_ROLE}", "--enable-row-security"]
    )


def _walls_open(dsn: str) -> dict[str, str]:
    if _is_above_walls(dsn):
        return {}
    settings = {name: value for name, value in SYSTEM.sets().items() if name.startswith("app.") and value}
    return {"PGOPTIONS": " ".join(f"-c {name}={value}" for name, value in settings.items())}


def _is_above_walls(dsn: str) -> bool:
    async def ask() -> bool:
        engine = create_async_engine(dsn, poolclass=NullPool)
        try:
            async with engine.connect() as connection:
                return bool(await connection.scalar(ABOVE_WALLS))
        finally:
            await engine.dispose()

    return asyncio.run(ask())
