"""What every peer is asked, in its own language."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from benchmarks.world import ACCOUNT, ACCOUNT_CLIENTS, TOKENS, World, client_id

QUERIES = Path(__file__).parent / "queries"
QUESTIONS = {
    "lookup": "one client by its id",
    "nested": "50 clients with projects, tasks, invoices and lines: 2,250 objects",
    "flat": "1,000 tasks in ten lists, each with its project and client",
    "counted": "50 of the unpaid invoices of ten clients, and how many there are",
    "monthly": "billed by month, over a year of invoices",
}
SAME_ROWS = ("lookup", "nested", "flat", "counted")
"""Questions about clients the limited user covers too, so that owner and limited user read the same rows."""
PAGES = ("nested", "flat", "counted")
"""Questions that are answered with pages of rows."""


@dataclass(frozen=True)
class Dialect:
    """How a peer is asked: by documents of a folder, or without one by names of statements that end in `suffix`."""

    documents: Path | None
    suffix: str = ""
    global_ids: bool = False
    signs_in: bool = False
    ordered: bool = True
    """Whether groups come in the order of their keys."""


STATEMENTS = Dialect(None)
TEXT_STATEMENTS = Dialect(None, suffix="_text")
PLAIN = Dialect(QUERIES)
POSTGRAPHILE = Dialect(QUERIES / "postgraphile", ordered=False)
GRAPH = Dialect(QUERIES, global_ids=True, signs_in=True)


def requests(question: str, dialect: Dialect, viewer: str, world: World, first: int = ACCOUNT_CLIENTS) -> list[bytes]:
    """The HTTP requests of a question, whole. There are several where it is asked about one row after another."""
    return [_request(question, dialect, viewer, variables, world) for variables in _variables(question, world, first)]


def _variables(question: str, world: World, first: int) -> list[dict[str, Any]]:
    if question == "lookup":
        return [{"id": key} for key in world.account_clients]
    if question == "nested":
        return [{"account": ACCOUNT, "first": first}]
    if question == "flat":
        return [{f"c{number}": key for number, key in enumerate(world.busy_clients)}]
    if question == "counted":
        return [{"clients": world.busy_clients}]
    return [{"from": "2025-01-01", "to": "2026-01-01"}]


def _request(question: str, dialect: Dialect, viewer: str, variables: dict[str, Any], world: World) -> bytes:
    path = "/graphql"
    if dialect.documents is None:
        path = f"/{question}{dialect.suffix}"
        if question == "monthly" and viewer == "limited":
            path, variables = f"{path}_limited", variables | {"clients": world.account_clients}
        body = orjson.dumps(variables)
    else:
        document = (dialect.documents / f"{question}.graphql").read_text()
        body = orjson.dumps({"query": document, "variables": _written(variables, dialect.global_ids)})
    return http_request(path, body, TOKENS[viewer] if dialect.signs_in else None)


def _written(value: Any, global_ids: bool) -> Any:
    if isinstance(value, dict):
        return {name: _written(each, global_ids) for name, each in value.items()}
    if isinstance(value, list):
        return [_written(each, global_ids) for each in value]
    return client_id(value) if global_ids and isinstance(value, UUID) else value


def http_request(path: str, body: bytes, token: str | None = None) -> bytes:
    """A POST of JSON over a connection that stays."""
    head = [
        f"POST {path} HTTP/1.1",
        "host: 127.0.0.1",
        "content-type: application/json",
        "accept: application/json",
        f"content-length: {len(body)}",
        *([f"authorization: Bearer {token}"] if token else []),
    ]
    return "\r\n".join([*head, "", ""]).encode() + body
