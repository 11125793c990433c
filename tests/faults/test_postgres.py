"""PostgreSQL loses a process, is stopped without being asked, runs out of disk, and takes no writes for a while."""

import asyncio
import os
import random
import signal
import time
from contextlib import asynccontextmanager

import asyncpg
import pytest

from server.embedded import DATABASE, PORT, SUPERUSER, Postmaster
from tests.faults.place import CREATE, LIST, served
from tests.faults.proxy import Proxy
from tests.faults.test_kills import a_client, check_books, recorded
from tests.plugs.people import Writer

pytestmark = pytest.mark.at_length("CLIENTGRAPH_FAULTS")

WRITERS, TIMES = 8, 3


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Its server goes by way of a proxy, because an embedded database that is started anew lies elsewhere."""
    proxies = []

    def way(postgres):
        proxies.append(Proxy(socket_of(postgres)))
        proxies[0].start()
        return f"postgresql://{SUPERUSER}@127.0.0.1:{proxies[0].port}/{DATABASE}"

    with served(tmp_path_factory.mktemp("place"), way) as running:
        running.proxy = proxies[0]
        yield running
    proxies[0].stop()


def socket_of(postgres):
    return f"{postgres.socket_dir}/.s.PGSQL.{PORT}"


@asynccontextmanager
async def writing(place):
    """While it lasts eight write; after it everything they were promised is there once."""
    before = await recorded(place)
    writers = [Writer(place.address, place.token, await a_client(place)) for _ in range(WRITERS)]
    stop = asyncio.Event()
    tasks = [asyncio.create_task(each.write(stop)) for each in writers]
    await asyncio.sleep(1)
    yield writers
    await asyncio.sleep(1)
    stop.set()
    await asyncio.gather(*tasks)
    written = [key for each in writers for key in each.acknowledged]
    kept = [key for key in await recorded(place) if key not in set(before)]
    assert sorted(kept) == sorted(written) and len(written) > WRITERS
    await check_books(place)
    retries = sum(each.retries for each in writers)
    print(f"  {len(written)} payments acknowledged, {retries} asked again; 0 lost, 0 doubled")


def count(writers):
    return sum(len(each.acknowledged) for each in writers)


async def seconds_until_written(writers):
    """How long it takes until something is acknowledged that was not before."""
    before, began = count(writers), time.monotonic()
    while count(writers) == before:
        await asyncio.sleep(0.01)
        assert time.monotonic() - began < 60
    return time.monotonic() - began


async def seconds_until_up(place, connection):
    """How long it takes until PostgreSQL, which breaks this connection off, takes others."""
    began = time.monotonic()
    while not connection.is_closed():
        await asyncio.sleep(0.01)
    while True:
        try:
            await (await place.database()).close()
            return time.monotonic() - began
        except (OSError, asyncpg.PostgresError):
            await asyncio.sleep(0.05)


async def test_a_backend_is_killed_and_all_are_restarted(place):
    took, up = [], []
    async with writing(place) as writers:
        for _ in range(TIMES):
            connection = await place.database()
            pids = await connection.fetch("SELECT pid FROM pg_stat_activity WHERE application_name = 'clientgraph'")
            os.kill(random.choice(pids)[0], signal.SIGKILL)
            up.append(await seconds_until_up(place, connection))
            took.append(await seconds_until_written(writers))
            await asyncio.sleep(1)
    print(
        f"  a backend killed {TIMES} times: PostgreSQL was back after {max(up):.2f} s at most, and written to "
        f"{max(took):.2f} s later at most"
    )
    assert max(took) < 5


async def test_an_immediate_shutdown(place):
    took = []
    async with writing(place) as writers:
        for _ in range(TIMES):
            os.kill(Postmaster.of(place.postgres.data).pid, signal.SIGQUIT)
            while Postmaster.of(place.postgres.data) is not None:
                await asyncio.sleep(0.01)
            place.proxy.cut()
            await asyncio.sleep(1)
            await asyncio.to_thread(place.postgres.stop)
            await asyncio.to_thread(place.postgres.start)
            place.proxy.target = socket_of(place.postgres)
            took.append(await seconds_until_written(writers))
    print(f"  stopped at once {TIMES} times: written again {max(took):.2f} s at most after PostgreSQL was back")
    assert max(took) < 5


async def test_a_database_that_takes_no_writes(place):
    connection = await place.database()
    await connection.execute(f"ALTER DATABASE {DATABASE} SET default_transaction_read_only = on")
    place.proxy.cut()
    async with place.http() as http:
        refused = await http.post("/graphql", json={"query": CREATE, "variables": {"name": "Not written"}})
        read = await http.post("/graphql", json={"query": LIST})
        await connection.execute("SET default_transaction_read_only = off")
        await connection.execute(f"ALTER DATABASE {DATABASE} RESET default_transaction_read_only")
        place.proxy.cut()
        await asyncio.sleep(0.5)
        written = await http.post("/graphql", json={"query": CREATE, "variables": {"name": "Written again"}})
    await connection.close()
    (error,) = refused.json()["errors"]
    assert error["extensions"]["code"] == "UNAVAILABLE"
    assert read.status_code == 200 and "errors" not in read.json()
    assert written.json()["data"]["createClient"]["client"]
    print("  read-only: a write is UNAVAILABLE, a read is answered, and writes heal by themselves")
