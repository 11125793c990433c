"""The endpoint `/graphql`: one POST is one operation, answered as JSON or as a stream; and the socket beside it."""

from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Hashable
from contextlib import aclosing
from datetime import timedelta
from functools import partial
from typing import Any

import orjson
import strawberry
from graphql import GraphQLFormattedError, OperationDefinitionNode, OperationType
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.http.websocket_origin import normalize_origin
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types.unset import UNSET, UnsetType

from permissions.viewer import NOBODY
from server import metrics
from server.answers import JSON, JsonResponse, problem, try_again
from server.credentials import Credentials, forgery, from_headers, keep_cookie
from server.graphql import sse
from server.graphql.engine import Answer, Call, Engine, refusal
from server.graphql.errors import BUSY, Refused, fault, is_busy, request_error
from server.graphql.metering import Metered, allowance, rate_headers, status_of
from server.graphql.negotiation import RESPONSE_JSON, Accepted, content_type, negotiate
from server.graphql.points import Points
from server.graphql.requests import Unreadable, call_of_form, is_multipart, read_json, reading_form
from server.graphql.running import Watch, ask
from server.graphql.stays import REFUSAL, Stays
from server.graphql.trusted import ENDED, Trusted
from server.graphql.websocket import Connection, SocketAdapter, SocketHandler
from server.intake import TooLarge
from server.limits import DEFAULT, Limits
from server.usage import program_of

MakeContext = Callable[[HTTPConnection, str | None], Awaitable[Any]]
"""Reads the viewer of a token and makes a context: once for every operation, on HTTP and on a socket alike."""


class Endpoint(GraphQL[Any, None]):
    """GraphQL over HTTP, server-sent events and graphql-transport-ws, for one schema.

    A context has `viewer` and `ip`, whose points are counted, and `mark`, set where the viewer is to be confirmed;
    `withheld: set[str]`, the fields kept from the viewer; `revealed`, whose secrets it was told; `rate_limit`, which
    says what is left of the points; `set_cookie: str | None`, the session token to keep in the browser or the empty
    string to forget it; `forget()`, called before each event of a stream; and `abandon()`, called when nobody waits
    for it any more.
    """

    websocket_adapter_class = SocketAdapter  # type: ignore[assignment]
    graphql_transport_ws_handler_class = SocketHandler

    def __init__(
        self,
        schema: strawberry.Schema,
        make_context: MakeContext,
        *,
        public_url: str,
        limits: Limits = DEFAULT,
        trusted: Trusted | None = None,
        points: Points | None = None,
    ) -> None:
        self.engine = Engine(schema, limits)
        self.metered = Metered(self.engine, limits, points)
        super().__init__(
            schema=self.engine.schema,
            graphql_ide=None,
            allow_queries_via_get=False,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=timedelta(seconds=limits.init_seconds),
            max_subscriptions_per_connection=None,
            allowed_origins=[origin] if (origin := normalize_origin(public_url)) else [],
        )
        self.make_context, self.public_url, self.limits = make_context, public_url, limits
        self.stays = Stays()
        self.trusted = trusted or Trusted(alone=False)
        self.watch = Watch()
        self.sockets_open = 0
        self.sockets_of: Counter[Hashable] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hold a socket."""
        if scope["type"] == "http":
            response = await self.respond(Request(scope, receive))
            await response(scope, receive, send)
        elif self.stays.is_over:
            await WebSocket(scope, receive, send).send_denial_response(leaving())
        elif self.sockets_open >= self.limits.sockets:
            await WebSocket(scope, receive, send).close(1013, "Too many connections; come back in a moment")
        else:
            self.sockets_open += 1
            try:
                await super().__call__(scope, receive, send)
            finally:
                self.sockets_open -= 1

    async def respond(self, request: Request) -> Response:
        """The response to a request, whatever is wrong with it."""
        accepted = negotiate(request.headers.get("accept"))
        if request.method != "POST":
            return not_post(accepted)
        if accepted.json is None and not accepted.stream:
            return problem(406, "NOT_ACCEPTABLE", f"Accept application/json, {RESPONSE_JSON} or text/event-stream.")
        credentials = from_headers(request, self.public_url)
        multipart = is_multipart(request)
        if reason := forgery(request, credentials, multipart=multipart, public_url=self.public_url):
            return problem(403, "CSRF_REFUSED", reason, accepted.error_type)
        try:
            if not multipart:
                return await self._answer(request, await read_json(request), credentials, accepted)
            async with reading_form(request) as form:
                return await self._answer(request, call_of_form(form), credentials, accepted)
        except ClientDisconnect:
            return Response(status_code=400)
        except Unreadable as bad:
            return problem(bad.status, bad.code, bad.message, accepted.error_type)
        except TooLarge:
            raise
        except Exception as raised:
            error = fault(raised)
            return try_again([error], accepted.error_type) if is_busy(error) else failed(error, accepted)

    async def arrived(self, connection: HTTPConnection, call: Call, credentials: Credentials) -> Any:
        """The context of a call that was checked. Raises `Refused` where its viewer may not send it."""
        context = await self.make_context(connection, credentials.token)
        self.trusted.check_viewer(call, credentials, context)
        return context

    async def checked(
        self, connection: HTTPConnection, call: Call, credentials: Credentials
    ) -> OperationDefinitionNode:
        """The operation a call means, where its document may run. Raises `Refused`."""
        arriving = partial(self.make_context, connection, credentials.token)
        operation = await self.metered.penalties.checked(call, arriving)
        self.trusted.automatic.keep(call)
        return operation

    async def turned_away(self, connection: HTTPConnection, credentials: Credentials, no: Refused) -> Answer:
        """The answer to a document that may not run, charged to who sent it where that can be found out."""
        try:
            context = await self.make_context(connection, credentials.token)
        except Exception as raised:
            fault(raised)
            return refusal(no)
        return self.metered.turned_away(context, no)

    async def _answer(self, request: Request, call: Call, credentials: Credentials, accepted: Accepted) -> Response:
        """Check the call, run it, and answer in the type agreed on."""
        call.program = program_of(request.headers)
        try:
            self.trusted.check(call, credentials)
            operation = await self.checked(request, call, credentials)
            if call.is_weighed_alone:
                return await self._ask(request, call, credentials, accepted)
            if operation.operation is not OperationType.SUBSCRIPTION:
                run = self._act if operation.operation is OperationType.MUTATION else self._ask
                return await run(request, call, credentials, accepted)
        except Refused as no:
            metrics.UNREAD.inc()
            return self._written(await self.turned_away(request, credentials, no), accepted)
        if not accepted.stream:
            raise Unreadable("A subscription needs Accept: text/event-stream, or a WebSocket.", 406, "NOT_ACCEPTABLE")
        if self.stays.is_over:
            return leaving(accepted.error_type)
        sse.resume(call, operation, request.headers.get("last-event-id"))
        followed: list[Any] = []
        events = self._events(request, call, credentials, followed)
        return self._streamed(events, lambda: followed[0].position() if followed else None)

    async def _events(
        self, request: Request, call: Call, credentials: Credentials, followed: list[Any]
    ) -> AsyncGenerator[Answer, None]:
        """The answers of a stream; its context is put into `followed`."""
        try:
            context = await self.arrived(request, call, credentials)
            followed.append(context)
        except Refused as no:
            yield refusal(no)
            return
        except Exception as raised:
            yield Answer({"errors": [fault(raised)]}, refused=True)
            return
        async with aclosing(self.metered.events(call, context)) as answers:
            async for answer in answers:
                yield answer

    async def _ask(self, request: Request, call: Call, credentials: Credentials, accepted: Accepted) -> Response:
        """Run a query, for as long as its caller is there."""
        with self.watch.over(request.receive):
            context = await self.arrived(request, call, credentials)
            answer = await ask(self.metered, call, context)
        if any(map(is_busy, answer.errors)):
            return try_again(answer.errors, accepted.error_type)
        response = self._written(answer, accepted)
        if self.trusted.ended(credentials, context):
            response.headers.update(ENDED)
        return response

    async def _act(self, request: Request, call: Call, credentials: Credentials, accepted: Accepted) -> Response:
        """Run a mutation to its end. What it wrote is told even when the rest of its answer could not be read."""
        context = await self.arrived(request, call, credentials)
        answer = await self.metered.answer(call, context)
        if answer.refused and any(map(is_busy, answer.errors)):
            return try_again(answer.errors, accepted.error_type)
        response = self._written(answer, accepted)
        keep_cookie(response, request, self.public_url, context.set_cookie)
        return response

    def _written(self, answer: Answer, accepted: Accepted) -> Response:
        """JSON where it is acceptable, else a stream of one event. The newer JSON type tells refusals by status."""
        if accepted.json is None:
            response = self._streamed(sse.once(answer))
        else:
            status = status_of(answer, tells_by_status=accepted.json == RESPONSE_JSON)
            response = JsonResponse(answer.payload, status, content_type(accepted.json))
        response.headers.update(rate_headers(answer.rate))
        return response

    def _streamed(self, answers: Any, position: Callable[[], str | None] = lambda: None) -> Response:
        return sse.response(answers, self.limits.heartbeat_seconds, self.stays, position)

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Connection:
        """What the handler of a socket keeps between operations; asked by the library once for each connection."""
        assert isinstance(request, WebSocket)
        return Connection(request, from_headers(request, self.public_url))

    async def on_ws_connect(self, context: Connection) -> UnsetType:
        """Take the token of the payload. An unknown one makes an anonymous viewer and closes no socket, unless whoever
        comes has as many as they may."""
        context.sign_in()
        whose, most = await self._counted(context)
        if self.sockets_of[whose] >= most:
            raise ConnectionRejectionError
        context.counted_as = whose
        self.sockets_of[whose] += 1
        return UNSET

    def on_ws_end(self, context: Connection) -> None:
        """Count a connection no more."""
        if context.counted_as is not None:
            self.sockets_of[context.counted_as] -= 1
            if not self.sockets_of[context.counted_as]:
                del self.sockets_of[context.counted_as]
            context.counted_as = None

    async def _counted(self, context: Connection) -> tuple[Hashable, int]:
        """Among whose connections one is counted, and how many those may be: a viewer's, or an address's."""
        try:
            viewer = (await self.make_context(context.websocket, context.credentials.token)).viewer
        except Exception as raised:
            fault(raised)
            viewer = NOBODY
        if viewer.is_signed_in:
            return viewer.actor_id, allowance(self.limits, viewer).sockets
        return context.origin, self.limits.sockets_unsigned

    def encode_json(self, data: object) -> str:
        """Text, because graphql-transport-ws speaks in text frames."""
        return orjson.dumps(data).decode()

    def decode_json(self, data: str | bytes) -> object:
        """Strict JSON: no NaN, no lone surrogates, no endless nesting."""
        return orjson.loads(data)


def failed(error: GraphQLFormattedError, accepted: Accepted) -> Response:
    """The answer to what we could not do."""
    return JsonResponse({"errors": [error]}, 500, accepted.error_type)


def leaving(media_type: str = JSON) -> JsonResponse:
    """The answer to who would stay, of a server that stops."""
    return try_again([request_error(BUSY, REFUSAL).formatted], media_type)


def not_post(accepted: Accepted) -> Response:
    """The answer to any other method: queries by GET are off, so that no link can ask in somebody's name."""
    response = problem(405, "METHOD_NOT_ALLOWED", "GraphQL is asked by POST.", accepted.error_type)
    response.headers["allow"] = "POST"
    return response
