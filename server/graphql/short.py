"""The short way of the usual question: a query sent as JSON with a bearer token, for a document that is known.

It does what the long way does, without the objects a framework makes of a request. Whatever is unusual in any respect
is handed on, with what was read of it, and answered there.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from graphql import OperationType
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from resolvers.scope import FULL
from server import metrics
from server.answers import JSON
from server.credentials import bearer
from server.graphql.admission import may_go_first
from server.graphql.engine import Answer, Call, Rate
from server.graphql.errors import BUSY, Refused, is_busy, request_error
from server.graphql.metering import rate_headers, status_of
from server.graphql.negotiation import RESPONSE_JSON, content_type, negotiate
from server.graphql.requests import Unreadable, call_of
from server.graphql.running import ask
from server.logs import begin_trace
from server.usage import HEADERS, named

if TYPE_CHECKING:
    from server.graphql.http import Endpoint

JSON_TYPES = (b"application/json", b"application/json; charset=utf-8")
UNUSUAL = frozenset(
    (b"cookie", b"origin", b"content-encoding", b"transfer-encoding", b"expect", b"x-http-method-override")
)
"""Headers that ask for more than the short way knows."""
CLIENT_NAMES = tuple(name.encode() for name in HEADERS)
TOO_MUCH = orjson.dumps({"errors": [request_error(BUSY, FULL).formatted]})


class Short(NamedTuple):
    """An answer of the short way: the body, its type, the trace id, and what is left of the asker's points."""

    body: bytes
    media_type: str
    trace: str
    rate: Rate | None = None
    status: int = 200


class ShortWay:
    """Stands before the application and answers what it knows by itself."""

    def __init__(self, app: ASGIApp, graph: "Endpoint", arrive: Any, path: str = "/graphql") -> None:
        self.app, self.graph, self.arrive, self.path = app, graph, arrive, path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on."""
        if scope["type"] != "http" or scope["path"] != self.path or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        read: list[Message] = []
        if self.graph.metered.admission.room <= 0 and not await self._may_go_first(receive, read):
            metrics.SHED.inc()
            await _send(send, Short(TOO_MUCH, JSON, begin_trace(), status=503))
            return
        receive = _again(read, receive)
        read = []
        answer = await self._answered(scope, receive, read)
        if answer is None:
            await self.app(scope, _again(read, receive), send)
        else:
            await _send(send, answer)

    async def _may_go_first(self, receive: Receive, read: list[Message]) -> bool:
        """Whether it has to be looked closer who asks for what, though there is no room; what was received is noted."""
        size, more = 0, True
        while more and size <= self.graph.limits.body:
            read.append(await receive())
            size += len(read[-1].get("body", b""))
            more = read[-1].get("more_body", False)
        body = b"".join(each.get("body", b"") for each in read)
        return not more and may_go_first(body, self.graph.trusted.documents)

    async def _answered(self, scope: Scope, receive: Receive, read: list[Message]) -> Short | None:
        """The answer; None where the long way has to be gone."""
        headers = dict(scope["headers"])
        token = bearer(headers.get(b"authorization", b"").decode("latin-1"))
        length = headers.get(b"content-length", b"")
        if (
            not token
            or len(headers) != len(scope["headers"])
            or headers.get(b"content-type") not in JSON_TYPES
            or not UNUSUAL.isdisjoint(headers)
            or not length.isdigit()
            or int(length) > self.graph.limits.body
        ):
            return None
        accepted = negotiate(headers.get(b"accept", b"*/*").decode("latin-1"))
        if accepted.json is None:
            return None
        call = await _call(receive, read)
        if call is None or not self._is_known_query(call):
            return None
        name = next((headers[each] for each in CLIENT_NAMES if each in headers), b"")
        call.program = named(name.decode("latin-1"))
        trace = begin_trace()
        try:
            with self.graph.watch.over(receive):
                context = await self.arrive(scope, token)
                answer: Answer = await ask(self.graph.metered, call, context)
        except ClientDisconnect:
            return Short(b"", "text/plain", trace)
        except Exception:
            return None  # the long way finds the same, and has the words for it
        if answer.refused and any(map(is_busy, answer.errors)):
            return Short(orjson.dumps(answer.payload), accepted.error_type, trace, status=503)
        if (answer.refused and answer.rate is None) or context.set_cookie is not None:
            return None
        status = status_of(answer, tells_by_status=accepted.json == RESPONSE_JSON)
        return Short(orjson.dumps(answer.payload), content_type(accepted.json), trace, answer.rate, status)

    def _is_known_query(self, call: Call) -> bool:
        engine = self.graph.engine
        if engine.documents.kept(call.query) is None:
            return False
        try:
            return engine.check(call).operation is OperationType.QUERY
        except Refused:
            return False


async def _call(receive: Receive, read: list[Message]) -> Call | None:
    """The call in the body; what was received is noted in `read`."""
    body = b""
    while True:
        message = await receive()
        read.append(message)
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    try:
        return call_of(orjson.loads(body))
    except (orjson.JSONDecodeError, Unreadable):
        return None


def _again(read: list[Message], receive: Receive) -> Receive:
    """What was received, and then what is still to come."""
    waiting = iter(read)

    async def received() -> Message:
        return next(waiting, None) or await receive()

    return received if read else receive


async def _send(send: Send, answer: Short) -> None:
    headers = [
        (b"content-type", answer.media_type.encode()),
        (b"content-length", b"%d" % len(answer.body)),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"x-trace-id", answer.trace.encode()),
    ]
    headers += [(name.encode(), value.encode()) for name, value in rate_headers(answer.rate).items()]
    if answer.status == 503:
        headers.append((b"retry-after", b"1"))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
