"""What every request passes before it is routed: it gets a trace id, and its bytes are counted."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.answers import problem
from server.limits import DEFAULT, Limits
from server.logs import begin_trace


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
