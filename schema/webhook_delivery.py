"""What was sent to the endpoints of others, and how it went."""

from datetime import datetime

import strawberry

import models
from permissions.base import AdminOnly
from resolvers import webhook_endpoint as endpoints
from schema.core.fields import field, related
from schema.core.inputs import given
from schema.core.made import noun
from schema.core.mutation import mutation, payload
from schema.core.node import Node, listing, node, roots


@node(models.WebhookDelivery, "webhook deliveries", ["-CREATED_AT"])
class WebhookDelivery(Node):
    """One message to one endpoint, and how it went. What was sent or answered is not kept. Administrators."""

    endpoint = related(models.WebhookDelivery.endpoint_id, "Whom it was for.", to="WebhookEndpoint", filterable=True)
    message_id: str = field("The header webhook-id: the same however often it is sent.", filterable=True)
    kind: models.EventKind | None = field("What it was about; null for a test.", filterable=True)
    is_test: bool = field("Whether it was about nothing.")
    status: models.WebhookDeliveryStatus = field("Where it stands.", filterable=True)
    attempts: int = field("How often it was sent.")
    status_code: int | None = field("What the receiver answered to the last attempt, as HTTP status.")
    milliseconds: int | None = field("How long the last attempt took.")
    reason: str | None = field("Why the last attempt failed.")
    first_attempt_at: datetime | None = field("When it was sent first.")
    last_attempt_at: datetime | None = field("When it was sent last.")
    next_attempt_at: datetime | None = field("When it is sent again.")
    created_at: datetime = field("When it was begun.", filterable=True, orderable=True)


WebhookDeliveryPayload = payload(
    "WebhookDeliveryPayload",
    "What asking for a delivery answers.",
    webhook_delivery=(noun("WebhookDelivery") | None, "The delivery, which is tried after this answer."),
)


@strawberry.input(description="For sendTestWebhook.")
class SendTestWebhookInput:
    webhook_endpoint_id: strawberry.ID = given("The endpoint.")


@strawberry.input(description="For replayWebhookDelivery.")
class ReplayWebhookDeliveryInput:
    webhook_delivery_id: strawberry.ID = given("The delivery.")


@roots
class WebhookDeliveryQueries:
    """Reading deliveries."""

    webhook_deliveries = listing("WebhookDelivery", description="What was sent, for administrators.")


@roots
class WebhookDeliveryMutations:
    """Asking for deliveries."""

    send_test_webhook: WebhookDeliveryPayload = mutation(
        endpoints.send_test,
        SendTestWebhookInput,
        AdminOnly,
        description="Send a message about nothing, once, to see whether it arrives.",
    )
    replay_webhook_delivery: WebhookDeliveryPayload = mutation(
        endpoints.replay,
        ReplayWebhookDeliveryInput,
        AdminOnly,
        description="Send a message again, once, under the same webhook-id and as it reads now.",
    )
