"""The way out to the endpoints of others: what a subscription tells them, signed as Standard Webhooks says."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime
from typing import Any

from graphql import FieldNode, OperationDefinitionNode, OperationType, VariableNode
from standardwebhooks import Webhook

from models import WebhookEndpoint
from permissions.viewer import Viewer
from resolvers.context import Context, Reply, Told
from resolvers.scope import Busy
from resolvers.webhook_endpoint import secret_of
from server import metrics
from server.graphql.engine import Answer, Call, Engine
from server.graphql.errors import INTERNAL, TIMEOUT, Refused, is_busy
from server.graphql.metering import allowance
from server.outward import Outward, objection

AGENT = "clientgraph"
MISSING = "Declare `$after: Cursor` and hand it to the stream as `after: $after`; nothing else is given."


class Webhooks:
    """Tells the endpoints of others (the protocol of resolvers/context.py)."""

    def __init__(self, engine: Engine, secret_key: bytes, outward: Outward) -> None:
        self._engine, self._secret_key, self._outward = engine, secret_key, outward

    def objection(self, url: str) -> str | None:
        """Why nothing is sent to an address; None where something may be."""
        return objection(url, self._outward.to_loopback)

    def misfit(self, document: str, viewer: Viewer) -> str | None:
        """Why a document is no subscription that can be saved; None where it is one."""
        call = Call(document)
        try:
            operation = self._engine.check(call)
        except Refused as no:
            return no.errors[0].message
        if operation.operation is not OperationType.SUBSCRIPTION:
            return "What is sent is shaped by a subscription."
        if not takes_position(operation):
            return MISSING
        cost, most = call.measure.cost, allowance(self._engine.limits, viewer).cost
        return f"It costs {cost} points, and {most} is the most." if cost > most else None

    async def told(
        self, context: Context, document: str, variables: dict[str, Any], after: str
    ) -> AsyncGenerator[Told, None]:
        """What a subscription tells from a position up to the end of the log. Raises Busy where there is too much to
        do, and RuntimeError where we failed: it is told later, whole."""
        call = Call(document, variables | {"after": after})
        try:
            await self._engine.checked(call)
        except Refused as no:
            yield Told(after, None, None, misfit=no.errors[0].message)
            return
        async with aclosing(self._engine.events(call, context)) as answers:
            async for answer in answers:
                _check(answer)
                message = context.message
                yield Told(message.cursor, message.event, answer.payload.get("data"), answer.errors)

    async def send(self, endpoint: WebhookEndpoint, message_id: str, body: bytes, at: datetime) -> Reply:
        """Send a message, signed by every secret that counts."""
        signatures = [
            Webhook(secret_of(self._secret_key, endpoint, salt)).sign(message_id, at, body.decode())
            for salt in endpoint.salts(at)
        ]
        headers = {
            "content-type": "application/json",
            "user-agent": AGENT,
            "webhook-id": message_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": " ".join(signatures),
        }
        reply = await self._outward.post(endpoint.target_url, headers, body)
        metrics.sent(reply.status)
        return reply


def takes_position(operation: OperationDefinitionNode) -> bool:
    """Whether the one thing an operation is given is where to go on from, and it hands that to its stream."""
    declared = [each.variable.name.value for each in operation.variable_definitions or ()]
    stream = operation.selection_set.selections[0]
    handed = isinstance(stream, FieldNode) and any(
        each.name.value == "after" and isinstance(each.value, VariableNode) and each.value.name.value == "after"
        for each in stream.arguments or ()
    )
    return declared == ["after"] and handed


def _check(answer: Answer) -> None:
    """Raise where an answer lacks something for reasons that pass."""
    codes = {error.get("extensions", {}).get("code") for error in answer.errors}
    if TIMEOUT in codes or any(map(is_busy, answer.errors)):
        raise Busy
    if answer.refused or INTERNAL in codes:
        raise RuntimeError("a message could not be read")
