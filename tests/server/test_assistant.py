"""What an assistant reads by the Model Context Protocol: what its token's owner may, and nothing is written."""

import asyncio
import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from mcp import Client, StdioServerParameters

from server.app import create_app
from server.assistant import Graph, assistant
from server.settings import Settings
from tests.server.test_overload import serving
from tests.server.test_revoked import filled


@pytest.fixture(scope="module")
def house(database, tmp_path_factory):
    settings, dsn = Settings(data_dir=tmp_path_factory.mktemp("data")), database("assistant")
    made = asyncio.run(filled(settings, dsn))
    with serving(create_app(settings, dsn)) as url:
        yield SimpleNamespace(url=f"http://{url}", tokens=made.tokens, graphs={})


@pytest.fixture
def told(house):
    """What a tool answers whoever has a token, as text, and whether it is an error."""

    async def call(who, tool, most_points=5_000, url=None, **given):
        asked = (url or house.url, house.tokens.get(who, who), most_points)
        graph = house.graphs.setdefault(asked, Graph(*asked))  # reads the schema once
        async with Client(assistant(graph)) as client:
            answer = await client.call_tool(tool, given)
            return answer.content[0].text, answer.is_error

    return call


async def test_it_finds_its_way_through_the_schema(told):
    found, _ = await told("Mia", "search_schema", words="invoice day passed")
    assert any(line.startswith("Invoice.isOverdue: Boolean!") for line in found.splitlines())
    shown, _ = await told("Mia", "show_type", name="Money")
    assert shown.endswith("}") and "amount: Decimal!" in shown
    assert (await told("Mia", "show_type", name="Nothing"))[1]
    assert "all of these words" in (await told("Mia", "search_schema", words="zebra"))[0]


async def test_it_reads_what_the_owner_of_the_token_may(told):
    query = "query ($n: Int!) { clients(first: $n) { nodes { name } } }"
    for who, names in (("Mia", ["Acme"]), ("Ben", ["Birch"]), ("Olive", ["Acme", "Birch"])):
        text, is_error = await told(who, "query", query=query, variables={"n": 5})
        assert not is_error
        assert [each["name"] for each in json.loads(text)["data"]["clients"]["nodes"]] == names


async def test_it_writes_nothing(told):
    verb = 'mutation { createClient(input: {name: "X", type: COMPANY}) { client { id } } }'
    for text in (verb, f"query A {{ viewer {{ role }} }} {verb}", "subscription { events { kind } }"):
        for tool in ("query", "cost"):
            answer, is_error = await told("Olive", tool, query=text)
            assert is_error and "Only queries" in answer
    count, _ = await told("Olive", "query", query="{ clients { totalCount } }")
    assert json.loads(count)["data"]["clients"]["totalCount"] == 2


async def test_what_costs_too_much_is_not_asked(told):
    query = "{ clients(first: 100) { nodes { projects(first: 20) { nodes { name } } } } }"
    cost, _ = await told("Olive", "cost", query=query)
    assert json.loads(cost) == {"cost": 2201, "allowed": 5000}
    answer, is_error = await told("Olive", "query", most_points=500, query=query)
    assert is_error and "2201 points, and 500 are allowed" in answer


@pytest.mark.parametrize(
    ("who", "given", "words"),
    [
        ("Olive", {"query": "{ nope }"}, "Cannot query field"),
        ("Olive", {"query": "{ viewer"}, "Syntax Error"),
        ("Olive", {"query": "{ viewer { role } }", "url": "http://127.0.0.1:9"}, "does not answer"),
    ],
)
async def test_what_goes_wrong_is_said(told, who, given, words):
    answer, is_error = await told(who, "query", **given)
    assert is_error and words in answer


async def test_a_token_that_is_over_is_said_to_be(told):
    answer, is_error = await told("nobody's token", "search_schema", words="invoice")
    assert is_error and "token is unknown" in answer


async def test_it_speaks_over_standard_input(house):
    environment = os.environ | {"CLIENTGRAPH_API_TOKEN": house.tokens["Mia"]}
    command = ["-m", "server.cli", "mcp", "--url", house.url]
    async with Client(StdioServerParameters(command=sys.executable, args=command, env=environment)) as client:
        tools = await client.list_tools()
        assert {tool.name for tool in tools.tools} == {"search_schema", "show_type", "cost", "query"}
        assert all(tool.annotations.read_only_hint for tool in tools.tools)
        answer = await client.call_tool("query", {"query": "{ clients { totalCount } }"})
    assert json.loads(answer.content[0].text)["data"] == {"clients": {"totalCount": 1}}


def test_without_a_token_it_says_where_to_put_one():
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CLIENTGRAPH_")}
    command = [sys.executable, "-m", "server.cli", "mcp"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1 and "CLIENTGRAPH_API_TOKEN is not set" in ended.stderr
