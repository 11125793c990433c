"""Points: what an operation may cost by audience, what it is told to have cost, and who has asked for too much."""

import asyncio
import random
from dataclasses import replace

import httpx2
import pytest
from websockets.asyncio.client import connect

from server.graphql.documents import Documents
from server.graphql.engine import Answer, Call
from server.graphql.gate import Measure
from server.graphql.metering import Metered, objects_in
from server.graphql.penalties import Penalties
from server.graphql.points import Points, Spent
from server.limits import Allowance, Limits
from tests.server.conftest import Socket
from tests.server.served import FakeContext, schema, serving

SMALL = Limits(
    anonymous=Allowance(20, 100),
    contact=Allowance(60, 120, sockets=1),
    staff=Allowance(2_000, 100_000),
    sockets=4,
    sockets_unsigned=2,
    operations_at_once=2,
    operations_waiting=3,
    refusal_pause=0,
)
PAGE = "query ($n: Int!) { page(first: $n) { nodes { id } } }"
VERBS = "mutation { " + " ".join(f"v{n}: signIn" for n in range(5)) + " }"


@pytest.fixture(scope="module")
def small():
    with serving(SMALL) as running:
        yield running


@pytest.fixture
async def asked(small):
    small.endpoint.metered.points = Points(clock=lambda: 0.0)
    async with httpx2.AsyncClient(timeout=10) as client:

        async def ask(token, query, **variables):
            headers = {"authorization": f"Bearer {token}"}
            return await client.post(small.url, json={"query": query, "variables": variables}, headers=headers)

        yield ask


@pytest.mark.parametrize(("token", "most"), [("nobody", 20), ("contact", 60), ("staff", 2_000)])
async def test_an_operation_costs_what_its_audience_may_ask_for(asked, token, most):
    assert (await asked(token, PAGE, n=most - 1)).status_code == 200
    refused = (await asked(token, PAGE, n=most)).json()["errors"][0]["extensions"]
    change = {"variable": "n", "first": most - 1, "now": most}
    told = {"code": "QUERY_TOO_COMPLEX", "limit": "cost", "allowed": most, "found": most + 1, "change": change}
    assert refused == told


async def test_an_answer_says_what_it_cost_and_what_is_left(asked):
    answer = await asked("contact", PAGE, n=50)
    assert answer.json()["extensions"] == {"cost": {"requestedQueryCost": 51, "actualQueryCost": 2}}
    told = {name: int(value) for name, value in answer.headers.items() if name.startswith("ratelimit")}
    assert told == {"ratelimit-limit": 120, "ratelimit-remaining": 118, "ratelimit-reset": 1}
    assert (await asked("contact", "{ hello }")).json() == {"data": {"hello": "hello world"}}


async def test_the_cost_alone_is_told_and_nothing_runs(asked, small):
    async def weighed(query, **variables):
        body = {"query": query, "variables": variables, "extensions": {"cost": "only"}}
        async with httpx2.AsyncClient(timeout=10) as client:
            return await client.post(small.url, json=body, headers={"authorization": "Bearer contact"})

    stream = "subscription { ticks { number } }"
    for query, variables, cost in ((PAGE, {"n": 50}, 51), (VERBS, {}, 50), (stream, {}, 1), ("{ hello }", {}, 0)):
        answer = await weighed(query, **variables)
        told = {"requestedQueryCost": cost, "actualQueryCost": 0, "allowedQueryCost": 60}
        assert answer.json() == {"data": None, "extensions": {"cost": told}}
        assert "set-cookie" not in answer.headers
    assert answer.headers["ratelimit-remaining"] == "116"
    assert (await weighed(PAGE, n=60)).json()["errors"][0]["extensions"]["found"] == 61
    assert (await weighed("{ unknown }")).json()["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"

    async with connect(small.ws, subprotocols=["graphql-transport-ws"]) as connection:
        socket = Socket(connection)
        await socket.send("connection_init", token="contact")
        await socket.read()
        await socket.subscribe("stream", stream, extensions={"cost": "only"})
        (frame, _) = await socket.until_end("stream")
        assert frame["payload"]["data"] is None and frame["payload"]["extensions"]["cost"]["requestedQueryCost"] == 1


async def test_who_has_asked_for_too_much_waits(asked, small):
    for _ in range(2):
        assert (await asked("contact", VERBS)).json()["extensions"]["cost"]["actualQueryCost"] == 50
    refused = await asked("contact", VERBS)
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "15"
    assert refused.headers["ratelimit-remaining"] == "20"
    assert refused.json()["errors"][0]["extensions"] == {"code": "RATE_LIMITED", "retryAfter": 15}
    assert refused.json()["extensions"]["cost"] == {"requestedQueryCost": 50, "actualQueryCost": 0}
    for other in ("staff", "nobody"):
        assert (await asked(other, "mutation { signIn }")).status_code == 200

    async with connect(small.ws, subprotocols=["graphql-transport-ws"]) as connection:
        socket = Socket(connection)
        await socket.send("connection_init", token="contact")
        await socket.read()
        for id, query in (("write", VERBS), ("read", PAGE)):
            await socket.subscribe(id, query, variables={"n": 58} if id == "read" else {})
            (error,) = await socket.until_end(id)
            assert error["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
        await socket.subscribe("stream", "subscription { ticks { number } }")
        assert (await socket.until_end("stream"))[-1]["type"] == "complete"


async def test_a_refused_document_costs_points_too(asked, small):
    left = []
    for query in ("{ unknown }", "{ hello", PAGE):
        answer = await asked("contact", query, n=1_000)
        assert answer.status_code == 200 and "data" not in answer.json()
        left.append(int(answer.headers["ratelimit-remaining"]))
    assert left == [110, 100, 90]
    for _ in range(9):
        await asked("contact", "{ unknown }")
    none = await asked("contact", "{ unknown }")
    assert (none.status_code, none.headers["retry-after"]) == (429, "5")

    assert (await asked("down", "{ unknown }")).json()["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"

    async with connect(small.ws, subprotocols=["graphql-transport-ws"]) as connection:
        socket = Socket(connection)
        await socket.send("connection_init", token="contact")
        await socket.read()
        await socket.subscribe("refused", "{ unknown }")
        (error,) = await socket.until_end("refused")
        assert error["payload"][0]["extensions"]["code"] == "RATE_LIMITED"


async def test_who_has_too_much_read_in_vain_is_not_read_for_a_while(asked, small):
    long = "{ " + " ".join(f"unknown{n}" for n in range(100)) + " }"
    now = [0.0]
    assert (await asked("contact", "{ hello }")).status_code == 200
    patient = replace(SMALL, refused_milliseconds=20)
    small.endpoint.metered.penalties = Penalties(small.endpoint.engine, patient, Points(clock=lambda: now[0]))
    codes = [(await asked("staff", f"{long}#{n}")).json()["errors"][0]["extensions"]["code"] for n in range(60)]
    read = codes.index("RATE_LIMITED")
    assert read > 1 and set(codes[:read]) == {"GRAPHQL_VALIDATION_FAILED"} and set(codes[read:]) == {"RATE_LIMITED"}

    refused = await asked("staff", long)
    wait = int(refused.headers["retry-after"])
    assert refused.status_code == 429 and refused.headers["ratelimit-remaining"] == "0"
    assert refused.json()["errors"][0]["extensions"] == {"code": "RATE_LIMITED", "retryAfter": wait}
    assert (await asked("staff", "{ hello }")).json()["data"] == {"hello": "hello world"}, "what was read before runs"
    assert (await asked("contact", long)).json()["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"

    async with connect(small.ws, subprotocols=["graphql-transport-ws"]) as connection:
        socket = Socket(connection)
        await socket.send("connection_init", token="staff")
        await socket.read()
        await socket.subscribe("refused", long)
        (error,) = await socket.until_end("refused")
        assert error["payload"][0]["extensions"] == {"code": "RATE_LIMITED", "retryAfter": wait}

    now[0] += wait
    assert (await asked("staff", long)).json()["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


async def test_sockets_are_counted(small):
    protocol = {"subprotocols": ["graphql-transport-ws"]}

    async def begun(connection, **payload):
        socket = Socket(connection)
        await socket.send("connection_init", **payload)
        return socket

    async with connect(small.ws, **protocol) as one, connect(small.ws, **protocol) as two:
        for each in (one, two):
            assert (await (await begun(each)).read())["type"] == "connection_ack"
        async with connect(small.ws, **protocol) as three:
            assert await (await begun(three)).closed() == 4403
        async with connect(small.ws, **protocol) as three:
            assert (await (await begun(three, token="contact")).read())["type"] == "connection_ack"
            async with connect(small.ws, **protocol) as four:
                assert await (await begun(four, token="contact")).closed() == 4403
            async with connect(small.ws, **protocol) as four:
                assert (await (await begun(four, token="staff")).read())["type"] == "connection_ack"
                with pytest.raises(Exception, match="403"):
                    async with connect(small.ws, **protocol):
                        pass
        async with connect(small.ws, **protocol) as three:
            assert (await (await begun(three, token="contact")).read())["type"] == "connection_ack"


class Slow:
    """An engine that answers when it is let, and knows how many it answered at once."""

    def __init__(self) -> None:
        self.let, self.running, self.most = asyncio.Event(), 0, 0
        self.documents = Documents(schema._schema)

    async def answer(self, call, context):
        self.running += 1
        self.most = max(self.most, self.running)
        await self.let.wait()
        self.running -= 1
        return Answer({"data": None})


async def test_of_one_viewer_s_operations_some_run_and_some_wait_and_others_are_not_kept_waiting():
    slow = Slow()
    metered = Metered(slow, SMALL, Points(clock=lambda: 0.0))
    ada, ben = (FakeContext(None, 1, None, ip=ip) for ip in ("ada", "ben"))
    sent = [asyncio.create_task(metered.answer(Call(""), ada)) for _ in range(6)]
    await asyncio.sleep(0)
    gone = sent[3]
    gone.cancel()
    (crowded,) = [each.result() for each in sent if each.done()]
    assert crowded.errors[0]["extensions"]["code"] == "TOO_MANY_OPERATIONS" and crowded.refused
    assert crowded.rate.wait == 1 and slow.running == 2
    other = asyncio.create_task(metered.answer(Call(""), ben))
    await asyncio.sleep(0)
    assert slow.running == 3
    slow.let.set()
    answers = await asyncio.gather(*sent, other, return_exceptions=True)
    assert sum(isinstance(each, asyncio.CancelledError) for each in answers) == 1
    assert sum(isinstance(each, Answer) and not each.refused for each in answers) == 5
    assert slow.most == 3 and not metered.turns._lines


class Answers:
    """An engine that answers so many objects, and may fail."""

    def __init__(self) -> None:
        self.objects = 0
        self.errors = []
        self.documents = Documents(schema._schema)

    async def answer(self, call, context):
        payload = {"data": {"page": [{"id": '{"no object'}] * self.objects}}
        return Answer(payload | ({"errors": self.errors} if self.errors else {}))


async def test_what_was_not_answered_is_given_back_to_the_point():
    answers, points, dice = Answers(), Points(clock=lambda: 0.0), random.Random(3)
    metered, context = Metered(answers, Limits(), points), FakeContext(None, 1, None)
    left = Limits().anonymous.points
    for _ in range(1_000):
        answers.objects = dice.randrange(1, 40)
        call = Call("", measure=Measure(cost=dice.randrange(1, 5_000), verbs=dice.randrange(2)))
        answer = await metered.answer(call, context)
        left -= answers.objects + call.measure.verbs * 10
        assert answer.rate.remaining == left
    assert answer.payload["extensions"]["cost"]["requestedQueryCost"] == call.measure.cost


async def test_what_took_all_the_time_there_was_costs_all_that_was_asked_for():
    answers, points = Answers(), Points(clock=lambda: 0.0)
    answers.errors = [{"message": "Too long.", "extensions": {"code": "TIMEOUT"}}]
    answer = await Metered(answers, Limits(), points).answer(
        Call("", measure=Measure(cost=700)), FakeContext(None, 1, None)
    )
    assert answer.rate.remaining == Limits().anonymous.points - 700


def test_points_come_back_evenly_and_no_further_than_a_minute_s():
    now, allowed = [0.0], Allowance(60, 600)
    points = Points(clock=lambda: now[0], most=2)
    points.take("ada", allowed, 600)
    with pytest.raises(Spent) as spent:
        points.take("ada", allowed, 25)
    assert spent.value.wait == 3
    now[0] = 2.5
    points.take("ada", allowed, 25)
    now[0] = 600.0
    assert points.rate("ada", allowed).remaining == 600
    points.settle("ada", allowed, -700)
    assert points.rate("ada", allowed).remaining == 0
    for other in ("ben", "cid"):
        points.take(other, allowed, 1)
    assert len(points._accounts) == 2


@pytest.mark.parametrize(
    ("data", "objects"),
    [(None, 0), ({}, 0), ({"a": None}, 0), ({"a": {"b": [{"c": '{"'}, {"c": "}"}, None]}}, 3), ({"a": '{"b": {"'}, 0)],
)
def test_objects_are_counted_in_the_text(data, objects):
    assert objects_in(data) == objects


def test_a_minute_has_points_for_the_dearest_operation():
    with pytest.raises(ValueError, match="dearest"):
        Allowance(10, 9)
