"""`clientgraph mcp`: the graph for an assistant that speaks the Model Context Protocol.

It reads the schema and asks queries of limited cost at the public endpoint, with an API token: what it may read is what
the token's owner may, and it writes nothing, whatever the token may do.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx2
from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    build_schema,
    parse,
)
from graphql.utilities import print_type
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations

NAME = "clientgraph mcp"
WAIT_SECONDS = 60
MOST_FOUND = 40
MOST_CHARACTERS = 60_000
INSTRUCTIONS = """
One graph of a service business: clients, leads, proposals, projects, tasks, time, invoices, payments, tickets, sites,
jobs. You read what the owner of the token may read; you cannot write.

Find names with search_schema, read a type with show_type, then ask with query. Lists are pages: say first, and ask
nodes { … } or totalCount. For figures over many rows do not list them: ask aggregate { count sum { … } } or
groups(by: [{field: CLIENT}], first: 20) { key { client { name } } aggregate { … } } of a list, or a report of reports.
The largest first: orderBy: [{field: SUM_TOTAL, direction: DESC}], or COUNT; rest: true adds all others as one group,
whose restOf says how many. A query that is too dear is refused with the change that would pass.
Filters say {eq: …}, {in: […]}, {gte: …}. Money is { amount currency }, an exact decimal as text: never add up two
currencies. A query has a cost, about one point for each object of its answer at most; cost tells it without asking.
extensions.withheld names fields that were kept back.
"""
READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, open_world_hint=False)


@dataclass
class Graph:
    """A server of the graph, asked with a token. A query may cost so many points. Raises ToolError, in words."""

    url: str
    token: str = field(repr=False)
    most_points: int
    _schema: GraphQLSchema | None = None

    async def schema(self) -> GraphQLSchema:
        """What can be asked for, read once."""
        if self._schema is None:
            self._schema = build_schema((await self._sent("GET", "/schema.graphql")).text)
        return self._schema

    async def cost(self, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        """What a query would cost, and the most it may."""
        told = await self._asked(query, variables, cost="only")
        points = told["extensions"]["cost"]["requestedQueryCost"]
        return {"cost": points, "allowed": min(self.most_points, told["extensions"]["cost"]["allowedQueryCost"])}

    async def answer(self, query: str, variables: dict[str, Any]) -> str:
        """The answer to a query, as JSON."""
        only_queries(query)
        cost = await self.cost(query, variables)
        if cost["cost"] > cost["allowed"]:
            raise ToolError(
                f"This would cost {cost['cost']} points, and {cost['allowed']} are allowed. Ask for fewer rows "
                "(first), fewer lists in lists, or for aggregate and groups instead of rows."
            )
        text = json.dumps(await self._asked(query, variables), ensure_ascii=False)
        if len(text) > MOST_CHARACTERS:
            raise ToolError(
                f"The answer has {len(text)} characters, more than {MOST_CHARACTERS}. Ask for less at once."
            )
        return text

    async def _asked(self, query: str, variables: dict[str, Any], **extensions: Any) -> dict[str, Any]:
        body = {"query": query, "variables": variables, "extensions": extensions}
        answer = (await self._sent("POST", "/graphql", json=body)).json()
        if "data" not in answer:
            raise ToolError("\n".join(error["message"] for error in answer["errors"]))
        return answer

    async def _sent(self, method: str, path: str, **given: Any) -> httpx2.Response:
        headers = {"authorization": f"Bearer {self.token}", "graphql-client-name": NAME}
        try:
            async with httpx2.AsyncClient(timeout=WAIT_SECONDS, trust_env=False, headers=headers) as client:
                answer = await client.request(method, self.url.rstrip("/") + path, **given)
        except httpx2.HTTPError as error:
            raise ToolError(f"The server at {self.url} does not answer: {error}.") from error
        if answer.status_code == 401:
            raise ToolError("The token is unknown, revoked or over. Somebody has to make another one.")
        if answer.status_code == 429:
            raise ToolError(f"Too much was asked for. Ask again in {answer.headers.get('retry-after', 'some')} s.")
        if "json" not in answer.headers.get("content-type", "") and not answer.is_success:
            raise ToolError(f"The server answered {answer.status_code}.")
        return answer


def only_queries(text: str) -> None:
    """Let queries pass, and nothing else. Raises ToolError."""
    try:
        definitions = parse(text).definitions
    except GraphQLSyntaxError as error:
        raise ToolError(error.message) from None
    operations = [each for each in definitions if isinstance(each, OperationDefinitionNode)]
    if any(each.operation is not OperationType.QUERY for each in operations):
        raise ToolError("Only queries are asked here. Nothing was changed.")


def matching(schema: GraphQLSchema, words: str) -> Iterator[str]:
    """Types, fields and arguments whose names or descriptions have all of the words, those in names first."""
    wanted = [word.lower() for word in re.findall(r"\w+", words)]
    found: list[tuple[int, str]] = []
    for name, line, text in _lines(schema):
        if wanted and all(word in name.lower() or word in text.lower() for word in wanted):
            found.append((-sum(word in name.lower() for word in wanted), line))
    yield from (line for _, line in sorted(found, key=lambda each: each[0]))


def _lines(schema: GraphQLSchema) -> Iterator[tuple[str, str, str]]:
    for shown in schema.type_map.values():
        if shown.name.startswith("__"):
            continue
        yield shown.name, f"{shown.name} — {_told(shown)}", _told(shown)
        if isinstance(shown, (GraphQLObjectType, GraphQLInterfaceType, GraphQLInputObjectType)):
            for name, each in shown.fields.items():
                line = f"{shown.name}.{name}{_arguments(each)}: {each.type} — {_told(each)}"
                yield f"{shown.name}.{name}", line, _told(each)


def _arguments(shown: Any) -> str:
    given: dict[str, GraphQLArgument] = shown.args if isinstance(shown, GraphQLField) else {}
    return f"({', '.join(f'{name}: {each.type}' for name, each in given.items())})" if given else ""


def _told(shown: Any) -> str:
    return " ".join((shown.description or "").split())


def assistant(graph: Graph) -> MCPServer:
    """The tools of an assistant, all of which only read."""
    server = MCPServer("clientgraph", instructions=INSTRUCTIONS.strip(), log_level="WARNING")

    @server.tool(annotations=READS)
    async def search_schema(words: str) -> str:
        """Find types and fields by words of their names and descriptions, such as "invoice balance"."""
        found = list(matching(await graph.schema(), words))
        more = [f"… and {len(found) - MOST_FOUND} more: say another word."] if len(found) > MOST_FOUND else []
        return "\n".join([*found[:MOST_FOUND], *more]) or "Nothing has all of these words. Try one of them alone."

    @server.tool(annotations=READS)
    async def show_type(name: str) -> str:
        """One type of the schema in full, such as Invoice, InvoiceFilter or Query."""
        shown: GraphQLNamedType | None = (await graph.schema()).type_map.get(name)
        if shown is None:
            raise ToolError(f"There is no type {name}. search_schema finds the names there are.")
        text = print_type(shown)
        return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}\n… search_schema finds the rest."

    @server.tool(annotations=READS)
    async def cost(query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """What a query would cost in points, and how many are allowed. It is not run."""
        only_queries(query)
        return await graph.cost(query, variables or {})

    @server.tool(annotations=READS)
    async def query(query: str, variables: dict[str, Any] | None = None) -> str:
        """Ask a GraphQL query, and read its answer as JSON. Queries alone, of limited cost."""
        return await graph.answer(query, variables or {})

    return server
