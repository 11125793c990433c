"""Refusing at the door: while nobody is let in, a request is answered before anything is made of it.

To say no has to cost next to nothing, or a server that is asked four times what it can answer has no time left to
answer anything. What may go first, and what is unusual in any respect, goes the way of all requests.
"""

import asyncio
from typing import Any, Protocol

import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from resolvers.scope import FULL
from server import metrics
from server.graphql.admission import may_go_first
from server.graphql.errors import BUSY, request_error

BODY = orjson.dumps({"errors": [request_error(BUSY, FULL).formatted]})
REFUSAL = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json; charset=utf-8\r\ncache-control: no-store\r\n"
    b"x-content-type-options: nosniff\r\nretry-after: 1\r\ncontent-length: %d\r\n\r\n%s" % (len(BODY), BODY)
)
BEGINNING = b"POST /graphql HTTP/1.1\r\n"
END = b"\r\n\r\n"
LENGTH = b"\r\ncontent-length:"
UNUSUAL = (b"\r\nconnection: close", b"\r\ntransfer-encoding:", b"\r\nexpect:")


class Room(Protocol):
    """Says how many are let in."""

    @property
    def room(self) -> int:
        """How many."""


def body_of(data: bytes) -> bytes | None:
    """The body of one whole request to the graph; None where this is anything else, or more, or only part of one."""
    if not data.startswith(BEGINNING):
        return None
    end = data.find(END)
    if end < 0:
        return None
    head, body = data[:end].lower(), data[end + len(END) :]
    if any(each in head for each in UNUSUAL):
        return None
    length = head.partition(LENGTH)[2].partition(b"\r\n")[0].strip()
    return body if length.isdigit() and int(length) == len(body) else None


class Passing:
    """Who has come through the door and was not heard yet. The loop hears of all who came meanwhile before it listens
    to the first of them: a crowd would pass a door that asks only who is in."""

    def __init__(self, admission: Room) -> None:
        self._admission, self._coming = admission, 0

    @property
    def is_shut(self) -> bool:
        """Whether there is no room for one more."""
        return self._coming >= self._admission.room

    def take(self, loop: asyncio.AbstractEventLoop) -> None:
        """One more comes through; the loop hears them before it comes to what it is asked to do here."""
        self._coming += 1
        loop.call_soon(self._heard)

    def _heard(self) -> None:
        self._coming -= 1


class Door(HttpToolsProtocol):
    """A connection. `passing` and `trusted` are given by `door`."""

    passing: Passing
    trusted: Any
    is_between = True
    """Whether the last request was read to its end, and the next has not begun."""

    def on_message_begin(self) -> None:
        """A request begins."""
        self.is_between = False
        super().on_message_begin()

    def on_message_complete(self) -> None:
        """A request is read."""
        self.is_between = True
        super().on_message_complete()

    def data_received(self, data: bytes) -> None:
        """Refuse at once, or read on."""
        if self.is_between and (self.cycle is None or self.cycle.response_complete):
            body = body_of(data)
            if body is not None and self.passing.is_shut and not may_go_first(body, self.trusted.documents):
                metrics.SHED.inc()
                self.transport.write(REFUSAL)
                return
        else:
            body = None
        super().data_received(data)
        if body is not None:
            self.passing.take(self.loop)


def door(admission: Room, trusted: Any) -> type[Door]:
    """Connections of a server that lets in whom `admission` does; `trusted` are the documents that have ids."""
    return type("Door", (Door,), {"passing": Passing(admission), "trusted": trusted})
