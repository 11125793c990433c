"""Four times as much is asked as can be answered: what is answered comes soon, and the rest is told so at once."""

import asyncio
import statistics
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count

import httpx2
import psutil
import pytest

import models
from models.core.clock import now
from resolvers import secrets
from resolvers.context import Context
from server import services
from server.settings import Settings
from tests.faults.load import HEALTH, Wish, closed_loop, offered

pytestmark = pytest.mark.at_length("CLIENTGRAPH_FAULTS")

PEOPLE, CLIENTS, CONTACTS, SECONDS, ROUNDS = 40, 200, 3, 9, 3
FIRST_A_SECOND = 10
BURST = 3
SOON = 1.0
"""An answer that comes later is of no use to anybody."""
PAGE = """{
  clients(first: %d) {
    nodes { name type currency contacts(first: 5) { nodes { name email } } projects { nodes { name } } }
  }
}"""
PAY = """
mutation($client: ID!, $at: DateTime!, $key: String!) {
  recordPayment(input: {
    clientId: $client, amount: {amount: "0.01", currency: GBP}, method: BANK_TRANSFER, receivedAt: $at,
    idempotencyKey: $key
  }) { userErrors { code } }
}
"""


@pytest.fixture(scope="module")
def usual(place):
    """What forty people ask: pages of different sizes."""
    asyncio.run(fill(place))
    sizes = (20, 100, 50, 100)
    return [Wish.of("usual", PAGE % size, token=f"token {number}") for size in sizes for number in range(PEOPLE)]


@pytest.fixture(scope="module")
def first(place, usual):
    """`first()`: payments nobody made before, and looks at whether the process is there, in turn."""
    client = asked(place, "{ clients(first: 1) { nodes { id } } }")["clients"]["nodes"][0]["id"]
    keys = count()

    def wishes():
        given = {"token": place.token, "client": client, "at": "2026-01-05T09:00:00Z"}
        pays = [Wish.of("pay", PAY, **given, key=f"pay {next(keys)}") for _ in range(FIRST_A_SECOND * SECONDS // 2)]
        return [each for pay in pays for each in (pay, HEALTH)]

    return wishes


def asked(place, query):
    """What somebody hears who asks now."""
    return httpx2.post(f"http://{place.address}/graphql", json={"query": query}, headers=place.headers).json()["data"]


async def fill(place):
    """People who are signed in, and clients to read."""
    async with services.running(Settings(data_dir=place.folder), place.postgres.dsn) as (lent, _):
        context = Context(lent).as_system()
        async with context.change() as change:
            for number in range(PEOPLE):
                email = f"p{number}@faults.test"
                identity = await change.add(models.Identity(email=email, password_hash="-"))
                active = {"role": models.Role.STAFF, "status": models.UserStatus.ACTIVE, "identity_id": identity.id}
                user = await change.add(models.User(name=email, email=email, **active))
                until = {"expires_at": now() + timedelta(days=1), "last_seen_at": now()}
                held = {"token_hash": secrets.digest(f"token {number}"), "identity_id": identity.id}
                await change.add(models.Session(user_id=user.id, **held, **until))
            for number in range(CLIENTS):
                named = {"name": f"Client {number}", "type": models.ClientType.COMPANY}
                client = await change.add(models.Client(currency="GBP", **named))
                for other in range(CONTACTS):
                    await change.add(models.Contact(client_id=client.id, name=f"Contact {number}.{other}"))


def test_four_times_the_load(place, usual, first):
    process = psutil.Process(place.replica.process.pid)
    closed_loop(place.replica.port, usual, 8, 2)
    found = {times: [] for times in (1, 2, 4)}
    memory, paid = [], 0
    for _ in range(ROUNDS):
        time.sleep(2)
        capacity = closed_loop(place.replica.port, usual, 8, 3)
        for times, figures in found.items():
            wishes = first()
            figures.append(Figures(capacity, *measured(place, usual, wishes, capacity * times)))
            paid += len(wishes) // 2
            memory.append(process.memory_info().rss / 2**20)
    for times, figures in found.items():
        print(f"\n{times} x: " + "; ".join(map(str, figures)))
    print(f"memory {memory[0]:.0f} to {memory[-1]:.0f} MiB")

    best = max(middle(figures, "goodput") for figures in found.values())
    assert middle(found[4], "goodput") >= 0.8 * best
    assert middle(found[4], "slowest") <= 3 * middle(found[1], "slowest")
    assert middle(found[4], "refused_after") <= 0.1
    for figures in found.values():
        for each in figures:
            assert each.without_retry == each.unanswered == each.first_refused == 0, each
    assert memory[-1] < memory[0] + 40
    assert asked(place, "{ payments { totalCount } }")["payments"]["totalCount"] == paid


class Figures:
    """What was measured of one load."""

    def __init__(self, capacity, usual, first):
        answered = sorted(each.seconds for each in usual if each.status == 200)
        refused = sorted(each.seconds for each in usual if each.status == 503)
        self.capacity, self.goodput = capacity, sum(each < SOON for each in answered) / (SECONDS - BURST)
        self.slowest, self.refused_after = p99(answered), p99(refused)
        self.refused = len(refused)
        self.without_retry = sum(each.status == 503 and not each.retry_after for each in usual)
        self.unanswered = sum(each.status == 0 for each in (*usual, *first))
        self.first_refused = sum(each.status != 200 for each in first)
        self.first_slowest = p99(sorted(each.seconds for each in first))
        self.late = p99(sorted(each.late for each in usual))
        self.statuses = Counter(each.status for each in usual)

    def __repr__(self):
        return (
            f"capacity {self.capacity:.0f}/s, goodput {self.goodput:.0f}/s, p99 {self.slowest * 1000:.0f} ms, "
            f"{self.refused} refused with p99 {self.refused_after * 1000:.0f} ms, "
            f"late {self.late * 1000:.0f} ms, first {self.first_slowest * 1000:.0f} ms, {dict(self.statuses)}"
        )


def measured(place, usual, first, rate):
    with ThreadPoolExecutor() as both:
        most = both.submit(offered, place.replica.port, usual, rate, SECONDS)
        few = both.submit(offered, place.replica.port, first, FIRST_A_SECOND, SECONDS)
        # A burst is let in at first; what is measured is what lasts.
        return [[each for each in found.result() if each.due > BURST] for found in (most, few)]


def p99(seconds):
    return seconds[int(len(seconds) * 0.99)] if seconds else 0.0


def middle(figures, name):
    return statistics.median(getattr(each, name) for each in figures)
