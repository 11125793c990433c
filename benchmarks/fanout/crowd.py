"""A crowd of watchers in a process of its own: thin sockets that note when a frame came, so that two cores suffice."""

import asyncio
import base64
import os
import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

import orjson
import uvloop

PROTOCOL = "graphql-transport-ws"
OPENING_AT_ONCE = 64
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


@dataclass
class Told:
    """What the crowd was told since it was last asked: the instant of every frame, and the last payload."""

    times: list[float] = field(default_factory=list)
    last: str = ""


class Socket(asyncio.Protocol):
    """A client's end of one WebSocket. Frames of the server are not masked, which makes them cheap to read."""

    def __init__(self, path: str, heard: Callable[["Socket", bytes], None]) -> None:
        self._path, self._heard = path, heard
        self._buffer = b""
        self._is_open = False
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.acknowledged: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET {self._path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
            f"Sec-WebSocket-Protocol: {PROTOCOL}\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._is_open:
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            if b" 101 " not in head.split(b"\r\n", 1)[0]:
                self.opened.set_exception(ConnectionError(head.decode(errors="replace")[:200]))
                return
            self._is_open, self._buffer = True, rest
            self.opened.set_result(None)
        while (frame := self._frame()) is not None:
            kind, content = frame
            if kind == TEXT:
                self._heard(self, content)
            elif kind == PING:
                self._send(PONG, content)

    def _frame(self) -> tuple[int, bytes] | None:
        if len(self._buffer) < 2:
            return None
        length, at = self._buffer[1] & 127, 2
        if length == 126:
            length, at = int.from_bytes(self._buffer[2:4], "big"), 4
        elif length == 127:
            length, at = int.from_bytes(self._buffer[2:10], "big"), 10
        if len(self._buffer) < at + length:
            return None
        kind, content = self._buffer[0] & 15, self._buffer[at : at + length]
        self._buffer = self._buffer[at + length :]
        return kind, content

    def send(self, **message: Any) -> None:
        self._send(TEXT, orjson.dumps(message))

    def _send(self, kind: int, content: bytes) -> None:
        """Masked with zeros, as the protocol allows nobody to check."""
        head = bytes([128 | kind])
        size = len(content)
        head += bytes([128 | size]) if size < 126 else bytes([128 | 126]) + size.to_bytes(2, "big")
        self.transport.write(head + bytes(4) + content)


class Crowd:
    """All watchers. Driven by messages over a pipe: (what, arguments) → answer."""

    def __init__(self, host: str, port: int, path: str) -> None:
        self._at, self._path = (host, port), path
        self._sockets: list[Socket] = []
        self._told = Told()
        self._awaited, self._enough = 0, asyncio.Event()

    async def open(self, tokens: list[str], query: str, variables: dict[str, Any], jitter: float = 0) -> float:
        """One watcher for each token, a bounded number opening at once; the seconds until the last one watches."""
        gate, begun = asyncio.Semaphore(OPENING_AT_ONCE), time.perf_counter()

        async def one(token: str) -> None:
            await asyncio.sleep(random.random() * jitter)
            async with gate:
                _, socket = await asyncio.get_running_loop().create_connection(
                    lambda: Socket(self._path, self._heard), *self._at
                )
                await socket.opened
                socket.send(type="connection_init", payload={"token": token})
                await socket.acknowledged
                self._sockets.append(socket)
                socket.send(type="subscribe", id="1", payload={"query": query, "variables": variables})

        await asyncio.gather(*(one(each) for each in tokens))
        return time.perf_counter() - begun

    def _heard(self, socket: Socket, content: bytes) -> None:
        if content.startswith(b'{"id":"1","type":"next"'):
            self._told.times.append(time.monotonic())
            if len(self._told.times) == 1:
                self._told.last = content.decode()
            if len(self._told.times) >= self._awaited:
                self._enough.set()
        elif b"connection_ack" in content:
            socket.acknowledged.set_result(None)
        else:
            self._told.last = content.decode()

    async def expect(self, frames: int, seconds: float) -> Told:
        """What came until there were so many frames, or so much time had passed. Begins anew with the next call."""
        self._awaited = frames
        self._enough.clear()
        if len(self._told.times) < frames:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._enough.wait(), seconds)
        told, self._told = self._told, Told()
        return told

    async def close(self) -> int:
        """Cut all connections at once, as a tunnel does."""
        for each in self._sockets:
            each.transport.abort()
        closed, self._sockets = len(self._sockets), []
        await asyncio.sleep(0.1)
        return closed


def run(pipe: Connection, host: str, port: int, path: str) -> None:
    """The life of the crowd's process."""

    async def serve() -> None:
        crowd, loop = Crowd(host, port, path), asyncio.get_running_loop()
        while True:
            what, arguments = await loop.run_in_executor(None, pipe.recv)
            if what == "end":
                return
            pipe.send(await getattr(crowd, what)(*arguments))

    uvloop.run(serve())
