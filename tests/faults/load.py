"""Load that does not wait for answers: so many requests a second fall due, whatever became of those before, and each is
measured from the moment it was due. It runs in a process of its own."""

import asyncio
import json
import multiprocessing
import time
from collections import deque
from dataclasses import dataclass

import uvloop

PATIENCE_SECONDS = 10
"""When somebody gives up who hears nothing."""


@dataclass(frozen=True)
class Wish:
    """One request: which sort it is of, and the bytes of it."""

    sort: str
    sent: bytes

    @classmethod
    def of(cls, sort: str, query: str, token: str | None = None, **variables: object) -> "Wish":
        """An operation of somebody."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        head = "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
        head += "accept: application/graphql-response+json\r\n"  # what is no operation at all is no success then
        head += f"authorization: Bearer {token}\r\n" if token else ""
        return cls(sort, f"{head}content-length: {len(body)}\r\n\r\n".encode() + body)


HEALTH = Wish("health", b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n")


@dataclass(frozen=True)
class Heard:
    """What became of one: its sort, the status or 0 where there was no answer, the seconds since it was due, and for
    how many of them it was not even sent, because this process was late; and when it was due."""

    sort: str
    status: int
    seconds: float
    retry_after: bool
    late: float
    due: float


class Line(asyncio.Protocol):
    """A connection that carries one request at a time."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is open."""
        self.transport, self.buffer, self.answered = transport, b"", None

    def ask(self, sent: bytes) -> asyncio.Future[bytes]:
        """The head of the answer, once all of it is there."""
        if self.transport.is_closing():
            raise ConnectionError
        self.answered = asyncio.get_running_loop().create_future()
        self.transport.write(sent)
        return self.answered

    def data_received(self, data: bytes) -> None:
        """Part of an answer."""
        self.buffer += data
        head, found, rest = self.buffer.partition(b"\r\n\r\n")
        if not found or self.answered is None or self.answered.done():
            return
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n", 1)[0] or 0)
        if len(rest) >= length:
            self.buffer = rest[length:]
            self.answered.set_result(head)

    def connection_lost(self, error: Exception | None) -> None:
        """It is gone."""
        if self.answered is not None and not self.answered.done():
            self.answered.set_exception(ConnectionError())


async def _offer(port: int, wishes: list[Wish], rate: float, seconds: float) -> list[Heard]:
    """Offer the wishes in turn, evenly, so many a second."""
    loop, free, heard = asyncio.get_running_loop(), deque[Line](), list[Heard]()

    async def opened() -> Line:
        return (await loop.create_connection(Line, "127.0.0.1", port))[1]

    async def one(wish: Wish, due: float) -> None:
        status, retry_after, late = 0, False, 0.0
        used = free.pop() if free else None
        line = used or await opened()
        try:
            async with asyncio.timeout_at(due + PATIENCE_SECONDS):
                late = loop.time() - due
                try:
                    head = await line.ask(wish.sent)
                except ConnectionError:
                    if used is None or line.buffer:
                        raise
                    line = await opened()  # it lay idle, and was closed in the moment it was used again
                    head = await line.ask(wish.sent)
            status, retry_after = int(head[9:12]), b"retry-after" in head.lower()
            free.append(line)
        except (OSError, TimeoutError):
            line.transport.abort()
        heard.append(Heard(wish.sort, status, loop.time() - due, retry_after, late, due - begun))

    begun, asking = loop.time(), set()
    for number in range(int(rate * seconds)):
        due = begun + number / rate
        if (early := due - loop.time()) > 0:
            await asyncio.sleep(early)
        task = loop.create_task(one(wishes[number % len(wishes)], due))
        asking.add(task)
        task.add_done_callback(asking.discard)
    if asking:
        await asyncio.wait(asking)
    return heard


def _run(pipe, *given) -> None:
    pipe.send(uvloop.run(_offer(*given)))


def offered(port: int, wishes: list[Wish], rate: float, seconds: float) -> list[Heard]:
    """What became of all of them."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_run, args=(theirs, port, wishes, rate, seconds))
    process.start()
    theirs.close()
    try:
        return ours.recv()
    finally:
        process.join()


def closed_loop(port: int, wishes: list[Wish], at_once: int, seconds: float) -> float:
    """How many a second are answered where so many ask one after the other: the capacity."""

    async def run() -> int:
        loop, answered = asyncio.get_running_loop(), 0
        until = loop.time() + seconds

        async def one(offset: int) -> None:
            nonlocal answered
            _, line = await loop.create_connection(Line, "127.0.0.1", port)
            number = offset
            while loop.time() < until:
                head = await line.ask(wishes[number % len(wishes)].sent)
                answered += b" 200 " in head[:16]
                number += at_once
            line.transport.close()

        await asyncio.gather(*(one(each) for each in range(at_once)))
        return answered

    begun = time.monotonic()
    return uvloop.run(run()) / (time.monotonic() - begun)
