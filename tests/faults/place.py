"""A served platform whose parts a test may break: a PostgreSQL of its own, one server process, and its owner."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx2

import models
from resolvers.user import bootstrap_user
from server.cluster import Replica, free_port
from server.embedded import DATABASE, SUPERUSER, EmbeddedPostgres
from server.opening import upgrade
from server.operating import working_on
from server.settings import Settings
from tests.plugs.people import signed_in

OWNER, PASSWORD = "olive@faults.test", "a long enough password"
CREATE = """
mutation ($name: String!) {
  createClient(input: {name: $name, type: COMPANY, currency: GBP}) { client { id } userErrors { code } }
}
"""
LIST = "{ clients(first: 20) { nodes { name } } }"


Way = Callable[[EmbeddedPostgres], str]


@dataclass
class Place:
    """A running platform."""

    postgres: EmbeddedPostgres
    replica: Replica
    folder: Path
    token: str = ""

    @property
    def address(self) -> str:
        """Where it is served, as host and port."""
        return f"127.0.0.1:{self.replica.port}"

    @property
    def headers(self) -> dict[str, str]:
        """What the owner asks with."""
        return {"authorization": f"Bearer {self.token}"}

    def http(self, **given: Any) -> httpx2.AsyncClient:
        """Somebody who asks as the owner."""
        given = {"timeout": 30, "trust_env": False, "verify": False} | given
        return httpx2.AsyncClient(base_url=f"http://{self.address}", headers=self.headers, **given)

    async def database(self) -> asyncpg.Connection:
        """A connection as the superuser, past whatever stands between the server and its database."""
        return await asyncpg.connect(host=self.postgres.socket_dir, user=SUPERUSER, database=DATABASE)

    async def start(self) -> None:
        """Start the server and wait until it is ready."""
        self.replica.start()
        await asyncio.to_thread(self.replica.wait_until_ready)

    def said(self) -> str:
        """The end of the server's log."""
        return self.replica.log.read_text(errors="replace")[-6000:]


@contextmanager
def placed(folder: Path, way: Way | None = None, **settings: Any) -> Iterator[Place]:
    """A place that is not served yet, with one owner. `way` makes the server's way to the database where it is not the
    short one; `settings` are variables without their prefix."""
    with EmbeddedPostgres(folder / "database") as postgres:
        upgrade(postgres.dsn)
        own = Settings(data_dir=folder)
        named = {"email": OWNER, "name": "Olive", "password": PASSWORD, "role": models.Role.OWNER}
        working_on(own, postgres.dsn, lambda context: bootstrap_user(context, **named))
        environment = {
            "CLIENTGRAPH_DATABASE_URL": way(postgres) if way else postgres.dsn,
            "CLIENTGRAPH_DATA_DIR": str(folder),
            "CLIENTGRAPH_SECRET_KEY": own.secret,
        } | {f"CLIENTGRAPH_{name.upper()}": _text(value) for name, value in settings.items()}
        replica = Replica(1, free_port(), folder / "server.log", environment)
        try:
            yield Place(postgres, replica, folder)
        finally:
            replica.stop()


@contextmanager
def served(folder: Path, way: Way | None = None, **settings: Any) -> Iterator[Place]:
    """The same, served, with its owner signed in."""
    with placed(folder, way, **settings) as place:
        place.replica.start()
        place.replica.wait_until_ready()
        place.token = asyncio.run(signed_in(place.address, OWNER, PASSWORD))
        yield place


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
