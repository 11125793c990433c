"""One of several databases: the one that is meant, also where another does not even refuse."""

import asyncio
import time
from collections.abc import AsyncIterator

import asyncpg
import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from server import addresses
from server.addresses import NOBODY, address_of, connected, for_libpq
from server.embedded import PORT, SUPERUSER, EmbeddedPostgres


@pytest.fixture
async def silent() -> AsyncIterator[int]:
    """The port of a machine that takes connections and says nothing, as one that is switched off."""
    server = await asyncio.start_server(lambda reader, writer: asyncio.sleep(30), "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()


async def test_a_server_that_says_nothing_holds_up_nobody(silent: int, postgres: EmbeddedPostgres):
    hosts, ports = ["127.0.0.1", postgres.socket_dir], [silent, PORT]
    about = {"user": SUPERUSER, "database": SUPERUSER, "target_session_attrs": "primary", "timeout": 5}
    took = []
    for _ in range(2):
        began = time.monotonic()
        connection = await connected(host=hosts, port=ports, **about)
        took.append(time.monotonic() - began)
        assert await connection.fetchval("SELECT NOT pg_is_in_recovery()")
        await connection.close()
    assert took[0] >= addresses.HEAD_START_SECONDS > took[1], "the one it was the last time is asked first"


async def test_the_queue_finds_it_too(postgres: EmbeddedPostgres):
    address = address_of(
        f"postgresql://{SUPERUSER}@/{SUPERUSER}?host=/nowhere:1&host={postgres.socket_dir}:{PORT}", "primary"
    )
    named = for_libpq(address)
    assert named["host"].startswith("/nowhere,") and named["target_session_attrs"] == "primary"
    async with await psycopg.AsyncConnection.connect(make_conninfo(**named)) as connection:
        found = await (await connection.execute("SELECT pg_is_in_recovery()")).fetchone()
    assert found == (False,)


async def test_where_none_is_what_is_meant_there_is_none(postgres: EmbeddedPostgres):
    hosts, ports = [postgres.socket_dir] * 2, [PORT] * 2
    about = {"user": SUPERUSER, "database": SUPERUSER, "target_session_attrs": "standby"}
    with pytest.raises(ConnectionError, match=NOBODY):
        await connected(host=hosts, port=ports, **about)
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await connected(host=hosts, port=ports, user=SUPERUSER, database="none", target_session_attrs="primary")
    url = f"postgresql+asyncpg://{SUPERUSER}@/{SUPERUSER}?target_session_attrs=standby" + "".join(
        f"&host={host}:{PORT}" for host in hosts
    )
    engine = create_async_engine(url, poolclass=NullPool)
    with pytest.raises(ConnectionError, match=NOBODY):
        await engine.connect()
