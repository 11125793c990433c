"""The primary dies and the standby takes over: nothing acknowledged is lost, and who follows the log goes on."""

import asyncio
import os
import signal
import time

import pytest

from server.cluster_pair import standby_of
from server.embedded import DATABASE, SUPERUSER, Postmaster
from tests.faults.place import served
from tests.faults.proxy import Proxy
from tests.faults.test_kills import a_client, check_books, recorded
from tests.faults.test_postgres import seconds_until_written, socket_of
from tests.plugs.people import Watcher, Writer

pytestmark = pytest.mark.at_length("CLIENTGRAPH_FAULTS")

WRITERS = WATCHERS = 4
QUIET_SECONDS = 20


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Its server knows the database by an address that moves, as a virtual one does, or a name with a short life."""
    proxies, folder = [], tmp_path_factory.mktemp("place")

    def way(postgres):
        proxies.append(Proxy(socket_of(postgres)))
        proxies[0].start()
        return f"postgresql://{SUPERUSER}@127.0.0.1:{proxies[0].port}/{DATABASE}"

    with served(folder, way) as running, standby_of(running.postgres, folder / "standby") as standby:
        running.proxy, running.standby = proxies[0], standby
        yield running
    proxies[0].stop()


async def test_the_standby_takes_over(place):
    primary = await place.database()
    await primary.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
    await primary.execute("SELECT pg_reload_conf()")
    await primary.close()
    watchers = [Watcher(place.address, place.token) for _ in range(WATCHERS)]
    watching = [asyncio.create_task(each.watch()) for each in watchers]
    writers = [Writer(place.address, place.token, await a_client(place)) for _ in range(WRITERS)]
    stop = asyncio.Event()
    writing = [asyncio.create_task(each.write(stop)) for each in writers]
    async with asyncio.timeout(60):
        while not all(each.told for each in watchers):  # whoever begins late on a busy machine misses the first
            await asyncio.sleep(0.1)
    await asyncio.sleep(4)

    died = time.monotonic()
    os.kill(Postmaster.of(place.postgres.data).pid, signal.SIGQUIT)
    while Postmaster.of(place.postgres.data) is not None:
        await asyncio.sleep(0.01)
    place.proxy.cut()
    place.postgres = place.standby
    connection = await place.database()
    await connection.execute("SELECT pg_promote()")
    await connection.close()
    place.proxy.target = socket_of(place.standby)
    promoted = time.monotonic()
    after = await seconds_until_written(writers)
    await asyncio.sleep(4)
    stop.set()
    await asyncio.gather(*writing)
    written = {key for each in writers for key in each.acknowledged}
    kept = await recorded(place)
    until = time.monotonic() + QUIET_SECONDS
    while time.monotonic() < until and any(kept[-1] not in each.told for each in watchers):
        await asyncio.sleep(0.1)
    for each in watching:
        each.cancel()
    await asyncio.gather(*watching, return_exceptions=True)

    print(
        f"\n{len(written)} payments acknowledged, {sum(each.retries for each in writers)} asked again; lost "
        f"{len(written - set(kept))}, doubled {len(kept) - len(set(kept))}; the standby took over after "
        f"{promoted - died:.2f} s, and was written to {after:.2f} s later; each of {WATCHERS} was told of all once"
    )
    assert sorted(kept) == sorted(written) and len(written) > WRITERS
    assert after < 5
    for each in watchers:
        assert each.told == kept[kept.index(each.told[0]) :], "from its first on, each was told of each once, in order"
    await check_books(place)
