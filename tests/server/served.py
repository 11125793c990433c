"""A small graph of its own, served by a real uvicorn on a free port, for the tests of the way in."""

import asyncio
import socket
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from enum import Enum
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import strawberry
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.routing import Route, WebSocketRoute
from strawberry.file_uploads import Upload

from models.core.access import Role
from models.errors import ErrorCode, Rejected
from permissions.viewer import NOBODY, Kind, Viewer
from server.graphql.http import Endpoint
from server.graphql.sharing_points import SharedPoints
from server.intake import BodyLimit, Trace
from server.limits import Limits

VIEWERS = {
    "staff": Viewer(kind=Kind.ALL, role=Role.STAFF, user_id=uuid4()),
    "analyst": Viewer(kind=Kind.ALL, role=Role.ANALYST, user_id=uuid4()),
    "contact": Viewer(kind=Kind.CONTACT, role=Role.CONTACT, contact_id=uuid4()),
}
"""Who comes with which token; with any other comes nobody."""
QUICK = Limits(
    init_seconds=1.5, heartbeat_seconds=0.3, ping_seconds=0.3, subscriptions=3, refused_milliseconds=1_000_000
)


@dataclass
class FakeContext:
    """What the endpoint needs of a context, and a number that tells one context from another."""

    served: "Served"
    number: int
    token: str | None
    withheld: set[str] = field(default_factory=set)
    revealed: dict[str, Any] = field(default_factory=dict)
    rate_limit: Any = None
    set_cookie: str | None = None
    loaded: str = ""
    mark: str | None = None
    viewer: Viewer = NOBODY
    ip: str | None = None
    services: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(readers=None))

    def forget(self) -> None:
        """Drop what was loaded."""
        self.loaded = ""

    def position(self) -> str | None:
        """Where a stream would go on from."""
        return "7"

    def abandon(self) -> None:
        """Cancel what runs."""
        self.served.abandoned += 1


@strawberry.enum
class Colour(Enum):
    """A colour."""

    RED = "Red."
    GREEN = "Green."


@strawberry.type
class Thing:
    """A thing among things."""

    id: strawberry.ID = strawberry.ID("thing")

    @strawberry.field
    def same(self) -> "Thing":
        return self

    @strawberry.field
    def parts(self) -> list["Thing"]:
        return [Thing()]

    @strawberry.field
    def few(self, first: int = 4) -> list["Thing"]:
        """A list that says how many it answers unless told otherwise."""
        return []

    @strawberry.field
    def page(self, first: int | None = None) -> "ThingConnection":
        return ThingConnection()


@strawberry.type
class ThingEdge:
    """A place on a page."""

    cursor: str = "c"
    node: Thing = strawberry.field(default_factory=Thing)


@strawberry.type
class ThingConnection:
    """A page of things."""

    @strawberry.field
    def nodes(self) -> list[Thing]:
        return [Thing()]

    @strawberry.field
    def edges(self) -> list[ThingEdge]:
        return [ThingEdge()]

    total_count: int = 1


@strawberry.input
class EchoInput:
    """What is to be said."""

    text: str
    loud: bool = False


@strawberry.type
class Query:
    """What can be asked."""

    @strawberry.field
    def hello(self, name: str = "world") -> str:
        return f"hello {name}"

    @strawberry.field
    async def slow(self, seconds: float) -> str:
        await asyncio.sleep(seconds)
        return "done"

    @strawberry.field
    def token(self, info: strawberry.Info) -> str | None:
        return info.context.token

    @strawberry.field
    def context_number(self, info: strawberry.Info) -> int:
        return info.context.number

    @strawberry.field
    def boom(self) -> str | None:
        raise RuntimeError("the password of the database is hunter2")

    @strawberry.field
    def must(self) -> str:
        raise RuntimeError("secret")

    @strawberry.field
    def refused(self) -> str | None:
        raise Rejected(ErrorCode.INVALID, "At most 100 are answered at once.", ["first"])

    @strawberry.field
    def secret(self, info: strawberry.Info) -> str | None:
        info.context.withheld.update({"Query.secret", "Client.notes"})
        return None

    @strawberry.field
    def paint(self, colour: Colour, input: EchoInput | None = None) -> str:
        return colour.name

    @strawberry.field
    def thing(self) -> Thing:
        return Thing()

    @strawberry.field
    def page(self, first: int | None = None) -> ThingConnection:
        return ThingConnection()

    @strawberry.field
    def nodes(self, ids: list[strawberry.ID]) -> list[Thing]:
        return []


@strawberry.type
class Mutation:
    """What can be done."""

    @strawberry.mutation
    def sign_in(self, info: strawberry.Info) -> str:
        info.context.set_cookie = "tok"
        return "tok"

    @strawberry.mutation
    def sign_out(self, info: strawberry.Info) -> bool:
        info.context.set_cookie = ""
        return True

    @strawberry.mutation
    async def upload(self, file: Upload, note: str = "") -> str:
        return f"{file.filename}:{len(await file.read())}:{note}"


@strawberry.type
class Tick:
    """One beat of a clock."""

    cursor: str
    number: int

    @strawberry.field
    def secret(self, info: strawberry.Info) -> str | None:
        info.context.withheld.add("Tick.secret")
        return None

    @strawberry.field
    def loaded(self, info: strawberry.Info) -> str:
        info.context.loaded += f"tick {self.number}"
        return info.context.loaded

    @strawberry.field
    def boom(self) -> str | None:
        raise RuntimeError("hunter2")


@strawberry.type
class Subscription:
    """What can be listened to."""

    @strawberry.subscription
    async def ticks(
        self, info: strawberry.Info, to: int = 3, after: str | None = None, pause: float = 0
    ) -> AsyncGenerator[Tick, None]:
        served = info.context.served
        served.listening += 1
        try:
            for number in range(int(after or 0) + 1, to + 1):
                await asyncio.sleep(pause)
                yield Tick(cursor=str(number), number=number)
        finally:
            served.listening -= 1

    @strawberry.subscription
    async def broken(self) -> AsyncGenerator[int, None]:
        yield 1
        raise RuntimeError("hunter2")

    @strawberry.subscription
    async def refused(self) -> AsyncGenerator[int, None]:
        raise Rejected(ErrorCode.NOT_FOUND, "Nothing with this id is here for you.", ["projectId"])
        yield 1

    @strawberry.subscription
    async def whose(self, info: strawberry.Info) -> AsyncGenerator[str, None]:
        yield info.context.token or "nobody"


schema = strawberry.Schema(Query, Mutation, Subscription)


class Served:
    """The running server: its address, its endpoint, and a way to stop it early."""

    def __init__(self, limits: Limits, points: SharedPoints | None = None) -> None:
        self.contexts = self.listening = self.abandoned = 0
        self.endpoint = Endpoint(schema, self.make_context, public_url="http://127.0.0.1", limits=limits, points=points)

        @asynccontextmanager
        async def lifespan(_app: Starlette) -> AsyncIterator[None]:
            sharing = asyncio.create_task(points.run()) if points else None
            yield
            if sharing:
                sharing.cancel()

        app = Starlette(
            routes=[Route("/graphql", self.endpoint), WebSocketRoute("/graphql", self.endpoint)],
            middleware=[Middleware(Trace), Middleware(BodyLimit, limits=limits)],
            lifespan=lifespan,
        )
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.socket]})

    @property
    def url(self) -> str:
        """Where GraphQL is asked."""
        return f"http://127.0.0.1:{self.port}/graphql"

    @property
    def ws(self) -> str:
        """Where sockets are opened."""
        return f"ws://127.0.0.1:{self.port}/graphql"

    async def make_context(self, connection: HTTPConnection, token: str | None) -> FakeContext:
        """A new context for every operation."""
        if token == "down":
            raise OSError("hunter2")
        self.contexts += 1
        self.loop = asyncio.get_running_loop()
        return FakeContext(self, self.contexts, token, viewer=VIEWERS.get(token or "", NOBODY))

    def stop(self) -> None:
        """Stop as a signal would."""
        self.server.should_exit = True
        self.thread.join(10)


@contextmanager
def serving(limits: Limits = QUICK, points: SharedPoints | None = None) -> Iterator[Served]:
    """A running server, stopped afterwards."""
    served = Served(limits, points)
    served.thread.start()
    try:
        while not served.server.started:
            assert served.thread.is_alive()
            threading.Event().wait(0.01)
        yield served
    finally:
        served.stop()
