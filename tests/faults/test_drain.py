"""A server is told to stop in the middle of everything: nobody is cut off, and not all come back at once."""

import asyncio
import json
import signal
import time
from collections import Counter
from contextlib import suppress

import httpx2
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError

from server.graphql.stays import LEAVE
from server.serving import LEAVING_A_SECOND, NOTICE_SECONDS
from server.settings import Settings
from tests.faults.place import CREATE, LIST

pytestmark = pytest.mark.at_length("CLIENTGRAPH_FAULTS")

SOCKETS, STREAMS, REQUESTS, STEADY = 1000, 20, 100, 10
LATE_SECONDS = 3
DEFAULT_DRAIN = Settings.model_fields["drain_seconds"].default
SETTINGS = {"limits": {"staff": {"cost": 200_000, "points": 24_000_000, "sockets": 2 * SOCKETS}}}
WATCH = "subscription { events(filter: {kind: {eq: PAYMENT_RECEIVED}}) { cursor } }"


async def test_sigterm_with_a_hundred_requests_and_a_thousand_sockets(place):
    sockets = await opened(place)
    ends: list[tuple[float, int, str]] = []
    watching = [asyncio.create_task(until_closed(each, ends)) for each in sockets]
    async with place.http(limits=httpx2.Limits(max_connections=None)) as http:
        streaming = [asyncio.create_task(last_of_stream(http)) for _ in range(STREAMS)]
        await asyncio.sleep(2)
        holder = await place.database()
        async with holder.transaction():
            await holder.execute("LOCK TABLE client IN ACCESS EXCLUSIVE MODE")
            bodies = [{"query": LIST}, {"query": CREATE, "variables": {"name": "Drained"}}] * (REQUESTS // 2)
            asked = [asyncio.create_task(http.post("/graphql", json=each)) for each in bodies]
            await asyncio.sleep(1)
            assert not any(each.done() for each in asked)

            began = time.monotonic()
            place.replica.process.send_signal(signal.SIGTERM)
            steady = [asyncio.create_task(ask_on(place)) for _ in range(STEADY)]
            await asyncio.sleep(0.3)
            assert (await http.get("/readyz")).status_code == 503
            await asyncio.sleep(1.2)
        await holder.close()
        answers = await asyncio.gather(*asked)
        lasts = await asyncio.gather(*streaming)
        code = await asyncio.to_thread(place.replica.process.wait, 30)
        took = time.monotonic() - began
        await asyncio.gather(*watching)
        asked_on = sum(await asyncio.gather(*steady))

    times = sorted(each[0] - began for each in ends)
    busiest = max(Counter(int(each) for each in times).values())
    print(
        f"\n{len(answers)} requests under way and {asked_on} more were answered; {len(ends)} sockets left between "
        f"{times[0]:.2f} and {times[-1]:.2f} s, {busiest} in one second at most; ended after {took:.2f} s"
    )
    assert {each.status_code for each in answers} == {200}
    assert not any("errors" in each.json() for each in answers), answers
    assert {each[1:] for each in ends} == {LEAVE} and len(ends) == SOCKETS
    assert all(each.startswith("id: ") for each in lasts), lasts
    window = (SOCKETS + STREAMS) / LEAVING_A_SECOND
    assert times[0] >= NOTICE_SECONDS and times[-1] - times[0] > 0.8 * window
    assert busiest < 2 * LEAVING_A_SECOND
    assert took < DEFAULT_DRAIN + 1.5
    assert code == 0 or code == -signal.SIGTERM or code == 130


async def opened(place):
    """So many sockets, each with a stream."""
    gate = asyncio.Semaphore(32)

    async def one():
        async with gate:
            socket = await connect(
                f"ws://{place.address}/graphql",
                subprotocols=["graphql-transport-ws"],
                ping_interval=None,
                compression=None,
                open_timeout=60,
                proxy=None,
            )
            await socket.send(json.dumps({"type": "connection_init", "payload": {"token": place.token}}))
            await socket.recv()
            await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": WATCH}}))
            return socket

    return await asyncio.gather(*(one() for _ in range(SOCKETS)))


async def until_closed(socket, ends):
    with suppress(ConnectionClosedError):
        async for _ in socket:
            pass
    ends.append((time.monotonic(), socket.close_code, socket.close_reason))


async def last_of_stream(http):
    """The last thing an event stream says."""
    blocks = []
    async with http.stream(
        "POST", "/graphql", json={"query": WATCH}, headers={"accept": "text/event-stream"}, timeout=60
    ) as response:
        async for piece in response.aiter_text():
            blocks += [each for each in piece.split("\n\n") if each.strip(":\n")]
    return blocks[-1]


async def ask_on(place):
    """Ask one thing after the other, as a balancer does that sees late who is not ready; how many were answered."""
    answered, until = 0, time.monotonic() + NOTICE_SECONDS + LATE_SECONDS
    async with httpx2.AsyncClient(base_url=f"http://{place.address}", timeout=30, trust_env=False) as http:
        while time.monotonic() < until:
            answer = await http.post("/graphql", json={"query": "{ viewer { __typename } }"})
            assert answer.status_code == 200 and answer.headers["connection"] == "close", answer.text
            answered += 1
            await asyncio.sleep(0.05)
    return answered
