"""The gate: hostile documents are refused with the limit they pass; ordinary pages go through."""

import asyncio
import time

import pytest
from graphql import get_introspection_query, parse

from schema import schema as whole
from server.graphql.documents import Documents
from server.graphql.errors import Refused
from server.graphql.gate import Gate
from server.limits import Limits
from tests.server.served import schema

core = schema._schema


def doubling(levels: int) -> str:
    """Each fragment spreads the next one twice: 2 to the power of `levels` fields in a short text."""
    spreads = [f"fragment F{n} on Thing {{ same {{ ...F{n + 1} }} same {{ ...F{n + 1} }} }}" for n in range(levels)]
    return "{ thing { ...F0 } } " + " ".join(spreads) + f" fragment F{levels} on Thing {{ id }}"


def chain(length: int) -> str:
    spreads = [f"fragment F{n} on Thing {{ ...F{n + 1} }}" for n in range(length)]
    return "{ thing { ...F0 } } " + " ".join(spreads) + f" fragment F{length} on Thing {{ id }}"


def nested(depth: int, name: str = "same", start: str = "thing") -> str:
    return "{" + start + "{" + (name + "{") * depth + "id" + "}" * depth + "}}"


LIMIT = "QUERY_TOO_COMPLEX"
INVALID = "GRAPHQL_VALIDATION_FAILED"
HOSTILE = {
    "nesting 21": (nested(21), LIMIT, "depth"),
    "nesting 500": (nested(500), LIMIT, "depth"),
    "nesting 2,000": (nested(2_000), LIMIT, "depth"),
    "brackets": ("{ hello(name: " + "[" * 4_000 + "]" * 4_000 + ") }", LIMIT, None),
    "deep input": ("{ paint(input: " + "{a:" * 1_500 + "1" + "}" * 1_500 + ") }", LIMIT, None),
    "aliases": ("{" + " ".join(f"a{n}: hello" for n in range(101)) + "}", LIMIT, "aliases"),
    "duplicate fields": ("{" + "hello " * 2_000 + "}", LIMIT, "fields"),
    "duplicate objects": ("{" + "thing { id } " * 700 + "}", LIMIT, "fields"),
    "overlapping inline fragments": ("{" + ("... { " + "hello " * 40 + "} ") * 60 + "}", LIMIT, "fields"),
    "fragment cycle": ("{ thing { ...A } } fragment A on Thing { ...B } fragment B on Thing { ...A }", INVALID, None),
    "fragment that spreads itself": ("{ thing { ...A } } fragment A on Thing { same { ...A } }", INVALID, None),
    "fragment doubling": (doubling(22), LIMIT, None),
    "fragment doubling 60": (doubling(60), LIMIT, None),
    "fragment chain": (chain(300), LIMIT, "fragments"),
    "fragments": ("{ hello }" + "".join(f"fragment F{n} on Query {{ hello }}" for n in range(151)), LIMIT, "fragments"),
    "digits": ("{ page(first: " + "9" * 90_000 + ") { nodes { id } } }", LIMIT, "digits"),
    "fields that repeat one another": ("{" + "hello " * 599 + "}", LIMIT, "overlaps"),
    "objects that repeat one another": ("{" + "thing { same { id } } " * 199 + "}", LIMIT, "overlaps"),
    "unreached fragments": ("{ hello } fragment U on Query {" + "hello " * 1_600 + "}", LIMIT, "fields"),
    "amplified lists": (
        "{ page { nodes { page { nodes { page { nodes { page { nodes { id } } } } } } } } }",
        LIMIT,
        "cost",
    ),
    "amplified plain lists": (nested(6, "parts"), LIMIT, "cost"),
    "one large page": ("{ page(first: 300000) { nodes { id } } }", LIMIT, "cost"),
    "directives": ("{ hello " + "@include(if: true) " * 60 + "}", LIMIT, "directives"),
    "operations": (" ".join(f"query Q{n} {{ hello }}" for n in range(11)), LIMIT, "operations"),
    "tokens": ("{ hello(name: " + "[" + "1 " * 6_000 + "]) }", LIMIT, "tokens"),
    "characters": ('{ hello(name: "' + "x" * 120_000 + '") }', LIMIT, "characters"),
    "comments": ("#\n" * 5_000 + "{ hello }", LIMIT, "comments"),
    "unknown fields": ("{" + " ".join(f"x{n}" for n in range(600)) + "}", INVALID, None),
    "circular introspection": ("{__schema{types{" + "fields{type{" * 5 + "name" + "}}" * 5 + "}}}", INVALID, None),
    "many introspections": (
        "{" + " ".join(f"s{n}: __schema {{ types {{ name }} }}" for n in range(50)) + "}",
        LIMIT,
        "cost",
    ),
    "many typenames": ("{" + "__typename " * 2_500 + "}", LIMIT, "fields"),
    "byte order mark in the middle": ("{ \ufeff hello \x01 }", "GRAPHQL_PARSE_FAILED", None),
    "zero": ("{ hello \x00 }", "BAD_USER_INPUT", None),
    "bad surrogate": ('{ hello(name: "\\uD800") }', "GRAPHQL_PARSE_FAILED", None),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_documents_are_refused_over_http(post, name):
    query, code, limit = HOSTILE[name]
    named = {"operationName": "Q1"} if name == "operations" else {}
    answer = (await post(query, **named)).json()
    assert "data" not in answer
    assert {error["extensions"]["code"] for error in answer["errors"]} == {code}
    if limit:
        extensions = answer["errors"][0]["extensions"]
        assert extensions["limit"] == limit
        assert str(extensions["allowed"]) in answer["errors"][0]["message"]


@pytest.mark.parametrize(
    "text", ["{}", "{ thing {} }", "{ thing { ... on Thing {} } }", "{ ...F } fragment F on Query {}"]
)
async def test_an_empty_selection_is_no_graphql(post, text):
    (error,) = (await post(text)).json()["errors"]
    assert error["extensions"]["code"] == "GRAPHQL_PARSE_FAILED"
    assert error["message"].startswith("Syntax Error: Expected Name, found '}'")


async def test_hostile_documents_are_refused_over_a_socket_that_stays_open(socket):
    for number, (query, code, _) in enumerate(HOSTILE.values()):
        payload = {"operationName": "Q1"} if query.startswith("query Q0") else {}
        await socket.subscribe(str(number), query, **payload)
        (message,) = await socket.until_end(str(number))
        assert message["type"] == "error"
        assert {error["extensions"]["code"] for error in message["payload"]} == {code}
    await socket.subscribe("good", "{ hello }")
    assert (await socket.until_end("good"))[0]["payload"] == {"data": {"hello": "hello world"}}


def test_the_worst_that_passes_the_gate_is_validated_in_time():
    """Validation compares fields of one name pair by pair; the gate leaves it a bounded number of them."""
    documents = Documents(core)
    for text in ("{" + "hello " * 600 + "}", "{" + ("... { " + "hello " * 20 + "} ") * 25 + "}", doubling(7)):
        started = time.process_time()
        try:
            documents.read(text, {})
        except Refused as no:
            assert {error.extensions["code"] for error in no.errors} <= {INVALID, LIMIT}
        assert time.process_time() - started < 0.5


def visited(text: str) -> int:
    document = parse(text)
    gate = Gate(core, document, document.definitions[0], limits=Limits(depth=10**9, fields=10**99, cost=10**99))
    gate.check()
    return gate.visited


def test_the_walk_is_linear_in_the_document():
    counts = [visited(doubling(levels)) for levels in (10, 20, 40, 80)]
    steps = [
        (later - earlier) / levels for earlier, later, levels in zip(counts, counts[1:], (10, 20, 40), strict=False)
    ]
    assert steps[0] == steps[1] == steps[2] < 12


def cost(text: str, **variables: object) -> int:
    document = parse(text)
    gate = Gate(core, document, document.definitions[0], variables)
    gate.check()
    return gate.measure(gate.operations[0]).cost


@pytest.mark.parametrize(
    ("text", "variables", "expected"),
    [
        ("{ hello }", {}, 0),
        ("{ thing { id } }", {}, 1),
        ("{ thing { parts { id } } }", {}, 1 + 10),
        ("{ thing { few { id } } }", {}, 1 + 4),
        ("{ thing { few(first: 2) { id } } }", {}, 1 + 2),
        ("{ page { totalCount } }", {}, 1),
        ("{ page { nodes { id } } }", {}, 1 + 50),
        ("{ page(first: 3) { nodes { id } } }", {}, 1 + 3),
        ("{ page(first: 3) { edges { node { id } } nodes { id } } }", {}, 1 + 3 * 3),
        ("{ page(first: 3) { ...P } } fragment P on ThingConnection { nodes { id } totalCount }", {}, 1 + 3),
        ("query($n: Int) { page(first: $n) { nodes { id } } }", {"n": 7}, 1 + 7),
        ("query($n: Int = 4) { page(first: $n) { nodes { id } } }", {}, 1 + 4),
        ("query($n: Int = 4) { page(first: $n) { nodes { id } } }", {"n": None}, 1 + 50),
        ("query($n: Int) { page(first: $n) { nodes { id } } }", {"n": -5}, 1),
        ("{ page(first: 2) { nodes { page(first: 3) { nodes { id } } } } }", {}, 1 + 2 * (1 + 1 + 3)),
        ('{ nodes(ids: ["a", "b"]) { id } }', {}, 2),
        ("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["a"] * 5}, 5),
        ("{ unknown { of { all } } }", {}, 2),
    ],
)
def test_cost_counts_objects(text, variables, expected):
    assert cost(text, **variables) == expected


def test_no_document_searches_more_than_a_few_times():
    """Each of them costs a tenth of a second, whatever it finds; fragments hide none."""
    searches = "{" + " ".join(f'a{n}: search(text: "a") {{ excerpt }}' for n in range(3)) + " %s }"
    document = searches + ' fragment More on Query { a: search(text: "a") { excerpt } ...Two }'
    document += ' fragment Two on Query { b: search(text: "a") { excerpt } %s }'
    Gate(whole._schema, *_first(document % ("...More", ""))).check()
    with pytest.raises(Refused) as told:
        Gate(whole._schema, *_first(document % ("...More", 'c: search(text: "a") { excerpt }'))).check()
    assert told.value.errors[0].extensions["limit"] == "searches"


def _first(text):
    document = parse(text)
    return document, document.definitions[0]


async def test_cost_is_reckoned_with_the_variables_of_each_request(post):
    query = "query($n: Int) { page(first: $n) { nodes { page(first: $n) { nodes { id } } } } }"
    assert "data" in (await post(query, variables={"n": 10})).json()
    refused = (await post(query, variables={"n": 1_000})).json()["errors"][0]["extensions"]
    change = {"variable": "n", "first": 446, "now": 1_000}
    assert refused == {"code": LIMIT, "limit": "cost", "allowed": 200_000, "found": 1_002_001, "change": change}
    assert "data" in (await post(query, variables={"n": 10})).json()


@pytest.mark.parametrize("token", ["staff", "analyst"])
async def test_the_house_may_introspect(post, token):
    query = get_introspection_query(descriptions=True, input_value_deprecation=True)
    answer = await post(query, {"authorization": f"Bearer {token}"})
    assert answer.json()["data"]["__schema"]["queryType"]["name"] == "Query"


@pytest.mark.parametrize("token", ["contact", "nobody"])
@pytest.mark.parametrize(
    "query",
    [
        "{ __schema { queryType { name } } }",
        '{ hello __type(name: "Thing") { fields { name } } }',
        "{ ...F } fragment F on Query { a: __schema { types { name } } }",
        '{ __type(name: "Thing") { ...F } } fragment F on __Type { interfaces { name } }',
        '{ __type(name: "Thing") { name kind } }',
    ],
)
async def test_others_may_not_introspect(post, query, token):
    answer = await post(query, {"authorization": f"Bearer {token}"})
    assert set(answer.json()) == {"errors"}
    assert answer.json()["errors"][0]["extensions"]["code"] in ("FORBIDDEN", INVALID)
    assert (await post("{ thing { __typename } }")).json()["data"]["thing"] == {"__typename": "Thing"}


async def test_a_good_client_is_served_while_others_loop_the_battery(http, post):
    async def attack() -> None:
        for query, _, _ in HOSTILE.values():
            await post(query)

    attackers = [asyncio.create_task(attack()) for _ in range(2)]
    while not all(task.done() for task in attackers):
        assert (await post("{ hello }")).status_code == 200
    await asyncio.gather(*attackers)


def test_what_is_kept_is_bounded():
    documents = Documents(core, Limits(cached_documents=3, cached_tokens=30))
    texts = [f"query Q{n} {{ hello }}" for n in range(5)]
    for text in texts:
        documents.read(text, {})
    assert [bool(documents.kept(text)) for text in texts] == [False, False, True, True, True]
    documents.read("{" + "hello " * 20 + "}", {})
    assert not documents.kept(texts[2]) and not documents.kept(texts[3])


DEAR = {
    "a page": (
        "{ page(first: 300000) { nodes { id } } }",
        {},
        "The document asks for 300001 objects; ask for smaller pages or fewer levels. At most 200000 are answered."
        " It passes with `first: 199999` for page, which is 300000 now.",
        {"list": "page", "first": 199_999, "now": 300_000},
    ),
    "the page that is to be lowered least": (
        "{ thing { all: page(first: 1000) { nodes { few(first: 250) { id } } } } }",
        {},
        "The document asks for 251002 objects; ask for smaller pages or fewer levels. At most 200000 are answered."
        " It passes with `first: 796` for thing.all, which is 1000 now.",
        {"list": "thing.all", "first": 796, "now": 1_000},
    ),
    "a page of which nothing was said": (
        "{ page { nodes { parts { parts { parts { parts { id } } } } } } }",
        {},
        "The document asks for 555551 objects; ask for smaller pages or fewer levels. At most 200000 are answered."
        " It passes with `first: 18` for page, which is 50 now.",
        {"list": "page", "first": 18, "now": 50},
    ),
    "a variable of several lists": (
        "query($n: Int) { page(first: $n) { nodes { page(first: $n) { nodes { id } } } } }",
        {"n": 1_000},
        "The document asks for 1002001 objects; ask for smaller pages or fewer levels. At most 200000 are answered."
        " It passes with $n = 446, which is 1000 now.",
        {"variable": "n", "first": 446, "now": 1_000},
    ),
    "a fragment spread twice": (
        "{ a: page(first: 9) { ...P } b: page(first: 9) { ...P } }"
        " fragment P on ThingConnection { nodes { few(first: 20000) { id } } }",
        {},
        "The document asks for 360020 objects; ask for smaller pages or fewer levels. At most 200000 are answered."
        " It passes with `first: 11110` for ...P.nodes.few, which is 20000 now.",
        {"list": "...P.nodes.few", "first": 11_110, "now": 20_000},
    ),
    "no page alone": (
        "{ a: page(first: 250000) { nodes { id } } b: page(first: 300000) { nodes { id } } }",
        {},
        "The document asks for 550002 objects; ask for smaller pages or fewer levels. At most 200000 are answered."
        " No shorter list alone is enough; most of it is b.",
        None,
    ),
}


@pytest.mark.parametrize("name", DEAR)
def test_what_is_too_dear_is_told_the_least_change_that_passes(name):
    query, variables, message, change = DEAR[name]
    with pytest.raises(Refused) as no:
        Documents(core).read(query, variables)
    (error,) = no.value.errors
    assert error.message == message and error.extensions.get("change") == change
    if change is None:
        return
    if "variable" in change:
        cheaper = [(query, {change["variable"]: change["first"] + more}) for more in (0, 1)]
    else:
        was = f"first: {change['now']}"
        new = query if was in query else query.replace("{ page {", f"{{ page({was}) {{", 1)
        cheaper = [(new.replace(was, f"first: {change['first'] + more}"), {}) for more in (0, 1)]
    assert cost(cheaper[0][0], **cheaper[0][1]) <= 200_000
    with pytest.raises(Refused):
        cost(cheaper[1][0], **cheaper[1][1])
