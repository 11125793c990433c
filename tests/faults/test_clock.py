"""Two servers whose machines' clocks are wrong, one six minutes ahead and one six behind: what one begins the other
ends as if they were right, because both go by the clock of the database."""

import asyncio
import os
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import httpx2
import pytest

import models
from models.core import ids
from server.cluster import Replica, free_port
from server.operating import working_on
from server.settings import Settings
from tests.faults.place import OWNER, PASSWORD, placed
from tests.faults.test_kills import a_client, check_books, recorded
from tests.plugs.people import PAY, Watcher, Writer, signed_in

pytestmark = pytest.mark.at_length("CLIENTGRAPH_FAULTS")

WRONG = timedelta(minutes=6)
"""More than an address of a file lasts, and than a payment may lie in the future."""
WRONG_CLOCK = """
import datetime, os
import models.core.clock as clock
class Wrong(datetime.datetime):
    @classmethod
    def now(cls, zone=None):
        return datetime.datetime.now(zone) + datetime.timedelta(seconds=float(os.environ["WRONG_BY_SECONDS"]))
clock.datetime = Wrong
"""
ROOT = Path(__file__).parents[2]
SECONDS = 3
BYTES = b"\x89PNG\r\n\x1a\n"
PROJECT = """mutation ($client: ID!) { createProject(input: {
  clientId: $client, name: "Clockwork", billingMethod: NON_BILLABLE }) { project { id } userErrors { code } } }"""
START = (
    "mutation ($project: ID!) { startTimer(input: {projectId: $project}) { timer { startedAt } userErrors { code } } }"
)
STOP = "mutation { stopTimer(input: {}) { timeEntry { seconds startedAt } userErrors { code } } }"
FILE = "query ($id: ID!) { file(id: $id) { downloadUrl } }"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Served twice: `place.ahead` and `place.behind` are their addresses."""
    folder = tmp_path_factory.mktemp("place")
    (folder / "sitecustomize.py").write_text(WRONG_CLOCK)
    with placed(folder) as running:
        servers = []
        for number, wrong in enumerate((WRONG, -WRONG)):
            wrongly = {"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", "WRONG_BY_SECONDS": str(wrong.total_seconds())}
            about = running.replica.environment | wrongly
            servers.append(Replica(number, free_port(), folder / f"server-{number}.log", about))
        try:
            for each in servers:
                each.start()
            for each in servers:
                each.wait_until_ready()
            running.replica = servers[0]
            running.servers = [f"127.0.0.1:{each.port}" for each in servers]
            running.tokens = [asyncio.run(signed_in(address, OWNER, PASSWORD)) for address in running.servers]
            running.token = running.tokens[0]
            running.file = working_on(Settings(data_dir=folder), running.postgres.dsn, a_file)
            yield running
        finally:
            for each in servers:
                each.stop()


async def a_file(context):
    """A file of the house."""
    about = {"content_type": "image/png", "byte_size": len(BYTES), "sha256": "0" * 64}
    async with context.change() as change:
        client = await change.add(models.Client(name="Filed", type=models.ClientType.COMPANY, currency="GBP"))
        row = await change.add(models.File(name="1.png", storage_key="key1", client_id=client.id, **about))
        await change.put("key1", BYTES)
        return ids.global_id("File", row.id)


async def ask(place, server, query, token=0, **variables):
    """What one of the servers answers, to a token that the other one may have made."""
    headers = {"authorization": f"Bearer {place.tokens[token]}"}
    async with httpx2.AsyncClient(headers=headers, timeout=30) as http:
        asked = {"query": query, "variables": variables}
        answer = (await http.post(f"http://{place.servers[server]}/graphql", json=asked)).json()
    assert "errors" not in answer, answer
    return answer["data"]


async def test_what_one_begins_the_other_ends(place):
    for replica in (0, 1):
        said = (place.folder / f"server-{replica}.log").read_text()
        assert "this machine's clock is wrong" in said
    client = await a_client(place)
    for server in (0, 1):
        for token in (0, 1):
            assert (await ask(place, server, "{ viewer { user { name } } }", token))["viewer"]["user"][
                "name"
            ] == "Olive"

    project = (await ask(place, 0, PROJECT, client=client))["createProject"]["project"]["id"]
    lasted = []
    for begins, ends in ((0, 1), (1, 0)):
        await ask(place, begins, START, project=project)
        began = time.monotonic()
        await asyncio.sleep(SECONDS)
        entry = (await ask(place, ends, STOP))["stopTimer"]["timeEntry"]
        lasted.append((entry["seconds"], time.monotonic() - began))
        started = datetime.fromisoformat(entry["startedAt"])
        assert abs(datetime.now(UTC) - started) < timedelta(seconds=SECONDS + 5)
    assert all(SECONDS - 2 <= seconds <= took + 1 for seconds, took in lasted), lasted

    for first, second in ((0, 1), (1, 0)):
        key, now = uuid4().hex, datetime.now(UTC).isoformat()
        paid = [
            (await ask(place, server, PAY, client=client, key=key, at=now))["recordPayment"]
            for server in (first, second, first)
        ]
        assert paid[0]["payment"] is not None and paid[0] == paid[1] == paid[2]

        url = (await ask(place, first, FILE, token=first, id=place.file))["file"]["downloadUrl"]
        there = urlsplit(url)._replace(scheme="http", netloc=place.servers[second]).geturl()
        async with httpx2.AsyncClient() as http:
            assert (await http.get(there)).content == BYTES
    print(f"\ntimers begun and ended on clocks 12 minutes apart lasted {lasted} (said, measured)")


async def test_the_log_is_in_order(place):
    earlier = await recorded(place)
    watchers = [Watcher(address, place.token) for address in place.servers * 2]
    watching = [asyncio.create_task(each.watch()) for each in watchers]
    await asyncio.sleep(3)
    client, stop = await a_client(place), asyncio.Event()
    writers = [Writer(address, place.token, client) for address in place.servers * 2]
    writing = [asyncio.create_task(each.write(stop)) for each in writers]
    await asyncio.sleep(5)
    stop.set()
    await asyncio.gather(*writing)
    written = {key for each in writers for key in each.acknowledged}
    async with asyncio.timeout(20):
        while any(len(each.told) < len(written) for each in watchers):
            await asyncio.sleep(0.1)
    for each in watching:
        each.cancel()
    await asyncio.gather(*watching, return_exceptions=True)

    kept = [key for key in await recorded(place) if key not in set(earlier)]
    connection = await place.database()
    told = await connection.fetch("SELECT at, now() AS now FROM event ORDER BY xid, seq")
    await connection.close()
    back = max(before["at"] - after["at"] for before, after in pairwise(told))
    print(f"\n{len(written)} payments by both, each told once in order; at most {back.total_seconds():.2f} s backwards")
    assert sorted(kept) == sorted(written) and all(each.told == kept for each in watchers)
    assert back < timedelta(seconds=2) and told[-1]["at"] <= told[-1]["now"] + timedelta(seconds=1)
    await check_books(place)
