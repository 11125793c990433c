"""What hostile documents cost a served instance, and what others feel of it (security.md 3B). `make attack` runs it."""

import json
import os
import subprocess
import sys
import time
import uuid
from pathlib import Path
from statistics import median, quantiles

import pytest
from websockets.asyncio.client import connect

from models.core import ids
from tests.acceptance.served import ROOT
from tests.attack.conftest import Instance
from tests.attack.documents import BATTERY, doubling
from tests.server.conftest import Socket

SECONDS = float(os.environ.get("CLIENTGRAPH_ATTACK", "0"))
MOST_SECONDS, MOST_MEGABYTES = 0.1, 50
GOOD = "{ clients(first: 20) { nodes { id name projects(first: 3) { nodes { name } } } } }"

pytestmark = pytest.mark.at_length("CLIENTGRAPH_ATTACK")


def memory(instance: Instance, name: str) -> float:
    """`VmRSS`, or `VmHWM` since it was last reset, in MB."""
    lines = Path(f"/proc/{instance.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


def worked(instance: Instance) -> float:
    """Seconds of processor time the server has used; what others do on the machine does not show in it."""
    used = instance.process.cpu_times()
    return used.user + used.system


def body_of(name: str) -> bytes:
    return json.dumps(BATTERY[name]()).encode()


@pytest.mark.parametrize("name", BATTERY)
def test_a_rejection_is_quick_and_small(instance, name, record_property):
    body, seconds, extra, before_all = body_of(name), [], 0.0, worked(instance)
    headers = {"authorization": f"Bearer {instance.limited.token}", "content-type": "application/json"}
    for _ in range(5):
        Path(f"/proc/{instance.process.pid}/clear_refs").write_text("5")
        before, started = memory(instance, "VmRSS"), time.perf_counter()
        answer = instance.limited._http.post(instance.server.url, content=body, headers=headers)
        seconds.append(time.perf_counter() - started)
        extra = max(extra, memory(instance, "VmHWM") - before)
        assert answer.status_code in (200, 400, 413)
        assert "data" not in answer.json() and answer.json()["errors"][0]["extensions"]["code"] != "INTERNAL"
    work = (worked(instance) - before_all) / len(seconds)
    print(f"{name:32} {len(body):8} B {work * 1000:5.0f} ms of work {min(seconds) * 1000:7.1f} ms {extra:6.1f} MB")
    assert work <= MOST_SECONDS and extra <= MOST_MEGABYTES


async def test_the_same_over_a_socket_that_stays_open(instance):
    headers = {"max_size": None, "subprotocols": ["graphql-transport-ws"]}
    dearest = 0.0
    async with connect(instance.server.socket_url, **headers) as connection:
        socket = Socket(connection)
        await socket.send("connection_init", token=instance.limited.token)
        await socket.read()
        for number, make in enumerate(BATTERY.values()):
            request = make()
            if len(json.dumps(request)) > 250_000:
                continue  # too large a message ends its connection
            before = worked(instance)
            for turn in range(5):
                message = {"type": "subscribe", "id": f"{number}-{turn}", "payload": request}
                await connection.send(json.dumps(message))
                (end,) = await socket.until_end(f"{number}-{turn}")
                assert end["type"] == "error" and end["payload"][0]["extensions"]["code"] != "INTERNAL"
            dearest = max(dearest, (worked(instance) - before) / 5)
        await socket.subscribe("good", "{ viewer { user { name } } }")
        assert (await socket.until_end("good"))[0]["payload"]["data"]["viewer"]["user"]["name"] == "Eve"
    print(f"dearest rejection over the socket: {dearest * 1000:.0f} ms of work")
    assert dearest <= MOST_SECONDS


async def test_a_message_that_is_too_large_ends_its_connection(instance):
    async with connect(instance.server.socket_url, subprotocols=["graphql-transport-ws"]) as connection:
        await connection.send(json.dumps({"type": "connection_init", "payload": {"x": "x" * 270_000}}))
        await connection.wait_closed()
        assert connection.close_code == 1009


def test_fragments_that_double_take_time_by_their_number(instance):
    taken = {}
    for levels in (10, 20, 40, 80):
        request = doubling(levels)
        times = []
        for _ in range(15):
            started = time.perf_counter()
            instance.limited.post(request["query"], {})
            times.append(time.perf_counter() - started)
        taken[levels] = min(times)
    print("doubling:", {levels: f"{seconds * 1000:.1f} ms" for levels, seconds in taken.items()})
    assert taken[80] <= 2.5 * taken[40] and taken[40] <= 2.5 * taken[20]


def test_a_good_client_hardly_feels_four_attackers(as_it_comes):
    def served(seconds: float) -> list[float]:
        times, until = [], time.monotonic() + seconds
        while time.monotonic() < until:
            started = time.perf_counter()
            as_it_comes.owner.ask(GOOD)
            times.append(time.perf_counter() - started)
            time.sleep(0.01)
        return times

    served(2)
    idle = served(SECONDS)
    command = [sys.executable, "-m", "tests.attack.attackers", as_it_comes.server.url, as_it_comes.limited.token]
    attackers = subprocess.Popen([*command, str(SECONDS + 10)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    time.sleep(2)
    read = served(6)  # what they may have read in vain of a minute is soon spent
    attacked = served(SECONDS)
    seen = json.loads(attackers.communicate(timeout=120)[0])
    p50 = [median(times) * 1000 for times in (idle, attacked)]
    p99 = [quantiles(times, n=100)[98] * 1000 for times in (idle, attacked)]
    print(f"good client, ms: p50 {p50[0]:.1f} -> {p50[1]:.1f}, p99 {p99[0]:.1f} -> {p99[1]:.1f}")
    print(f"in the first seconds: p50 {median(read) * 1000:.1f}, p99 {quantiles(read, n=100)[98] * 1000:.1f}")
    print(f"ratio {p99[1] / p99[0]:.2f}; {len(attacked)} answers; attackers saw {seen}")
    assert sum(seen.values()) > 100 and set(seen) <= {"200", "400", "413", "429", "503"}
    assert p99[1] <= 3 * p99[0]


def test_an_id_of_another_client_takes_as_long_as_one_that_is_not(instance):
    query = "query($id:ID!){node(id:$id){id}client(id:$id){id name}}"
    times: dict[str, list[float]] = {"foreign": [], "missing": []}
    for turn in range(550):
        given = {
            "foreign": instance.others[turn % len(instance.others)],
            "missing": ids.global_id("Client", uuid.uuid4()),
        }
        for kind in sorted(given, reverse=turn % 2 == 0):
            started = time.perf_counter()
            answer = instance.limited.post(query, {"id": given[kind]})
            taken = time.perf_counter() - started
            assert answer.json()["data"] == {"node": None, "client": None}
            if turn >= 50:
                times[kind].append(taken)
    foreign, missing = median(times["foreign"]), median(times["missing"])
    print(f"foreign {foreign * 1000:.2f} ms, missing {missing * 1000:.2f} ms, ratio {foreign / missing:.3f}")
    assert 0.9 <= foreign / missing <= 1.1
