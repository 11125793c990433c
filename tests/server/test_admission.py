"""Who is let in when more is asked than can be answered."""

import asyncio
from dataclasses import replace
from types import SimpleNamespace

import pytest

from server.graphql import admission
from server.graphql.admission import Admission, Overtaxed, may_go_first
from server.graphql.documents import Documents
from server.limits import DEFAULT
from server.shedding import body_of
from tests.server.served import schema

LIMITS = replace(DEFAULT, at_once=4, alike_at_once=3, long_at_once=1)
REQUEST = b"POST /graphql HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\n{}"


@pytest.fixture
def gate():
    return Admission(Documents(schema._schema), LIMITS)


class Crowd:
    """Operations that stay until they are let go."""

    def __init__(self, gate):
        self.gate, self.go, self.running, self.tasks = gate, asyncio.Event(), [], []

    async def ask(self, query, cost=1):
        async def stay():
            async with self.gate.place(query, None, cost):
                self.running.append(query)
                await self.go.wait()

        self.tasks.append(asyncio.create_task(stay()))
        await asyncio.sleep(0)

    async def end(self):
        self.go.set()
        return await asyncio.gather(*self.tasks, return_exceptions=True)


async def test_no_document_has_all_the_places_and_those_beyond_wait(gate):
    crowd = Crowd(gate)
    for _ in range(5):
        await crowd.ask("{ slow }")
    await crowd.ask("{ other }")
    await crowd.ask("{ third }")
    assert crowd.running == ["{ slow }"] * 3 + ["{ other }"]
    assert await crowd.end() == [None] * 7 and len(crowd.running) == 7
    assert gate.room == 4 + admission.BURST_WAITING and not gate._alike


async def test_who_would_wait_long_is_refused_at_once_but_not_in_a_burst(gate, monkeypatch):
    crowd = Crowd(gate)
    for number in range(4 + 20):
        await crowd.ask(f"{{ a{number} }}")
    assert gate.room > 0
    monkeypatch.setattr(admission, "BURST_SECONDS", 0)
    assert gate.room <= 0
    await crowd.ask("{ late }")
    assert crowd.tasks[-1].done()
    assert isinstance((await crowd.end())[-1], Overtaxed)
    assert "{ late }" not in crowd.running


async def test_nobody_waits_longer_than_their_patience(gate, monkeypatch):
    monkeypatch.setattr(admission, "PATIENCE_SECONDS", 0.05)
    crowd = Crowd(gate)
    for number in range(5):
        await crowd.ask(f"{{ a{number} }}")
    await asyncio.sleep(0.1)
    assert crowd.tasks[-1].done() and len(crowd.running) == 4
    assert isinstance((await crowd.end())[-1], Overtaxed)


async def test_what_took_long_or_asks_for_very_much_has_few_places(gate, monkeypatch):
    crowd = Crowd(gate)
    for _ in range(2):
        await crowd.ask("{ much }", cost=admission.LONG_POINTS + 1)
    await crowd.ask("{ little }")
    assert crowd.running == ["{ much }", "{ little }"]
    await crowd.end()
    monkeypatch.setattr(admission, "LONG_SECONDS", -1.0)
    again = Crowd(gate)
    await again.ask("{ little }")
    await again.ask("{ little }")
    assert again.running == ["{ little }"]
    await again.end()


async def test_signing_in_and_paying_do_not_wait_for_others(gate, monkeypatch):
    operation = SimpleNamespace(is_query=False, node=SimpleNamespace(selection_set=SimpleNamespace(selections=[])))
    monkeypatch.setattr(gate._documents, "operation", lambda query, _: operation if query == "pay" else None)
    crowd = Crowd(gate)
    for number in range(6):
        await crowd.ask(f"{{ a{number} }}")
    await crowd.ask("pay")
    assert crowd.running[4:] == ["pay"]
    await crowd.end()


def test_what_may_go_first_is_told_by_its_bytes():
    assert may_go_first(b'{"query": "mutation { login(input: {}) { token } }"}', {})
    assert may_go_first(b'{"documentId" : "abc"}', {"abc": "mutation Pay { payInvoice(input: {}) { id } }"})
    assert not may_go_first(b'{"query": "{ clients { nodes { name } } }"}', {})
    assert not may_go_first(b'{"documentId": "unknown"}', {"abc": "mutation { login }"})


@pytest.mark.parametrize(
    ("data", "body"),
    [
        (REQUEST, b"{}"),
        (REQUEST + b"GET", None),
        (REQUEST[:-1], None),
        (REQUEST.replace(b"/graphql", b"/files"), None),
        (REQUEST.replace(b"Host: here", b"Connection: close"), None),
        (REQUEST.replace(b"Host: here", b"Transfer-Encoding: chunked"), None),
        (b"", None),
    ],
)
def test_only_a_whole_request_is_refused_at_the_door(data, body):
    assert body_of(data) == body
