"""The database the figures are taken on: made once for each size and kept beside this file, in `.data`."""

import asyncio
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import asyncpg

import migrations
from models.core.ids import global_id
from resolvers.secrets import digest
from server import embedded
from server.embedded import SUPERUSER, EmbeddedPostgres

HERE = Path(__file__).parent
FOLDER = HERE / ".data"
SIZES = {"small": 20, "middle": 200, "full": 2_000}
"""How many clients; for each 4 projects, 80 tasks, 20 invoices and 60 lines on the average."""
SERVER = {"max_connections": "200", "shared_buffers": "512MB", "max_wal_size": "4GB"}
"""What the database server is given beyond its usual settings: room for all peers at once, and for all rows."""
TOKENS = {"owner": "bench-owner", "limited": "bench-limited"}
"""The viewers: the owner, and a user limited to one account of 50 clients. They sign in to nothing else than this."""
ACCOUNT = "A-0000"
ACCOUNT_CLIENTS = 50
CLIENT = 3
"""The kind of key clients have, see `pg_temp.key` in world.sql."""


@dataclass(frozen=True)
class World:
    """A filled database. `open_database` is a copy of it without the last wall, row-level security."""

    size: str
    socket: str
    database: str
    open_database: str

    @property
    def account_clients(self) -> list[UUID]:
        """The clients of the account all questions are about, in the order they were made."""
        clients = SIZES[self.size]
        accounts = max(clients // ACCOUNT_CLIENTS, 1)
        return [key_of(CLIENT, number) for number in range(0, clients, accounts)]

    @property
    def busy_clients(self) -> list[UUID]:
        """Ten of them, which have a hundred tasks each."""
        return [key for key in self.account_clients if key.int % 2 == 0][:10]


def key_of(kind: int, number: int) -> UUID:
    """The key of a row, as world.sql makes it."""
    return UUID(f"0190000{kind:x}-0000-7000-8000-{number:012x}")


def client_id(key: UUID) -> str:
    """The id of a client as the graph shows it."""
    return global_id("Client", key)


@contextmanager
def running() -> Iterator[EmbeddedPostgres]:
    """The database server of the benchmark. It forgets on a power cut, and that makes no reading faster."""
    embedded.SETTINGS.update(SERVER)
    with EmbeddedPostgres(FOLDER, durable=False) as server:
        yield server


def prepare(server: EmbeddedPostgres, size: str) -> World:
    """The world of this size: made where it is missing or of another version, else brought up to date."""
    world = World(size, server.socket_dir, f"bench_{size}", f"bench_{size}_open")
    asyncio.run(_prepare(server, world))
    return world


async def _prepare(server: EmbeddedPostgres, world: World) -> None:
    maintenance = await _connect(world.socket, SUPERUSER)
    try:
        made = await maintenance.fetchval(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1", world.open_database
        )
        if made != _version():
            await _make(server, maintenance, world)
    finally:
        await maintenance.close()
    for database in (world.database, world.open_database):
        await migrations.upgrade(server.dsn_of(database))
    await _open(world)


async def _make(server: EmbeddedPostgres, maintenance: asyncpg.Connection, world: World) -> None:
    for database in (world.open_database, world.database):
        await maintenance.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
    await maintenance.execute(f"CREATE DATABASE {world.database}")
    await migrations.upgrade(server.dsn_of(world.database))
    await _fill(world)
    await maintenance.execute(f"CREATE DATABASE {world.open_database} TEMPLATE {world.database} STRATEGY file_copy")
    await maintenance.execute(f"COMMENT ON DATABASE {world.open_database} IS '{_version()}'")


async def _fill(world: World) -> None:
    connection = await _connect(world.socket, world.database)
    try:
        async with connection.transaction():
            await connection.execute(f"SET LOCAL bench.clients = {SIZES[world.size]}")
            await connection.execute((HERE / "world.sql").read_text())
            for number, token in enumerate(TOKENS.values()):
                await connection.execute(
                    "INSERT INTO session (id, token_hash, identity_id, user_id, created_at, last_seen_at, expires_at) "
                    "VALUES ($1, $2, $3, $4, now(), now(), now() + interval '10 years')",
                    *(key_of(10, number), digest(token), key_of(1, number), key_of(2, number)),
                )
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


async def _open(world: World) -> None:
    """Take the last wall down in the copy, and let nobody have been idle for too long to come in."""
    connection = await _connect(world.socket, world.open_database)
    try:
        tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND rowsecurity")
        for (table,) in tables:
            await connection.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')
    finally:
        await connection.close()
    for database in (world.database, world.open_database):
        connection = await _connect(world.socket, database)
        try:
            await connection.execute("UPDATE session SET last_seen_at = now()")
        finally:
            await connection.close()


async def _connect(socket: str, database: str) -> asyncpg.Connection:
    return await asyncpg.connect(host=socket, user=SUPERUSER, database=database)


def _version() -> str:
    sources = [HERE / "world.sql", HERE / "world.py", *sorted((HERE.parent / "migrations").glob("versions/*.py"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
