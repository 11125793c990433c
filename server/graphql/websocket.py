"""graphql-transport-ws: every operation checked, run and refused by itself; nothing it does ends another's.

The library's handler shares one context between all operations of a connection and closes the socket on a syntax error
(style.md 2b, trap 9). This one gives each operation a context of its own and answers an `error` frame.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Hashable, Mapping
from contextlib import aclosing, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import orjson
from graphql import OperationType
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler, Operation

from server.credentials import Credentials, from_payload
from server.graphql.engine import Answer, Call, refusal
from server.graphql.errors import TOO_MANY_OPERATIONS, Refused, fault, refused
from server.graphql.requests import Unreadable, call_of
from server.graphql.running import Lasting, ask
from server.graphql.stays import LEAVE
from server.logs import begin_trace
from server.usage import program_in, program_of

if TYPE_CHECKING:
    from server.graphql.http import Endpoint

MAX_ID = 256
LOOK_SECONDS = 0.1
"""How often a connection that is to be left looks whether what was asked is answered."""


class Connection:
    """What is known of a connection for as long as it lasts: the handshake and the token, never a viewer."""

    def __init__(self, websocket: WebSocket, credentials: Credentials) -> None:
        self.websocket, self.credentials = websocket, credentials
        self.connection_params: Mapping[str, Any] = {}
        self.origin = websocket.client.host if websocket.client else "unknown"
        self.program = program_of(websocket.headers)
        self.counted_as: Hashable = None
        """Among whose connections."""

    def sign_in(self) -> None:
        """Take the token of the `connection_init` payload; without one the cookie of the handshake counts."""
        self.program = program_in(self.connection_params) or self.program
        if token := from_payload(self.connection_params):
            self.credentials = Credentials(token)
        elif self.connection_params.get("explore") is True:
            self.credentials = replace(self.credentials, explores=True)


class SocketAdapter(ASGIWebSocketAdapter):
    """Sends with a deadline: who does not read is dropped and comes back with the last cursor (design.md section 5)."""

    async def send_json(self, message: Mapping[str, object]) -> None:
        """Send one frame. Raises `WebSocketDisconnected` when nobody takes it in time."""
        await self._in_time(super().send_json(message))

    async def send_text(self, text: str) -> None:
        """The same of a frame that is written already."""
        await self._in_time(self.ws.send_text(text))

    async def _in_time(self, sending: Awaitable[None]) -> None:
        try:
            async with asyncio.timeout(cast("Endpoint", self.view).limits.send_seconds):
                await sending
        except TimeoutError:
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self.close(1013, "Too slow: come back with the last cursor")
            raise WebSocketDisconnected from None
        except RuntimeError as closed:
            raise WebSocketDisconnected from closed

    async def close(self, code: int, reason: str) -> None:
        """Close once; a socket that is gone needs no closing."""
        if self.ws.application_state is WebSocketState.CONNECTED:
            with suppress(RuntimeError, WebSocketDisconnect):
                await self.ws.close(code, reason)


class SocketHandler(BaseGraphQLTransportWSHandler[Connection, None]):
    """One connection. The receive loop never waits for an operation; each runs in a task of its own."""

    context: Connection

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.endpoint = cast("Endpoint", self.view)
        self.streams: set[Operation[Connection, None]] = set()
        self.writes = Lasting()
        self.pings: asyncio.Task[None] | None = None
        self.leaving: asyncio.Task[None] | None = None

    async def handle(self) -> None:
        """Hold the connection until either side ends it."""
        with self.endpoint.stays.staying(self.leave):
            await super().handle()

    def leave(self) -> None:
        """Close the connection once what was asked over it is answered; streams go on elsewhere."""
        self.leaving = asyncio.create_task(self._leave())

    async def _leave(self) -> None:
        while asked := [each.task for each in self.operations.values() if each.task and each not in self.streams]:
            await asyncio.wait(asked, timeout=LOOK_SECONDS)
        await self.websocket.close(*LEAVE)

    async def handle_message(self, message: Any) -> None:
        """Take one frame; what is no frame of the protocol closes the socket with 4400, as the protocol says."""
        if not isinstance(message, dict) or not isinstance(message.get("type"), str):
            await self.handle_invalid_message("A message is an object with a type")
        elif message["type"] in ("subscribe", "complete") and not _is_id(message.get("id")):
            await self.handle_invalid_message("The id of an operation is a short text")
        else:
            await super().handle_message(cast("Any", message))

    async def handle_connection_init(self, message: Any) -> None:
        """Acknowledge the connection, and from then on ask now and then whether the other side is there."""
        if message.get("payload") is None:
            message = {**message, "payload": {}}
        await super().handle_connection_init(message)
        if self.connection_acknowledged and self.pings is None:
            self.pings = asyncio.create_task(self._ping())

    async def handle_subscribe(self, message: Any) -> None:
        """Start an operation. Closes with 4401 before the acknowledgement and with 4409 for an id in use."""
        if not self.connection_acknowledged:
            await self.websocket.close(4401, "Unauthorized")
        elif message["id"] in self.operations:
            await self.websocket.close(4409, f"Subscriber for {message['id']} already exists")
        else:
            await self._start(message["id"], message.get("payload"))

    async def _start(self, id: str, payload: Any) -> None:
        try:
            call = call_of(payload)
            call.program = self.context.program
        except Unreadable as bad:
            await self._refuse(id, refused(bad.code, bad.message))
            return
        if len(self.operations) + len(self.writes) >= self.endpoint.limits.operations_in_flight:
            await self._refuse(id, refused(TOO_MANY_OPERATIONS, "Too many operations at once on this connection."))
            return
        operation: Operation[Connection, None] = Operation(self, id, call.query, call.variables, call.operation_name)
        self.operations[id] = operation
        operation.task = asyncio.create_task(self._run(operation, call))
        operation.task.add_done_callback(self._task_done)

    async def _run(self, operation: Operation[Connection, None], call: Call) -> None:
        """Run an operation from its check to its last frame, under a trace id of its own."""
        begin_trace()
        try:
            async with aclosing(self._answers(operation, call)) as answers:
                async for answer in answers:
                    await self._send(operation, answer)
            await operation.send_operation_message({"id": operation.id, "type": "complete"})
        except WebSocketDisconnected:
            self.operations.pop(operation.id, None)
        except Exception as raised:
            await self._send(operation, Answer({"errors": [fault(raised)]}, refused=True))
        finally:
            self.streams.discard(operation)

    async def _answers(self, operation: Operation[Connection, None], call: Call) -> AsyncGenerator[Answer, None]:
        metered, endpoint, connection = self.endpoint.metered, self.endpoint, self.context
        try:
            endpoint.trusted.check(call, connection.credentials)
            found = await endpoint.checked(connection.websocket, call, connection.credentials)
            if found.operation is OperationType.SUBSCRIPTION and not call.is_weighed_alone:
                self._count(operation)
            context = await endpoint.arrived(connection.websocket, call, connection.credentials)
        except Refused as no:
            yield await endpoint.turned_away(connection.websocket, connection.credentials, no)
            return
        if found.operation is OperationType.QUERY or call.is_weighed_alone:
            yield await ask(metered, call, context)
        elif found.operation is OperationType.MUTATION:
            yield await self.writes.act(metered, call, context)
        else:
            try:
                async with aclosing(metered.events(call, context)) as events:
                    async for answer in events:
                        yield answer
            finally:
                context.abandon()

    def _count(self, operation: Operation[Connection, None]) -> None:
        allowed = self.endpoint.limits.subscriptions
        if len(self.streams) >= allowed:
            raise refused(TOO_MANY_OPERATIONS, f"A connection carries {allowed} subscriptions at most.")
        self.streams.add(operation)

    async def _send(self, operation: Operation[Connection, None], answer: Answer) -> None:
        """A refused answer is an `error` frame, which ends the operation; any other is a `next` frame."""
        if answer.refused:
            await operation.send_operation_message(
                {"id": operation.id, "type": "error", "payload": cast("Any", answer.errors)}
            )
        elif answer.text is not None:
            adapter = cast("SocketAdapter", self.websocket)
            await adapter.send_text(
                f'{{"id":{orjson.dumps(operation.id).decode()},"type":"next","payload":{answer.text}}}'
            )
        else:
            payload = cast("Any", answer.payload)
            await operation.send_operation_message({"id": operation.id, "type": "next", "payload": payload})

    async def _refuse(self, id: str, no: Refused) -> None:
        await self.send_message({"id": id, "type": "error", "payload": cast("Any", refusal(no).errors)})

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(self.endpoint.limits.ping_seconds)
            try:
                await self.send_message({"type": "ping"})
            except WebSocketDisconnected:
                return

    async def shutdown(self) -> None:
        """End what runs on the connection, writes in their own time, and wait until it has."""
        if self.pings:
            self.pings.cancel()
            with suppress(asyncio.CancelledError):
                await self.pings
        self.endpoint.on_ws_end(self.context)
        await super().shutdown()
        await self.writes.done()


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MAX_ID
