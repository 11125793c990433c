"""A receiver of webhooks on a real socket: keeps what comes, and answers what it is told to."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import orjson
from standardwebhooks import Webhook

OK = b"HTTP/1.1 204 No Content\r\n\r\n"


def status(code: int, more: str = "") -> bytes:
    """An answer with this status."""
    return f"HTTP/1.1 {code} Said\r\n{more}Content-Length: 0\r\n\r\n".encode()


@dataclass
class Receiver:
    """`answers` are given one after another, then 204. An empty one says nothing, and keeps the line."""

    answers: list[bytes] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    connections: int = 0
    url: str = ""

    async def __aenter__(self) -> "Receiver":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/hook?token=theirs"
        return self

    async def __aexit__(self, *_: Any) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with suppress(OSError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
            self.got.append((headers | {"line": head[0]}, await reader.readexactly(int(headers["content-length"]))))
            answer = self.answers.pop(0) if self.answers else OK
            writer.write(answer)
            if not answer:
                await reader.read()
        writer.close()

    def told(self) -> list[dict[str, Any]]:
        """The messages, in the order they came."""
        return [orjson.loads(body) for _, body in self.got]

    def verified(self, secret: str, place: int = -1) -> Any:
        """A message, as a receiver reads it that trusts nobody."""
        headers, body = self.got[place]
        return Webhook(secret).verify(body, headers)
