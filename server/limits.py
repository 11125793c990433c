"""How much a request may ask for (security.md 5.5), and the two limits that lie before GraphQL: trace and size."""

from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.answers import problem
from server.logs import begin_trace

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True)
class Limits:
    """What one document, one operation and one connection may cost. Sizes in bytes or characters, times in seconds."""

    body: int = 256 * KIB
    upload: int = 32 * MIB
    """More than the largest file, so that a file somewhat too large is refused by the verb, in words."""
    characters: int = 100_000
    tokens: int = 5_000
    values: int = 10_000
    comments: int = 500
    depth: int = 20
    fields: int = 1_500
    aliases: int = 100
    directives: int = 50
    operations: int = 10
    cost: int = 200_000
    default_page: int = 50
    assumed_list: int = 10
    introspection: int = 20_000
    cached_documents: int = 512
    cached_tokens: int = 100_000
    init_seconds: float = 5
    ping_seconds: float = 20
    send_seconds: float = 30
    heartbeat_seconds: float = 15
    subscriptions: int = 20
    operations_in_flight: int = 100


DEFAULT = Limits()


class TooLarge(Exception):
    """More bytes came than the route takes."""


class BodyLimit:
    """Counts the bytes of every request as they arrive; a declared length that is too large is refused unread."""

    def __init__(self, app: ASGIApp, limits: Limits = DEFAULT) -> None:
        self.app, self.limits = app, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request, or answer 413."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        most = self._most(headers)
        started = False
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > most:
                raise TooLarge
            return message

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            declared = headers.get("content-length", "0")
            if declared.isdigit() and int(declared) > most:
                raise TooLarge
            await self.app(scope, counted, noted)
        except TooLarge:
            if started:
                raise
            await problem(413, "PAYLOAD_TOO_LARGE", f"A request may have {most} bytes at most.")(scope, receive, send)

    def _most(self, headers: Headers) -> int:
        multipart = headers.get("content-type", "").lower().startswith("multipart/form-data")
        return self.limits.upload if multipart else self.limits.body


class Trace:
    """Gives every request a trace id: in its log lines and in the header `X-Trace-Id` of its answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request under a new id."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        trace_id = begin_trace()

        async def traced(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["x-trace-id"] = trace_id
            await send(message)

        await self.app(scope, receive, traced)
