"""The server is killed at random while eight write: what was acknowledged is there once, and a retry has one effect."""

import asyncio
import os
import random
import signal
import statistics
import time

import pytest

from resolvers.books import examine
from server.operating import working_on
from server.settings import Settings
from tests.faults.place import CREATE
from tests.plugs.people import Writer

KILLS = int(os.environ.get("CLIENTGRAPH_KILLS", "20"))
WRITERS = 8

pytestmark = pytest.mark.at_length("CLIENTGRAPH_FAULTS")


async def test_sigkill_at_random_while_eight_write(place):
    chance = random.Random(KILLS)
    writers = [Writer(place.address, place.token, await a_client(place)) for _ in range(WRITERS)]
    stop, unanswered, ready = asyncio.Event(), 0, []
    writing = [asyncio.create_task(each.write(stop)) for each in writers]
    for _ in range(KILLS):
        before = sum(len(each.acknowledged) for each in writers)
        while sum(len(each.acknowledged) for each in writers) == before:
            await asyncio.sleep(0.01)
        await asyncio.sleep(chance.uniform(0.1, 1))
        await asyncio.to_thread(place.replica.stop, signal.SIGKILL)
        await asyncio.sleep(0.1)
        acknowledged = {key for each in writers for key in each.acknowledged}
        unanswered += len(set(await recorded(place)) - acknowledged)
        began = time.monotonic()
        await place.start()
        ready.append(time.monotonic() - began)
    await asyncio.sleep(1)
    stop.set()
    await asyncio.gather(*writing)

    written = [key for each in writers for key in each.acknowledged]
    kept = await recorded(place)
    print(
        f"\n{KILLS} kills: {len(written)} payments acknowledged, {sum(each.retries for each in writers)} asked again, "
        f"{unanswered} of them done already; lost {len(set(written) - set(kept))}, doubled "
        f"{len(kept) - len(set(kept))}; ready again after {statistics.median(ready):.1f} s, {max(ready):.1f} s at most"
    )
    assert sorted(kept) == sorted(written) and len(written) > KILLS
    await check_books(place)


async def check_books(place):
    """Money, numbers and the chain of hashes add up; every change is in the log once."""
    settings = Settings(data_dir=place.folder)
    found = await asyncio.to_thread(working_on, settings, place.postgres.dsn, examine)
    assert found.complaints == [] and found.entries


async def recorded(place):
    """The references of all payments of a penny, once for each entry of the log about them."""
    connection = await place.database()
    rows = await connection.fetch(
        "SELECT payment.reference FROM payment JOIN event ON event.subject_id = payment.id "
        "AND event.kind = 'PAYMENT_RECEIVED' WHERE payment.amount = 0.01 ORDER BY event.xid, event.seq"
    )
    await connection.close()
    return [row[0] for row in rows]


async def a_client(place):
    """Somebody who pays."""
    async with place.http() as http:
        answer = await http.post("/graphql", json={"query": CREATE, "variables": {"name": "Payer"}})
        return answer.json()["data"]["createClient"]["client"]["id"]
