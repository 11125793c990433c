"""A day of a small business in an hour: people who ask, write, come, watch and go, and a server that does not grow."""

import asyncio
import json
import os
import random
import statistics
import time
from collections import Counter
from dataclasses import astuple, dataclass
from itertools import count

import httpx2
import psutil
import pytest
from websockets.asyncio.client import connect

from server.embedded import Postmaster
from tests.faults.place import CREATE, LIST, OWNER, PASSWORD
from tests.faults.test_kills import a_client, check_books, recorded
from tests.plugs.people import Watcher, Writer, signed_in

pytestmark = pytest.mark.at_length("CLIENTGRAPH_SOAK_MINUTES")

LEAVE = "mutation { logout(input: {}) { userErrors { code } } }"
WIDE = "{ clients(first: %d) { nodes { name projects { nodes { name } } } } }"
MINUTES = float(os.environ.get("CLIENTGRAPH_SOAK_MINUTES", "60"))
DIFFERENT = 1500
"""Documents nobody asked before, more than are kept: what is kept of documents is full before anything is measured."""
EVERY_SECONDS = 10
PAUSE_SECONDS = 0.4
"""Between two things somebody does. Much less and it is the load that is tested."""
MISTAKEN = 0.05
"""How often something is asked that cannot be answered; who does so all the time is made to wait."""
GROWTH = 0.05
"""The part by which the last third may be above the middle one. An hour that grows so becomes half as much again in a
working day, and is found."""
WATCH = "subscription { events(filter: {kind: {eq: PAYMENT_RECEIVED}}) { cursor } }"
SETTINGS = {"limits": {"staff": {"cost": 200_000, "points": 24_000_000}}}


@dataclass(frozen=True)
class Look:
    """What a server holds at one moment: MiB of it and of its database's processes, files, threads, connections."""

    memory: float
    database: float
    files: int
    threads: int
    connections: int

    @classmethod
    def at(cls, place) -> "Look":
        """At this one."""
        running = Postmaster.of(place.postgres.data)
        assert running
        process, postgres = psutil.Process(place.replica.process.pid), psutil.Process(running.pid)
        backends = postgres.children()
        held = sum(each.memory_full_info().uss for each in (postgres, *backends)) / 2**20
        return cls(
            process.memory_full_info().uss / 2**20, held, process.num_fds(), process.num_threads(), len(backends)
        )


class Day:
    """What people do over and over, until it is over."""

    def __init__(self, place, client):
        self.place, self.client, self.over = place, client, asyncio.Event()
        self.done, self.wrong, self.keys = Counter(), [], count()

    async def ask(self, http, what, query, **variables):
        """Something that has to be answered without a complaint."""
        answer = await http.post("/graphql", json={"query": query, "variables": variables})
        said = answer.json()
        if answer.status_code != 200 or "errors" in said:
            self.wrong.append((what, answer.status_code, said.get("errors")))
        self.done[what] += 1
        return said

    async def everything_once(self):
        """Documents of all sorts, each unlike the others."""
        async with self.place.http() as http:
            for number in range(DIFFERENT):
                query = f"query q{number} {{ clients(first: {number % 50 + 1}) {{ nodes {{ a{number}: name }} }} }}"
                await self.ask(http, "another document", query)

    async def reads(self, chance):
        """Pages, their files and what is asked wrongly."""
        async with self.place.http() as http:
            while not self.over.is_set():
                await self.ask(http, "page", LIST)
                await self.ask(http, "page", WIDE % chance.randrange(1, 100))
                if chance.random() < MISTAKEN:
                    refused = await http.post("/graphql", json={"query": f"{{ nothing{next(self.keys)} }}"})
                    self.done["refused"] += refused.status_code == 400
                await asyncio.sleep(PAUSE_SECONDS)

    async def writes(self, chance):
        """Clients and payments."""
        async with self.place.http() as http:
            while not self.over.is_set():
                await self.ask(http, "client", CREATE, name=f"Client {next(self.keys)}")
                await asyncio.sleep(PAUSE_SECONDS * 10)

    async def comes_and_goes(self, chance):
        """Signs in, watches for a while, and leaves: now politely, now not."""
        while not self.over.is_set():
            token = await signed_in(self.place.address, OWNER, PASSWORD)
            async with connect(f"ws://{self.place.address}/graphql", subprotocols=["graphql-transport-ws"]) as socket:
                await socket.send(json.dumps({"type": "connection_init", "payload": {"token": token}}))
                await socket.recv()
                for number in range(5):
                    asked = {"type": "subscribe", "id": str(number), "payload": {"query": WATCH}}
                    await socket.send(json.dumps(asked))
                await asyncio.sleep(chance.uniform(1, 8))
                if chance.random() < 0.5:
                    socket.transport.abort()
            async with httpx2.AsyncClient(headers={"authorization": f"Bearer {token}"}) as http:
                left = await http.post(f"http://{self.place.address}/graphql", json={"query": LEAVE})
            assert left.json()["data"] == {"logout": {"userErrors": []}}, left.text
            self.done["visit"] += 1

    async def pays(self):
        """One payment after the other, watched by somebody."""
        writer = Writer(self.place.address, self.place.token, self.client)
        watcher = Watcher(self.place.address, self.place.token)
        watching = asyncio.create_task(watcher.watch())
        await asyncio.sleep(2)
        while not self.over.is_set():
            once = asyncio.Event()
            writing = asyncio.create_task(writer.write(once))
            await asyncio.sleep(0)
            once.set()
            await writing
            await asyncio.sleep(PAUSE_SECONDS)
        await asyncio.sleep(2)
        watching.cancel()
        return writer.acknowledged, watcher.told


async def test_an_hour_of_work_leaves_nothing_behind(place):
    day = Day(place, await a_client(place))
    await day.everything_once()
    busy = [
        *(asyncio.create_task(day.reads(random.Random(number))) for number in range(3)),
        asyncio.create_task(day.writes(random.Random(3))),
        *(asyncio.create_task(day.comes_and_goes(random.Random(4 + number))) for number in range(4)),
    ]
    paying = asyncio.create_task(day.pays())
    looks, until = [], time.monotonic() + MINUTES * 60
    while time.monotonic() < until:
        await asyncio.sleep(EVERY_SECONDS)
        looks.append(await asyncio.to_thread(Look.at, place))
    day.over.set()
    await asyncio.gather(*busy)
    acknowledged, told = await paying

    third = len(looks) // 3
    first, middle, last = (usual(part) for part in (looks[:third], looks[third:-third], looks[-third:]))
    print(f"\n{MINUTES:.0f} minutes, {dict(day.done)}, {len(acknowledged)} payments, {len(told)} told")
    for name, look in zip(("first", "second", "last"), (first, middle, last), strict=True):
        print(f"  {name} third: {look}")
    assert not day.wrong, day.wrong[:5]
    assert told == acknowledged and sorted(await recorded(place)) == sorted(acknowledged)
    for name in ("memory", "files", "threads", "connections"):
        assert getattr(last, name) <= getattr(middle, name) * (1 + GROWTH), name
    await check_books(place)


def usual(looks):
    """The median of each figure."""
    return Look(*(statistics.median(each) for each in zip(*map(astuple, looks), strict=True)))
