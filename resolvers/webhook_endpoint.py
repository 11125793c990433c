"""Addresses of others that are told what happens (docs/webhooks.md)."""

import hmac
from base64 import b64encode
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from sqlalchemy import Text, cast, func, select

from models import EventKind, WebhookDelivery, WebhookEndpoint
from models.errors import ErrorCode, Rejected
from resolvers import secrets
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context, Webhooks
from resolvers.given import Given
from resolvers.inputs import named
from resolvers.positions import Position
from resolvers.webhook_delivery import send_alone

SECRET_PREFIX = "whsec_"
"""Of every secret of Standard Webhooks."""
BEFORE_COUNTS = timedelta(days=1)
"""For how long a secret that was rotated is signed with as well."""
LONGEST_URL = 2_000


def secret_of(secret_key: bytes, endpoint: WebhookEndpoint, salt: str) -> str:
    """A secret of an endpoint: worked out, never stored."""
    made = hmac.digest(secret_key, f"webhook {endpoint.id} {salt}".encode(), sha256)
    return SECRET_PREFIX + b64encode(made).decode()


async def create(context: Context, given: Given) -> Answer:
    """Tell an address what happens from now on, as the caller sees it. The secret is in this answer alone."""
    webhooks = _checked(context)
    async with context.change() as change:
        endpoint = WebhookEndpoint(
            name=named(given.name, "name"),
            target_url=_url(webhooks, given.url),
            owner_id=change.viewer.user_id,
            salt=secrets.new_token(),
        )
        _shape(webhooks, change, endpoint, given)
        await _from_now(change, endpoint)
        await change.add(endpoint)
        change.record(EventKind.WEBHOOK_ENDPOINT_CREATED, endpoint, data=_where(endpoint))
        return change.answer(webhook_endpoint=endpoint, secret=_secret(context, endpoint))


async def update(context: Context, given: Given) -> Answer:
    """Change what is given. Who says what is sent, or where to, is its owner from then on."""
    webhooks = _checked(context)
    async with context.change() as change:
        endpoint = await _found(change, given)
        change.expect(endpoint, given.expected_version)
        if "name" in given:
            endpoint.name = named(given.name, "name")
        host = _where(endpoint)
        moves = given.url is not None and given.url != endpoint.target_url
        if moves:
            endpoint.target_url = _url(webhooks, given.url)
        if "kinds" in given or "document" in given:
            _shape(webhooks, change, endpoint, given)
        if moves or {"kinds", "document"} & change.changed(endpoint).keys():
            endpoint.owner_id = change.viewer.user_id
        if moves or change.changed(endpoint):
            told = {"hostBefore": host["host"], **_where(endpoint)} if moves else None
            change.record(EventKind.WEBHOOK_ENDPOINT_UPDATED, endpoint, data=told)
        return change.answer(webhook_endpoint=endpoint)


async def rotate_secret(context: Context, given: Given) -> Answer:
    """Take another secret, shown in this answer alone; what is sent is signed by both for a day."""
    _checked(context)
    async with context.change() as change:
        endpoint = await _found(change, given)
        endpoint.rotate(secrets.new_token(), change.now + BEFORE_COUNTS)
        change.record(EventKind.WEBHOOK_SECRET_ROTATED, endpoint)
        return change.answer(webhook_endpoint=endpoint, secret=_secret(context, endpoint))


async def enable(context: Context, given: Given) -> Answer:
    """Go on telling, from where it stopped or from now on; the caller is its owner from then on."""
    _checked(context)
    async with context.change() as change:
        endpoint = await change.find(WebhookEndpoint, given.webhook_endpoint_id, "webhookEndpointId")
        endpoint.enable()
        endpoint.owner_id = change.viewer.user_id
        if given.from_now:
            await _from_now(change, endpoint)
        change.record(EventKind.WEBHOOK_ENDPOINT_ENABLED, endpoint)
        return change.answer(webhook_endpoint=endpoint)


async def disable(context: Context, given: Given) -> Answer:
    """Tell it nothing more; a second time changes nothing."""
    async with context.change() as change:
        endpoint = await _found(change, given)
        if endpoint.is_told:
            endpoint.disable()
            change.record(EventKind.WEBHOOK_ENDPOINT_DISABLED, endpoint)
        return change.answer(webhook_endpoint=endpoint)


async def archive(context: Context, given: Given) -> Answer:
    """Put it away; a second time changes nothing."""
    async with context.change() as change:
        endpoint = await change.find(WebhookEndpoint, given.webhook_endpoint_id, "webhookEndpointId")
        if endpoint.archived_at is None:
            endpoint.archive(change.now)
            change.record(EventKind.WEBHOOK_ENDPOINT_ARCHIVED, endpoint)
        return change.answer(webhook_endpoint=endpoint)


async def send_test(context: Context, given: Given) -> Answer:
    """Send a message that is about nothing; the answer shows the delivery, which is tried once."""
    async with context.change() as change:
        endpoint = await _found(change, given)
        message_id = f"msg_test_{secrets.new_token()[:22]}"
        delivery = WebhookDelivery(endpoint_id=endpoint.id, message_id=message_id, is_test=True, on_demand=True)
        return await _on_demand(change, endpoint, await change.add(delivery))


async def replay(context: Context, given: Given) -> Answer:
    """Send once more what was sent or given up, as the endpoint's owner sees it by now."""
    async with context.change() as change:
        delivery = await change.find(WebhookDelivery, given.webhook_delivery_id, "webhookDeliveryId")
        endpoint = await change.get(WebhookEndpoint, delivery.endpoint_id, lock=False)
        if endpoint is None or not endpoint.is_told:
            raise Rejected(ErrorCode.INVALID_STATE, "Its endpoint is told nothing.", ["webhookDeliveryId"])
        delivery.replay()
        return await _on_demand(change, endpoint, delivery)


async def _on_demand(change: Change, endpoint: WebhookEndpoint, delivery: WebhookDelivery) -> Answer:
    change.record(EventKind.WEBHOOK_DELIVERY_REQUESTED, endpoint, data={"messageId": delivery.message_id})
    change.defer(send_alone, delivery_id=str(delivery.id))
    return change.answer(webhook_delivery=delivery)


async def _found(change: Change, given: Given) -> WebhookEndpoint:
    """The endpoint named; INVALID_STATE where it was put away."""
    endpoint = await change.find(WebhookEndpoint, given.webhook_endpoint_id, "webhookEndpointId")
    if endpoint.archived_at is not None:
        raise Rejected(ErrorCode.INVALID_STATE, "It was put away.", ["webhookEndpointId"])
    return endpoint


def _checked(context: Context) -> Webhooks:
    """What sends; FORBIDDEN to programs, which would get around the limits of their key, by what is sent to them."""
    if context.session is not None and context.session.is_api_token:
        raise Rejected(ErrorCode.FORBIDDEN, "A program does not say who is told.")
    if context.services.webhooks is None:
        raise Rejected(ErrorCode.INVALID_STATE, "Nothing is sent from here.")
    return context.services.webhooks


def _url(webhooks: Webhooks, url: str) -> str:
    if len(url) > LONGEST_URL:
        raise Rejected(ErrorCode.INVALID, f"An address has {LONGEST_URL:,} characters at most.", ["url"])
    if reason := webhooks.objection(url):
        raise Rejected(ErrorCode.INVALID, reason, ["url"])
    return url


def _shape(webhooks: Webhooks, change: Change, endpoint: WebhookEndpoint, given: Given) -> None:
    """What is sent: entries of some kinds, or what a subscription says."""
    kinds = sorted({kind.name for kind in given.kinds or []})
    document = given.document or None
    if bool(kinds) == bool(document):
        raise Rejected(ErrorCode.INVALID, "Say either the kinds of events or a subscription, not both.", ["kinds"])
    if document and (reason := webhooks.misfit(document, change.viewer)):
        raise Rejected(ErrorCode.INVALID, reason, ["document"])
    endpoint.kinds, endpoint.document = kinds, document


async def _from_now(change: Change, endpoint: WebhookEndpoint) -> None:
    snapshot = await change.scalar(select(cast(func.pg_current_snapshot(), Text)))
    endpoint.after_xid, endpoint.after_seq, endpoint.after_pending = Position.of_snapshot(snapshot).columns()


def _where(endpoint: WebhookEndpoint) -> dict[str, str]:
    return {"host": urlsplit(endpoint.target_url).hostname or ""}


def _secret(context: Context, endpoint: WebhookEndpoint) -> str:
    return secret_of(context.services.secret_key, endpoint, endpoint.salt)
