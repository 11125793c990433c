"""Keys for programs."""

from datetime import datetime

import strawberry

import models
from permissions.base import CanWork, StaffOnly
from resolvers import api_token as api_tokens
from resolvers.reading import Reading
from schema.core.fields import field, related, through
from schema.core.filters import flag
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.mutation import mutation, payload
from schema.core.node import Node, listing, node, roots


@node(
    models.ApiToken,
    "api tokens",
    ["-CREATED_AT"],
    criteria=[
        flag(
            "revoked",
            Reading(models.ApiToken, "revoked", models.ApiToken.revoked_at.is_not(None)),
            "Whether it was ended before its time.",
        )
    ],
)
class ApiToken(Node):
    """A key for a program: a role, a set of clients and an expiry. Administrators and its maker."""

    name: str = field("What the key is for.", filterable=True, orderable=True)
    prefix: str = field("The first characters, to recognise it by; the rest is never shown again.")
    role: models.Role = field("What the program is, unless its maker is less by now.")
    all_clients: bool = field("Whether it reaches every client of its maker.")
    clients = listing(
        "Client", through(models.ApiTokenClient.api_token_id, models.ApiTokenClient.client_id), "The clients it is for."
    )
    created_by = related(models.ApiToken.user_id, "Who made it, and whom it acts for.", nullable=True)
    expires_at: datetime = field("When it stops working.")
    last_used_at: datetime | None = field("When it was last used, to the minute.")
    revoked_at: datetime | None = field("When it was ended.")
    created_at: datetime = field("When it was made.", orderable=True)


ApiTokenPayload = payload(
    "ApiTokenPayload",
    "What a write of an API token answers.",
    api_token=(noun("ApiToken") | None, "The key."),
    secret=(str | None, "Set once, by createApiToken."),
)


@strawberry.input(description="For createApiToken.")
class CreateApiTokenInput:
    name: str = given("What the key is for.")
    role: models.Role = given("What the program is; at most what its maker is.")
    client_ids: list[strawberry.ID] | None = optional("The clients it is for, of those its maker covers.")
    all_clients: bool | None = given("Whether it reaches every client.", default=False)
    expires_at: datetime = given("When it stops working, within a year.")


@strawberry.input(description="For revokeApiToken.")
class RevokeApiTokenInput:
    api_token_id: strawberry.ID = given("The key.")


@roots
class ApiTokenQueries:
    """Reading keys."""

    api_tokens = listing("ApiToken", description="Administrators see all, others their own.")


@roots
class ApiTokenMutations:
    """Making keys and ending them."""

    create_api_token: ApiTokenPayload = mutation(
        api_tokens.create,
        CreateApiTokenInput,
        CanWork,
        description="The secret is in this answer and never again.",
    )
    revoke_api_token: ApiTokenPayload = mutation(
        api_tokens.revoke, RevokeApiTokenInput, StaffOnly, description="End a key at once."
    )
