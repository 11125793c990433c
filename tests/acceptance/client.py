"""An ordinary client of the graph over HTTP: one JSON POST an operation, and the multipart request for uploads."""

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import httpx2

PATIENCE = 60.0
"""Seconds to wait for an answer before the server counts as hung."""


class Upload(NamedTuple):
    """A file given as a variable; it is sent by the GraphQL multipart request convention."""

    name: str
    content: bytes
    content_type: str


class Caller:
    """Someone who asks; anonymous without a token.

    `answered` is the instant of the last answer, on the clock of the streams' messages. Every id met in an answer is
    added to `seen`, so that a test can later ask somebody else for all of them.
    """

    def __init__(self, url: str, token: str | None = None, seen: set[str] | None = None) -> None:
        self.url = url
        self.token = token
        self.seen = set() if seen is None else seen
        self.answered = 0.0
        self.extensions: dict[str, Any] = {}
        self._http = httpx2.Client(timeout=PATIENCE, trust_env=False)

    def post(self, document: str, variables: dict[str, Any]) -> httpx2.Response:
        """The bare response to one operation."""
        headers = {"Accept": "application/graphql-response+json, application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        uploads = {name: value for name, value in variables.items() if isinstance(value, Upload)}
        body = {"query": document, "variables": {**variables, **dict.fromkeys(uploads)}}
        if not uploads:
            response = self._http.post(self.url, json=body, headers=headers)
        else:
            places = {name: [f"variables.{name}"] for name in uploads}
            form = {"operations": json.dumps(body), "map": json.dumps(places)}
            response = self._http.post(self.url, data=form, files={**uploads}, headers=headers)
        self.answered = time.monotonic()
        return response

    def ask(self, document: str, /, **variables: Any) -> dict[str, Any]:
        """The data of an operation that must run without a GraphQL error."""
        response = self.post(document, variables)
        assert response.status_code == 200, f"{response.status_code}: {response.text[:2000]}"
        answer = response.json()
        assert "errors" not in answer, f"{json.dumps(answer['errors'])[:2000]}\n{document}"
        self.extensions = answer.get("extensions") or {}
        self.seen.update(ids_in(answer["data"]))
        return answer["data"]

    def do(self, document: str, /, **variables: Any) -> dict[str, Any]:
        """The payload of a mutation that must succeed; all payloads by alias where it has several fields."""
        data = self.ask(document, **variables)
        for field, payload in data.items():
            assert payload["userErrors"] == [], (field, payload["userErrors"])
        return next(iter(data.values())) if len(data) == 1 else data

    def refused(self, document: str, /, **variables: Any) -> str:
        """The code of the one reason for which a mutation must be refused."""
        (payload,) = self.ask(document, **variables).values()
        (error,) = payload["userErrors"]
        return error["code"]

    def withheld(self, field: str) -> bool:
        """Whether the last answer named a field among those kept from the viewer."""
        return field in json.dumps(self.extensions.get("withheld"))


def ids_in(value: Any) -> set[str]:
    """Every value under a key `id`, at any depth of an answer."""
    if isinstance(value, list):
        return set().union(*map(ids_in, value))
    if not isinstance(value, dict):
        return set()
    own = {value["id"]} if isinstance(value.get("id"), str) else set()
    return own.union(*map(ids_in, value.values()))


def at_once(caller: Caller, number: int, act: Callable[[Caller, int], Any]) -> list[Any]:
    """What each of several sessions answers when all act together."""
    start = threading.Barrier(number)

    def one(index: int) -> Any:
        who = Caller(caller.url, caller.token)
        who.ask("query { viewer { role } }")
        start.wait(30)
        return act(who, index)

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))
