"""GraphQL over server-sent events: framing, ids, and going on where a client left."""

import asyncio
import json

import pytest

from tests.server.waiting import until

STREAM = {"accept": "text/event-stream"}
URQL = {"accept": "application/graphql-response+json, application/json, text/event-stream, multipart/mixed"}
TICKS = "subscription($after: String, $to: Int! = 3) { ticks(after: $after, to: $to) { cursor number } }"


def events(text: str) -> list[tuple[str, str, dict | None]]:
    """Events of a stream as (id, name, data); comments are passed over."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(
            line.split(": ", 1) if ": " in line else (line.rstrip(":"), "") for line in block.splitlines() if line
        )
        if "event" in fields:
            found.append(
                (fields.get("id", ""), fields["event"], json.loads(fields["data"]) if fields["data"] else None)
            )
    return found


async def test_a_subscription_is_framed_by_single_newlines_and_ends_with_complete(post):
    response = await post(TICKS, STREAM)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert response.headers["cache-control"] == "no-cache"
    assert response.text.startswith('id: 1\nevent: next\ndata: {"data":{"ticks":{"cursor":"1","number":1}}}\n\n')
    assert response.text.endswith("event: complete\ndata:\n\n")
    assert "\r" not in response.text
    assert [id for id, _, _ in events(response.text)] == ["1", "2", "3", ""]


@pytest.mark.parametrize(("accept", "stream"), [(STREAM, True), (URQL, False)])
async def test_queries_are_streamed_only_for_those_who_read_nothing_else(post, accept, stream):
    response = await post("{ hello }", accept)
    if stream:
        assert [(name, data) for _, name, data in events(response.text)] == [
            ("next", {"data": {"hello": "hello world"}}),
            ("complete", None),
        ]
    else:
        assert response.json() == {"data": {"hello": "hello world"}}


async def test_subscriptions_are_streamed_to_whoever_takes_a_stream(post):
    assert (await post(TICKS, URQL)).headers["content-type"].startswith("text/event-stream")
    refused = await post(TICKS, {"accept": "application/json"})
    assert refused.status_code == 406
    assert refused.json()["errors"][0]["extensions"]["code"] == "NOT_ACCEPTABLE"


@pytest.mark.parametrize(
    ("variables", "numbers"),
    [({}, [3]), ({"after": None}, [3]), ({"after": "1"}, [2, 3])],
)
async def test_a_client_that_comes_back_goes_on_after_its_last_event(post, variables, numbers):
    response = await post(TICKS, STREAM | {"last-event-id": "2"}, variables=variables)
    assert [data["data"]["ticks"]["number"] for _, name, data in events(response.text) if name == "next"] == numbers


async def test_a_last_event_id_is_passed_over_where_the_operation_takes_none(post):
    response = await post("subscription { ticks(to: 1) { number } }", STREAM | {"last-event-id": "2"})
    assert [name for _, name, _ in events(response.text)] == ["next", "complete"]
    assert "id:" not in response.text


async def test_a_heartbeat_keeps_the_line(post):
    response = await post("subscription { ticks(to: 1, pause: 0.7) { number } }", STREAM)
    assert response.text.startswith(":\n\n:\n\n")
    assert [name for _, name, _ in events(response.text)] == ["next", "complete"]


async def test_errors_go_into_the_stream(post):
    (_, name, data), (_, end, _) = events((await post("{ helo }", STREAM)).text)
    assert (name, end) == ("next", "complete")
    assert data["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"

    first, second, _ = events((await post("subscription { broken }", STREAM)).text)
    assert first[2] == {"data": {"broken": 1}}
    assert second[2]["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert "hunter2" not in str(second)


async def test_a_client_that_goes_ends_its_stream(http, served):
    query = {"query": "subscription { ticks(to: 1, pause: 9) { number } }"}
    async with http.stream("POST", "/graphql", json=query, headers=STREAM) as response:
        assert await anext(response.aiter_text()) == ":\n\n"
        assert served.listening == 1
    await until(lambda: not served.listening)


async def test_a_server_that_stops_breaks_streams_off_so_that_clients_come_back(http, served):
    query = {"query": "subscription { ticks(to: 1, pause: 9) { number } }"}
    try:
        async with http.stream("POST", "/graphql", json=query, headers=STREAM) as response:
            pieces = response.aiter_text()
            await anext(pieces)
            asyncio.run_coroutine_threadsafe(served.endpoint.stays.end(0), served.loop)
            rest = [piece async for piece in pieces]
        assert rest == ["id: 7\n\n"]
        await until(lambda: not served.listening)
        refused = await http.post("/graphql", json=query, headers=STREAM)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    finally:
        served.endpoint.stays.is_over = False
