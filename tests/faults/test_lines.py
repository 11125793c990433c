"""The line between server and database is cut and goes silent, and its connections run out."""

import asyncio
import statistics
import time

import httpx2
import pytest

from server.embedded import DATABASE, PORT, SUPERUSER
from tests.faults.place import CREATE, LIST, served
from tests.faults.proxy import Proxy

pytestmark = pytest.mark.at_length("CLIENTGRAPH_FAULTS")

CUTS, SILENCES, SILENT_SECONDS = 20, 3, 9
PROJECTS = "{ projects(first: 20) { nodes { name } } }"


@pytest.fixture
async def http(place):
    async with place.http(limits=httpx2.Limits(max_connections=None)) as client:
        yield client


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Its server reaches the database by way of a proxy."""
    proxies = []

    def way(postgres):
        proxies.append(Proxy(f"{postgres.socket_dir}/.s.PGSQL.{PORT}"))
        proxies[0].start()
        return f"postgresql://{SUPERUSER}@127.0.0.1:{proxies[0].port}/{DATABASE}"

    # One owner plays everybody here; how many of one viewer's run at once is told elsewhere.
    with served(tmp_path_factory.mktemp("place"), way, limits={"operations_at_once": 200}) as running:
        running.proxy = proxies[0]
        yield running
    proxies[0].stop()


class Asking:
    """Somebody who asks one thing after the other, and notes what became of it and how long it took."""

    def __init__(self, http, body):
        self.http, self.body, self.found = http, body, []
        self.task = asyncio.create_task(self._ask())

    async def _ask(self):
        while True:
            began = time.monotonic()
            answer = await self.http.post("/graphql", json=self.body)
            self.found.append((began, time.monotonic() - began, "errors" not in answer.json(), answer))
            await asyncio.sleep(0.01)

    async def stop(self):
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


def begin(http):
    write = {"query": CREATE, "variables": {"name": "Over the line"}}
    return [Asking(http, body) for body in [{"query": LIST}] * 12 + [write] * 4]


async def stopped(asking):
    await asyncio.gather(*(each.stop() for each in asking))
    return sorted((found for each in asking for found in each.found), key=lambda found: found[0])


def codes(found):
    return {error["extensions"]["code"] for *_, answer in found for error in answer.json().get("errors", ())}


async def test_every_connection_is_cut_again_and_again(place, http):
    proxy = place.proxy
    asking = begin(http)
    await asyncio.sleep(2)
    cut, back = [], []
    for _ in range(CUTS):
        cut.append(time.monotonic())
        proxy.cut()
        await asyncio.sleep(1)
    found = await stopped(asking)

    failed = [each for each in found if not each[2]]
    for at in cut:
        back.append(next(began + took for began, took, done, _ in found if done and began > at) - at)
    longest = max(took for _, took, *_ in found)
    print(
        f"\n{CUTS} cuts: {len(found)} answers, {len(failed)} of them to be asked again, the longest took "
        f"{longest:.2f} s; the next is answered after {statistics.median(back):.2f} s, at most {max(back):.2f} s"
    )
    assert codes(failed) <= {"BUSY", "UNAVAILABLE"}
    assert longest < 5 and max(back) < 2


async def test_the_database_falls_silent(place, http):
    proxy = place.proxy
    longest, back, refused = [], [], 0
    for _ in range(SILENCES):
        asking = begin(http)
        await asyncio.sleep(2)
        proxy.silence()
        await asyncio.sleep(SILENT_SECONDS)
        mended = time.monotonic()
        proxy.mend()
        await asyncio.sleep(4)
        found = await stopped(asking)
        refused += sum(not done for *_, done, _ in found)
        assert codes(found) <= {"BUSY", "UNAVAILABLE"}
        longest.append(max(took for _, took, *_ in found))
        back.append(next(began + took for began, took, done, _ in found if done and began > mended) - mended)
    print(
        f"\n{SILENCES} silences of {SILENT_SECONDS} s: {refused} refused, the longest answer took "
        f"{max(longest):.2f} s; answered again after {max(back):.2f} s at most"
    )
    assert max(longest) < 5 and max(back) < 2


async def test_a_slow_query_does_not_take_all_connections(place, http):
    holder = await place.database()
    async with holder.transaction():
        await holder.execute("LOCK TABLE project IN ACCESS EXCLUSIVE MODE")

        async def ask(query):
            began = time.monotonic()
            answer = await http.post("/graphql", json={"query": query})
            return answer.status_code, time.monotonic() - began

        slow = [asyncio.create_task(ask(PROJECTS)) for _ in range(100)]
        await asyncio.sleep(0.5)
        others = [await ask(LIST) for _ in range(20)]
        await asyncio.sleep(3)
        refused = [each.result() for each in slow if each.done()]
    answered = [each for each in await asyncio.gather(*slow) if each[0] == 200]
    await holder.close()
    print(
        f"\n100 slow ones: {len(answered)} answered, {len(refused)} refused after "
        f"{max(t for _, t in refused):.1f} s at most; 20 others answered in {max(t for _, t in others):.2f} s at most"
    )
    assert {status for status, _ in others} == {200}
    assert {status for status, _ in refused} == {503} and len(refused) > 80
    assert max(took for _, took in refused) < 5
