"""One running server for all tests of the way in, and short ways to ask it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import httpx2
import orjson
import pytest
from websockets.asyncio.client import ClientConnection, connect

from server.logs import configure
from tests.server.served import Served, serving


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    configure()
    with serving() as running:
        yield running


@pytest.fixture
async def http(served: Served) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=served.url.removesuffix("/graphql"), timeout=10) as client:
        yield client


@pytest.fixture
def post(http: httpx2.AsyncClient) -> Callable[..., Awaitable[httpx2.Response]]:
    """POST a query with headers; what else is given goes into the body."""

    async def send(query: str | None, headers: dict[str, str] | None = None, **body: Any) -> httpx2.Response:
        return await http.post("/graphql", json={"query": query, **body}, headers=headers or {})

    return send


class Socket:
    """A client of graphql-transport-ws that says what it sends."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def send(self, type: str, id: str | None = None, **payload: Any) -> None:
        message = {"type": type} | ({"id": id} if id else {}) | ({"payload": payload} if payload else {})
        await self.connection.send(orjson.dumps(message).decode())

    async def subscribe(self, id: str, query: str, **more: Any) -> None:
        await self.send("subscribe", id, query=query, **more)

    async def read(self, *, pings: bool = False) -> dict[str, Any]:
        while True:
            message = orjson.loads(await self.connection.recv())
            if pings or message["type"] != "ping":
                return message

    async def until_end(self, id: str) -> list[dict[str, Any]]:
        """The frames of one operation up to its `complete` or `error`; frames of others are passed over."""
        found = []
        while not found or found[-1]["type"] == "next":
            message = await self.read()
            if message.get("id") == id:
                found.append(message)
        return found

    async def closed(self) -> int | None:
        """Wait for the other side to close; its code."""
        await self.connection.wait_closed()
        return self.connection.close_code


@pytest.fixture
async def raw_socket(served: Served) -> AsyncIterator[Socket]:
    """A socket that is not initialised."""
    async with connect(served.ws, subprotocols=["graphql-transport-ws"]) as connection:  # type: ignore[list-item]
        yield Socket(connection)


@pytest.fixture
async def socket(raw_socket: Socket) -> Socket:
    """A socket ready for operations."""
    await raw_socket.send("connection_init")
    assert await raw_socket.read() == {"type": "connection_ack"}
    return raw_socket
