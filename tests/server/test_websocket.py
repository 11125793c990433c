"""graphql-transport-ws: the protocol, and that no operation harms another."""

import asyncio
import time
from contextlib import suppress

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from server.graphql.stays import LEAVE
from tests.server.conftest import Socket
from tests.server.served import serving
from tests.server.waiting import until

TICKS = "subscription($to: Int!, $pause: Float! = 0) { ticks(to: $to, pause: $pause) { cursor number } }"


async def test_a_subscription_runs_to_its_end(socket):
    await socket.subscribe("a", TICKS, variables={"to": 2})
    assert await socket.until_end("a") == [
        {"id": "a", "type": "next", "payload": {"data": {"ticks": {"cursor": "1", "number": 1}}}},
        {"id": "a", "type": "next", "payload": {"data": {"ticks": {"cursor": "2", "number": 2}}}},
        {"id": "a", "type": "complete"},
    ]


async def test_queries_and_mutations_work_and_say_what_was_withheld(socket):
    await socket.subscribe("q", "{ secret }")
    assert (await socket.until_end("q"))[0]["payload"] == {
        "data": {"secret": None},
        "extensions": {"withheld": ["Client.notes", "Query.secret"]},
    }
    await socket.subscribe("m", "mutation { signIn }")
    assert (await socket.until_end("m"))[0]["payload"]["data"] == {"signIn": "tok"}


async def test_each_event_says_what_was_withheld(socket):
    await socket.subscribe("s", "subscription { ticks(to: 2) { secret } }")
    *events, _ = await socket.until_end("s")
    assert [event["payload"]["extensions"] for event in events] == [{"withheld": ["Tick.secret"]}] * 2


async def test_each_event_is_read_anew(socket):
    await socket.subscribe("s", "subscription { ticks(to: 2) { loaded } }")
    *events, _ = await socket.until_end("s")
    assert [event["payload"]["data"]["ticks"]["loaded"] for event in events] == ["tick 1", "tick 2"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ hello", "GRAPHQL_PARSE_FAILED"),
        ("{ helo }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { hello } query B { hello }", "OPERATION_RESOLUTION_FAILURE"),
        ("query($c: Colour!) { paint(colour: $c) }", "BAD_USER_INPUT"),
        ("", "BAD_REQUEST"),
    ],
)
async def test_a_bad_document_answers_an_error_and_leaves_the_others_alone(socket, query, code):
    await socket.subscribe("live", TICKS, variables={"to": 3, "pause": 0.05})
    await socket.subscribe("bad", query)
    (error,) = await socket.until_end("bad")
    assert error["type"] == "error"
    assert [each["extensions"]["code"] for each in error["payload"]] == [code]
    await socket.subscribe("bad", "{ hello }")
    assert len(await socket.until_end("live")) >= 2
    await socket.subscribe("after", "{ hello }")
    assert (await socket.until_end("after"))[-1]["type"] == "complete"


async def test_faults_in_streams_are_masked(socket):
    await socket.subscribe("field", "subscription { ticks(to: 1) { number boom } }")
    event, _ = await socket.until_end("field")
    (error,) = event["payload"]["errors"]
    assert event["payload"]["data"] == {"ticks": {"number": 1, "boom": None}}
    assert error["extensions"]["code"] == "INTERNAL" and error["extensions"]["traceId"]

    await socket.subscribe("stream", "subscription { broken }")
    event, error = await socket.until_end("stream")
    assert event["payload"] == {"data": {"broken": 1}}
    assert error["type"] == "error"
    assert error["payload"][0]["extensions"]["code"] == "INTERNAL"
    assert "hunter2" not in str(error)

    await socket.subscribe("refused", "subscription { refused }")
    (error,) = await socket.until_end("refused")
    assert error["payload"][0]["extensions"] == {"code": "NOT_FOUND", "path": ["projectId"]}


async def test_every_operation_has_a_context_of_its_own(socket):
    numbers = []
    for id in ("a", "b"):
        await socket.subscribe(id, "{ contextNumber }")
        numbers.append((await socket.until_end(id))[0]["payload"]["data"]["contextNumber"])
    assert numbers[0] != numbers[1]


@pytest.mark.parametrize(
    ("payload", "token"),
    [
        ({"Authorization": "Bearer abc"}, "abc"),
        ({"authorization": "bearer abc"}, "abc"),
        ({"token": "abc"}, "abc"),
        ({"token": 3}, "nobody"),
        ({}, "nobody"),
    ],
)
async def test_the_token_comes_with_the_connection_init(raw_socket, payload, token):
    await raw_socket.send("connection_init", **payload)
    assert (await raw_socket.read())["type"] == "connection_ack"
    await raw_socket.subscribe("w", "subscription { whose }")
    assert (await raw_socket.until_end("w"))[0]["payload"]["data"]["whose"] == token


async def test_the_cookie_counts_for_our_own_pages_only(served):
    cookie = {"Cookie": "clientgraph_session=ck"}
    own = {"subprotocols": ["graphql-transport-ws"], "additional_headers": cookie}
    async with connect(served.ws, origin=f"http://127.0.0.1:{served.port}", **own) as connection:
        await connection.send('{"type": "connection_init"}')
        await connection.recv()
        await connection.send('{"type":"subscribe","id":"1","payload":{"query":"{ token }"}}')
        assert '"token":"ck"' in await connection.recv()
    with pytest.raises(InvalidStatus, match="403"):
        async with connect(served.ws, origin="https://evil.test", **own):
            pass


@pytest.mark.parametrize("subprotocols", [["graphql-ws"], None])
async def test_other_subprotocols_are_refused(served, subprotocols):
    async with connect(served.ws, subprotocols=subprotocols) as connection:
        await connection.wait_closed()
        assert connection.close_code == 4406


async def test_a_socket_that_does_not_begin_is_closed(raw_socket):
    assert await raw_socket.closed() == 4408


async def test_an_operation_before_the_acknowledgement_closes(raw_socket):
    await raw_socket.subscribe("a", "{ hello }")
    assert await raw_socket.closed() == 4401


async def test_a_second_init_closes(socket):
    await socket.send("connection_init")
    assert await socket.closed() == 4429


async def test_a_second_operation_of_the_same_id_closes(socket):
    await socket.subscribe("a", TICKS, variables={"to": 9, "pause": 1})
    await socket.subscribe("a", "{ hello }")
    assert await socket.closed() == 4409


async def test_an_id_is_free_again_after_complete(socket):
    await socket.subscribe("a", TICKS, variables={"to": 9, "pause": 1})
    await socket.send("complete", "a")
    await socket.subscribe("a", "{ hello }")
    assert (await socket.until_end("a"))[0]["payload"] == {"data": {"hello": "hello world"}}


@pytest.mark.parametrize(
    "frame",
    [
        "{",
        "[]",
        "1",
        '{"type": 1}',
        '{"type": "start"}',
        '{"type": "subscribe"}',
        '{"type":"subscribe","id":""}',
        b"{}",
    ],
)
async def test_what_is_no_message_closes(socket, frame):
    await socket.connection.send(frame)
    assert await socket.closed() == 4400


async def test_a_message_that_is_too_large_closes(socket):
    with suppress(ConnectionClosed):
        await socket.connection.send('{"type": "ping", "x": "' + "x" * 20_000_000 + '"}')
    assert await socket.closed() == 1009


async def test_pings_go_both_ways(socket):
    await socket.send("ping")
    assert await socket.read() == {"type": "pong"}
    assert await socket.read(pings=True) == {"type": "ping"}
    await socket.send("pong")


async def test_subscriptions_of_a_connection_are_counted_and_queries_are_not(socket):
    for id in ("a", "b", "c", "d"):
        await socket.subscribe(id, TICKS, variables={"to": 2, "pause": 2})
    (refused,) = await socket.until_end("d")
    assert refused["payload"][0]["extensions"]["code"] == "TOO_MANY_OPERATIONS"
    await socket.subscribe("q", "{ hello }")
    assert (await socket.until_end("q"))[-1]["type"] == "complete"
    await socket.send("complete", "a")
    await socket.subscribe("d", TICKS, variables={"to": 1})
    assert (await socket.until_end("d"))[-1]["type"] == "complete"


async def test_a_client_that_goes_ends_its_streams(served):
    async with connect(served.ws, subprotocols=["graphql-transport-ws"]) as connection:
        await connection.send('{"type": "connection_init"}')
        await connection.send('{"type":"subscribe","id":"1","payload":{"query":"subscription{ticks(to:9){number}}"}}')
        for _ in range(3):
            await connection.recv()
        connection.transport.abort()
    await until(lambda: not served.listening)


async def test_a_server_that_stops_closes_sockets_with_1012():
    with serving() as another:
        async with connect(another.ws, subprotocols=["graphql-transport-ws"]) as connection:
            await connection.send('{"type": "connection_init"}')
            await connection.recv()
            await connection.send(
                '{"type":"subscribe","id":"1","payload":{"query":"subscription{ticks(pause:9){number}}"}}'
            )
            another.server.should_exit = True
            await connection.wait_closed()
            assert connection.close_code == 1012


async def test_a_server_that_stops_sends_sockets_elsewhere_one_by_one_and_with_their_answers(served):
    stays, left = served.endpoint.stays, []

    async def stay(asks):
        async with connect(served.ws, subprotocols=["graphql-transport-ws"]) as connection:
            socket = Socket(connection)
            await socket.send("connection_init")
            await socket.read()
            await socket.subscribe("s", TICKS, variables={"to": 1, "pause": 9})
            if asks:
                await socket.subscribe("q", "{ slow(seconds: 0.6) }")
                assert (await socket.until_end("q"))[0]["payload"] == {"data": {"slow": "done"}}
            await socket.closed()
            left.append((time.monotonic(), connection.close_code, connection.close_reason))

    try:
        staying = [asyncio.create_task(stay(asks=number == 0)) for number in range(5)]
        await until(lambda: served.listening == 5)
        ending = asyncio.wrap_future(asyncio.run_coroutine_threadsafe(stays.end(0.5), served.loop))
        await until(lambda: stays.is_over)
        with pytest.raises(InvalidStatus) as refused:
            await connect(served.ws, subprotocols=["graphql-transport-ws"])
        await asyncio.gather(ending, *staying)
    finally:
        stays.is_over = False
    assert (refused.value.response.status_code, refused.value.response.headers["retry-after"]) == (503, "1")
    assert {each[1:] for each in left} == {LEAVE}
    assert 0.3 < left[-1][0] - left[0][0] < 2
    await until(lambda: not len(stays))  # the server ends its half after the client has read that it is over
