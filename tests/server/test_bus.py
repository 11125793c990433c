"""Wake-ups reach readers here and on other replicas, and come back after the connection was lost."""

import asyncio
import time

import asyncpg
import pytest

from server.bus import Bus


@pytest.fixture
async def replicas(database, monkeypatch):
    """Two processes' buses on one database, and the address of the database."""
    monkeypatch.setattr("server.bus.RETRY_SECONDS", 0.05)
    dsn = database("bus")
    buses = [Bus(), Bus()]
    carrying = [asyncio.create_task(bus.run(dsn)) for bus in buses]
    yield *buses, dsn.replace("postgresql+asyncpg", "postgresql")
    for task in carrying:
        task.cancel()
    await asyncio.gather(*carrying, return_exceptions=True)


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
    one, other, _ = replicas
    await connected(one, other)
    assert await seconds_until_woken(one, one) < 3
    assert await seconds_until_woken(other, one) < 3


async def test_a_wait_ends_without_a_wake_up():
    started = time.perf_counter()
    await Bus().wait(0.1, 0)
    assert 0.05 < time.perf_counter() - started < 3


async def test_a_lost_connection_is_made_again(replicas):
    one, other, dsn = replicas
    await connected(one, other)
    before = one.wakes, other.wakes
    admin = await asyncpg.connect(dsn)
    await admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'clientgraph bus'"
    )
    await admin.close()
    await connected(one, other, again_after=before)
    assert await seconds_until_woken(other, one) < 3
