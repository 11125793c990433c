"""The load generator: one lean loop over a few connections, in a process of its own.

`Loader` runs it; a job is one line of JSON on standard input, its result one line on standard output. Each connection
asks again as soon as it was answered, until the time is up; what is under way then is waited for and counts.
"""

import gc
import hashlib
import json
import re
import selectors
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Self

LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
CHUNK = 1 << 18
MEGABYTE = 1 << 20
TIMEOUT = 120
"""Seconds after which a peer that says nothing is given up."""


@dataclass
class Connection:
    """One connection and the answer that is coming in on it."""

    socket: socket.socket
    which: int = 0
    asked_at: float = 0.0
    buffer: bytearray = field(default_factory=bytearray)
    start: int = 0
    ends: int = 0

    def ask(self, which: int, request: bytes) -> None:
        """Send a request."""
        self.which, self.ends = which, 0
        self.buffer.clear()
        self.asked_at = perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bytes | None:
        """The body, once the answer is whole."""
        read = self.socket.recv(CHUNK)
        if not read:
            raise ConnectionError(f"hung up after {bytes(self.buffer[:200])!r}")
        self.buffer += read
        if not self.ends:
            head = self.buffer.find(b"\r\n\r\n")
            if head < 0:
                return None
            if not self.buffer.startswith(b"HTTP/1.1 200"):
                raise ConnectionError(f"answered {bytes(self.buffer[:500])!r}")
            length = LENGTH.search(self.buffer, 0, head)
            if length is None:
                return _chunks(self.buffer, head + 4) if self.buffer.endswith(b"\r\n0\r\n\r\n") else None
            self.ends = head + 4 + int(length[1])
            self.start = head + 4
        return bytes(self.buffer[self.start : self.ends]) if len(self.buffer) >= self.ends else None


def _chunks(buffer: bytearray, at: int) -> bytes:
    """A body that came in chunks."""
    body = b""
    while True:
        line = buffer.index(b"\r\n", at)
        size = int(buffer[at:line], 16)
        if size == 0:
            return body
        body += buffer[line + 2 : line + 2 + size]
        at = line + 2 + size + 2


def connect(port: int) -> socket.socket:
    """A connection to a server on this machine."""
    made = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, MEGABYTE)
    return made


def ask(port: int, request: bytes) -> bytes:
    """The body of one answer."""
    with connect(port) as made:
        connection = Connection(made)
        connection.ask(0, request)
        while (body := connection.receive()) is None:
            pass
        return body


def run(
    port: int, requests: list[bytes], connections: int, seconds: float, most: int | None, exact: bool
) -> dict[str, Any]:
    """Ask for so many seconds, and at most so often. Raises ConnectionError for anything but equal answers.

    Without `exact`, equally long ones are enough: for a peer that answers lists in any order.
    """
    selector = selectors.DefaultSelector()
    clients = [Connection(connect(port)) for _ in range(connections)]
    first: list[bytes | None] = [None] * len(requests)
    took: list[float] = []
    count, asked, waiting = len(requests), 0, 0
    for client in clients:
        selector.register(client.socket, selectors.EVENT_READ, client)
    began = perf_counter()
    until = began + seconds
    for client in clients:
        client.ask(asked % count, requests[asked % count])
        asked, waiting = asked + 1, waiting + 1
    while waiting:
        ready = selector.select(TIMEOUT)
        if not ready:
            raise ConnectionError(f"no answer within {TIMEOUT} s")
        for key, _ in ready:
            client = key.data
            body = client.receive()
            if body is None:
                continue
            now = perf_counter()
            took.append(now - client.asked_at)
            which = client.which
            before = first[which]
            if before is None:
                first[which] = body
            elif body != before and (exact or len(body) != len(before)):
                raise ConnectionError(f"two answers to one question: {body[:300]!r}")
            if now < until and (most is None or asked < most):
                client.ask(asked % count, requests[asked % count])
                asked += 1
            else:
                waiting -= 1
    elapsed = perf_counter() - began
    for client in clients:
        client.socket.close()
    took.sort()
    return {
        "answered": len(took),
        "rps": len(took) / elapsed,
        "p50": took[len(took) // 2] * 1000,
        "p99": took[min(len(took) - 1, len(took) * 99 // 100)] * 1000,
        "bodies": [body and hashlib.sha256(body).hexdigest() for body in first],
    }


class Loader:
    """The load generator, started once and given one job after another."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "benchmarks.load"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()

    def run(
        self,
        port: int,
        requests: list[bytes],
        connections: int,
        seconds: float,
        most: int | None = None,
        exact: bool = True,
    ) -> dict[str, Any]:
        """One job; times are in milliseconds. Raises ConnectionError as `run` does."""
        assert self._process.stdin and self._process.stdout
        written = [request.decode() for request in requests]
        self._process.stdin.write(json.dumps([port, written, connections, seconds, most, exact]) + "\n")
        self._process.stdin.flush()
        result = json.loads(self._process.stdout.readline())
        if "failed" in result:
            raise ConnectionError(result["failed"])
        return result


def main() -> None:
    """Do one job after another."""
    gc.disable()
    for line in sys.stdin:
        port, requests, *rest = json.loads(line)
        try:
            result = run(port, [request.encode() for request in requests], *rest)
        except OSError as error:
            result = {"failed": f"{type(error).__name__}: {error}"}
        print(json.dumps(result), flush=True)
        gc.collect()


if __name__ == "__main__":
    main()
