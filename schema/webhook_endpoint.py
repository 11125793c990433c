"""Addresses of others that are told what happens."""

from datetime import datetime

import strawberry

import models
from permissions.base import AdminOnly
from resolvers import webhook_endpoint as endpoints
from resolvers.reading import Reading
from schema.core.fields import field, related
from schema.core.filters import flag
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.mutation import mutation, payload
from schema.core.node import Node, found, listing, node, roots


@node(
    models.WebhookEndpoint,
    "webhook endpoints",
    ["NAME"],
    criteria=[
        flag(
            "archived",
            Reading(models.WebhookEndpoint, "archived", models.WebhookEndpoint.archived_at.is_not(None)),
            "Whether it was put away.",
        )
    ],
)
class WebhookEndpoint(Node):
    """An address that is told of events, signed, in their order and as its owner would see them. Administrators."""

    name: str = field("What it is called.", filterable=True, orderable=True)
    url: str = field("Where messages are posted to.", source="target_url")
    kinds: list[models.EventKind] = field("The kinds of events it is told of; none where a document says it.")
    document: str | None = field("The subscription that shapes what is sent.")
    status: models.WebhookStatus = field("Whether it is told anything.", filterable=True)
    disabled_reason: str | None = field("Why it was disabled, where nobody did it.")
    owner = related(models.WebhookEndpoint.owner_id, "In whose scope everything is read.", to="User", nullable=True)
    deliveries = listing("WebhookDelivery", models.WebhookDelivery.endpoint_id, "What was sent, the newest first.")
    archived_at: datetime | None = field("When it was put away.")
    created_at: datetime = field("When it was made.", orderable=True)
    version: int = field("Rises with every change.")


WebhookEndpointPayload = payload(
    "WebhookEndpointPayload",
    "What a write of a webhook endpoint answers.",
    webhook_endpoint=(noun("WebhookEndpoint") | None, "The endpoint."),
    secret=(
        str | None,
        "What messages are signed by: told by the write that made it, and never again.",
    ),
)


@strawberry.input(description="For createWebhookEndpoint. Either `kinds` or `document` is given.")
class CreateWebhookEndpointInput:
    name: str = given("What it is called.")
    url: str = given("Where messages are posted to: https, on the public internet.")
    kinds: list[models.EventKind] | None = optional("The kinds of events it is told of.")
    document: str | None = optional("A subscription that takes `$after: Cursor`; each of its messages is sent.")


@strawberry.input(description="Changes given fields. Who changes `url`, `kinds` or `document` is its owner then.")
class UpdateWebhookEndpointInput:
    webhook_endpoint_id: strawberry.ID = given("The endpoint.")
    name: str | None = optional("What it is called.")
    url: str | None = optional("Where messages are posted to.")
    kinds: list[models.EventKind] | None = optional("The kinds of events it is told of, instead of what it was told.")
    document: str | None = optional("A subscription, instead of what it was told.")
    expected_version: int | None = optional("The version the change is based on.")


@strawberry.input(description="For rotateWebhookSecret.")
class RotateWebhookSecretInput:
    webhook_endpoint_id: strawberry.ID = given("The endpoint.")


@strawberry.input(description="For enableWebhookEndpoint.")
class EnableWebhookEndpointInput:
    webhook_endpoint_id: strawberry.ID = given("The endpoint.")
    from_now: bool | None = given("Whether what happened meanwhile is passed over.", default=False)


@strawberry.input(description="For disableWebhookEndpoint.")
class DisableWebhookEndpointInput:
    webhook_endpoint_id: strawberry.ID = given("The endpoint.")


@strawberry.input(description="For archiveWebhookEndpoint.")
class ArchiveWebhookEndpointInput:
    webhook_endpoint_id: strawberry.ID = given("The endpoint.")


@roots
class WebhookEndpointQueries:
    """Reading endpoints."""

    webhook_endpoints = listing("WebhookEndpoint", description="Every endpoint, for administrators.")
    webhook_endpoint = found("WebhookEndpoint", "One endpoint.")


@roots
class WebhookEndpointMutations:
    """Saying who is told what happens."""

    create_webhook_endpoint: WebhookEndpointPayload = mutation(
        endpoints.create,
        CreateWebhookEndpointInput,
        AdminOnly,
        description="Tell an address what happens from now on. The secret is in this answer and never again.",
    )
    update_webhook_endpoint: WebhookEndpointPayload = mutation(
        endpoints.update, UpdateWebhookEndpointInput, AdminOnly, description="Change an endpoint."
    )
    rotate_webhook_secret: WebhookEndpointPayload = mutation(
        endpoints.rotate_secret,
        RotateWebhookSecretInput,
        AdminOnly,
        description="Make another secret, in this answer and never again; for a day messages are signed by both.",
    )
    enable_webhook_endpoint: WebhookEndpointPayload = mutation(
        endpoints.enable,
        EnableWebhookEndpointInput,
        AdminOnly,
        description="Tell a disabled endpoint again; the caller is its owner from then on.",
    )
    disable_webhook_endpoint: WebhookEndpointPayload = mutation(
        endpoints.disable, DisableWebhookEndpointInput, AdminOnly, description="Tell an endpoint nothing more."
    )
    archive_webhook_endpoint: WebhookEndpointPayload = mutation(
        endpoints.archive, ArchiveWebhookEndpointInput, AdminOnly, description="Put an endpoint away for good."
    )
