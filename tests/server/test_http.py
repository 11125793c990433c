"""GraphQL over HTTP: what may be sent, what comes back, and in which words."""

import json

import pytest

JSON, RESPONSE = "application/json", "application/graphql-response+json"
BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"
URQL = f"{RESPONSE}, application/graphql+json, {JSON}, text/event-stream, multipart/mixed"


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (f"{JSON}; charset=utf-8", JSON),
        (RESPONSE, RESPONSE),
        (f"{RESPONSE}, {JSON};q=0.9", RESPONSE),
        (f"{RESPONSE};q=0.4, {JSON};q=0.9", JSON),
        (f"{JSON};q=0, */*", RESPONSE),
        (URQL, RESPONSE),
        (BROWSER, JSON),
        ("text/event-stream", "text/event-stream"),
    ],
)
async def test_answers_in_the_type_the_client_prefers(post, accept, answered):
    response = await post("{ hello }", {"accept": accept} if accept else {})
    assert response.status_code == 200
    assert response.headers["content-type"] == f"{answered}; charset=utf-8"


async def test_an_accept_that_nothing_fits_is_406(post):
    response = await post("{ hello }", {"accept": "image/png"})
    assert response.status_code == 406
    assert response.json()["errors"][0]["extensions"] == {"code": "NOT_ACCEPTABLE"}


async def test_data_of_an_operation(post):
    response = await post("query Q($n: String!) { hello(name: $n) }", variables={"n": "Ada"}, operationName="Q")
    assert response.json() == {"data": {"hello": "hello Ada"}}


@pytest.mark.parametrize(
    ("query", "body", "code"),
    [
        ("{ hello", {}, "GRAPHQL_PARSE_FAILED"),
        ("{ helo }", {}, "GRAPHQL_VALIDATION_FAILED"),
        ("{ paint(colour: GREN) }", {}, "GRAPHQL_VALIDATION_FAILED"),
        ("query($c: Colour!) { paint(colour: $c) }", {"variables": {"c": "GREN"}}, "BAD_USER_INPUT"),
        ("query($c: Colour!) { paint(colour: $c) }", {}, "BAD_USER_INPUT"),
        (
            "query($i: EchoInput!) { paint(colour: RED, input: $i) }",
            {"variables": {"i": {"text": "a", "lod": True}}},
            "BAD_USER_INPUT",
        ),
        ("query($n: String!) { hello(name: $n) }", {"variables": {"n": "a\x00b"}}, "BAD_USER_INPUT"),
        ('{ hello(name: "a\\u0000b") }', {}, "BAD_USER_INPUT"),
        ("query A { hello } query B { hello }", {}, "OPERATION_RESOLUTION_FAILURE"),
        ("query A { hello }", {"operationName": "C"}, "OPERATION_RESOLUTION_FAILURE"),
        ("fragment F on Query { hello }", {}, "OPERATION_RESOLUTION_FAILURE"),
    ],
)
async def test_a_request_error_has_a_code_and_no_data(post, query, body, code):
    for accept, status in ((RESPONSE, 400), (JSON, 200)):
        response = await post(query, {"accept": accept}, **body)
        assert response.status_code == status
        answer = response.json()
        assert "data" not in answer
        assert {error["extensions"]["code"] for error in answer["errors"]} == {code}
        assert "Did you mean" not in response.text


async def test_what_the_business_refuses_in_a_query_is_told_with_its_path(post):
    answer = (await post("{ refused hello }")).json()
    assert answer["data"] == {"refused": None, "hello": "hello world"}
    (error,) = answer["errors"]
    assert error["message"] == "At most 100 are answered at once."
    assert error["path"] == ["refused"]
    assert error["extensions"] == {"code": "INVALID", "path": ["first"]}


@pytest.mark.parametrize(("query", "data"), [("{ boom }", {"boom": None}), ("{ must }", None)])
async def test_a_fault_is_masked_behind_the_trace_id_and_logged_with_its_stack(post, caplog, query, data):
    response = await post(query)
    answer = response.json()
    assert answer["data"] == data
    (error,) = answer["errors"]
    assert error["message"] == "Something went wrong on our side. Quote the trace id when you report it."
    assert error["extensions"] == {"code": "INTERNAL", "traceId": response.headers["x-trace-id"]}
    assert "hunter2" not in response.text


async def test_a_fault_before_the_operation_is_masked_too(post):
    response = await post("{ hello }", {"authorization": "Bearer down"})
    assert response.status_code == 500
    assert "data" not in response.json()
    assert "hunter2" not in response.text
    assert response.json()["errors"][0]["extensions"]["traceId"] == response.headers["x-trace-id"]


async def test_what_was_withheld_is_named_once_and_sorted(post):
    assert (await post("{ secret other: secret }")).json()["extensions"] == {
        "withheld": ["Client.notes", "Query.secret"]
    }
    assert "extensions" not in (await post("{ hello }")).json()


@pytest.mark.parametrize(
    ("content", "type", "status"),
    [
        (b"{", JSON, 400),
        (b"", JSON, 400),
        (b"[]", JSON, 400),
        (b'[{"query": "{ hello }"}]', JSON, 400),
        (b'"{ hello }"', JSON, 400),
        (b"{}", JSON, 400),
        (b'{"query": 1}', JSON, 400),
        (b'{"query": "{ hello }", "variables": []}', JSON, 400),
        (b'{"query": "{ hello }", "extensions": "x"}', JSON, 400),
        (b'{"query": "{ hello }", "operationName": 1}', JSON, 400),
        (b'{"query": "{ hello(name: \\"\\ud800\\") }"}', JSON, 400),
        (b'{"query": "{ hello }", "variables": ' + b'{"a":' * 2000 + b"1" + b"}" * 2000 + b"}", JSON, 400),
        (b'{"query": "{ hello }"}', "text/plain", 415),
        (b'{"query": "{ hello }"}', "application/json; charset=latin-1", 415),
        (b"query=%7Bhello%7D", "application/x-www-form-urlencoded", 415),
        (b"{ hello }", "application/graphql", 415),
    ],
)
async def test_what_is_no_graphql_request_is_refused_as_json(http, content, type, status):
    response = await http.post("/graphql", content=content, headers={"content-type": type})
    assert response.status_code == status
    assert set(response.json()) == {"errors"}
    assert response.json()["errors"][0]["extensions"]["code"]


async def test_a_request_without_content_type_is_refused(http):
    request = http.build_request("POST", "/graphql", content=b'{"query": "{ hello }"}')
    request.headers.pop("content-type", None)
    assert (await http.send(request)).status_code == 415


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS"])
async def test_only_post_asks(http, method):
    response = await http.request(method, "/graphql", params={"query": "{ hello }"})
    assert response.status_code == 405
    assert response.headers["allow"] == "POST"
    assert response.json()["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"


async def test_a_body_that_is_too_large_is_refused_unread_and_while_it_comes(http):
    large = json.dumps({"query": "{ hello }", "x": "x" * 300_000}).encode()
    response = await http.post("/graphql", content=large, headers={"content-type": JSON})
    assert response.status_code == 413
    assert response.json()["errors"][0]["extensions"]["code"] == "PAYLOAD_TOO_LARGE"

    async def pieces():
        for start in range(0, len(large), 10_000):
            yield large[start : start + 10_000]

    response = await http.post("/graphql", content=pieces(), headers={"content-type": JSON})
    assert response.status_code == 413


async def test_every_operation_has_a_context_of_its_own(post):
    first, second = [(await post("{ a: contextNumber b: contextNumber }")).json()["data"] for _ in range(2)]
    assert first["a"] == first["b"]
    assert first["a"] < second["a"]


async def test_the_library_reads_no_document_twice(served, post, monkeypatch):
    monkeypatch.setattr("strawberry.schema.schema.parse", None)
    monkeypatch.setattr("strawberry.schema.schema.validate_document", None)
    for _ in range(2):
        assert (await post("{ hello again: hello }")).json()["data"]["again"] == "hello world"
    assert served.endpoint.engine.documents.kept("{ hello again: hello }")
    await post("{ helo }")
    assert not served.endpoint.engine.documents.kept("{ helo }")
