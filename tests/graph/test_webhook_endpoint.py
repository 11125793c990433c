"""Others are told what happens: signed, in order, as the owner sees it, until they take it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from standardwebhooks.webhooks import WebhookVerificationError

import models
from models import Role, WebhookDeliveryStatus
from models.core import clock
from models.core.clock import moved
from permissions.viewer import SYSTEM
from resolvers.context import Context
from resolvers.webhook_delivery import deliver_webhooks, forget_deliveries, send_alone
from schema import schema
from server.graphql.engine import Engine
from server.outward import Outward
from server.webhooks import Webhooks
from tests.graph.conftest import gid, viewer_as, viewer_of
from tests.graph.receiver import Receiver, status

ENGINE = Engine(schema)
CREATE = """
mutation ($url: String!, $kinds: [EventKind!], $document: String) {
  createWebhookEndpoint(input: {name: "Ledger", url: $url, kinds: $kinds, document: $document}) {
    webhookEndpoint { id name url kinds document status owner { name } }
    secret
    userErrors { code path message }
  }
}
"""
DO = "mutation ($id: ID!) {{ {0}(input: {{{1}: $id}}) {{ {2} userErrors {{ code path }} }} }}"
ROTATE = DO.format("rotateWebhookSecret", "webhookEndpointId", "secret")
ENABLE = DO.format("enableWebhookEndpoint", "webhookEndpointId", "webhookEndpoint { status owner { name } }")
DISABLE = DO.format("disableWebhookEndpoint", "webhookEndpointId", "webhookEndpoint { status }")
ARCHIVE = DO.format("archiveWebhookEndpoint", "webhookEndpointId", "webhookEndpoint { status archivedAt }")
TEST = DO.format("sendTestWebhook", "webhookEndpointId", "webhookDelivery { id status }")
REPLAY = DO.format("replayWebhookDelivery", "webhookDeliveryId", "webhookDelivery { status }")
LOG = """{ webhookDeliveries(orderBy: [{field: CREATED_AT}]) { nodes {
  id kind status attempts statusCode reason nextAttemptAt } } }"""
CLIENTS = """subscription ($after: Cursor) {
  events(after: $after, filter: {kind: {eq: CLIENT_CREATED}}) { event { client { name } } }
}"""
RENAME = 'mutation ($id: ID!) { updateClient(input: {clientId: $id, name: "Moved"}) { userErrors { code } } }'


@pytest.fixture
async def services(services):
    return replace(services, webhooks=Webhooks(ENGINE, services.secret_key, Outward(to_loopback=True, seconds=0.3)))


@pytest.fixture
async def receiver():
    async with Receiver() as running:
        yield running


@pytest.fixture
def begin(ask, receiver, services):
    """An endpoint at the receiver: its key, its id and its secret."""

    async def made(viewer, **given):
        answer = (await ask(viewer, CREATE, url=receiver.url, **given))["createWebhookEndpoint"]
        assert answer["userErrors"] == []
        return answer["webhookEndpoint"]["id"], answer["secret"]

    return made


@pytest.fixture
def tell(services, make):
    """Do what a server does for every endpoint that is due; or what was asked for."""

    async def done():
        for endpoint in await make.all(models.WebhookEndpoint):
            await deliver_webhooks(services, endpoint_id=str(endpoint.id))

    return done


async def happens(services, client, *names, kind=models.EventKind.CLIENT_UPDATED):
    """Entries of the log about a client, each in a transaction of its own."""
    for name in names:
        async with Context(services, SYSTEM).change() as change:
            row = await change.get(models.Client, client.id)
            change.record(kind, row, name)


async def log(ask, viewer):
    return (await ask(viewer, LOG))["webhookDeliveries"]["nodes"]


async def test_a_message_arrives_signed_once_and_in_the_order_of_the_log(
    ask, owner, make, services, begin, tell, receiver
):
    acme = await make.client(name="Acme")
    _, secret = await begin(owner, kinds=["CLIENT_UPDATED"])
    await happens(services, acme, "one", "two")
    await happens(services, acme, "not asked for", kind=models.EventKind.CLIENT_ARCHIVED)
    await happens(services, acme, "three")

    await tell()
    await tell()

    assert [message["data"]["events"]["event"]["summary"] for message in receiver.told()] == ["one", "two", "three"]
    message = receiver.verified(secret)
    assert message["type"] == "CLIENT_UPDATED" and message["data"]["events"]["event"]["client"]["name"] == "Acme"
    headers, _ = receiver.got[0]
    assert headers["line"] == "POST /hook?token=theirs HTTP/1.1" and headers["content-type"] == "application/json"
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 3
    with pytest.raises(WebhookVerificationError):
        receiver.verified("whsec_" + "A" * 43 + "=")
    assert [(each["status"], each["attempts"], each["statusCode"]) for each in await log(ask, owner)] == [
        ("DELIVERED", 1, 204)
    ] * 3
    told = [event for event in await make.all(models.Event) if event.subject_type == "WebhookEndpoint"]
    assert [event.kind.name for event in told] == ["WEBHOOK_ENDPOINT_CREATED"], "telling is nothing to be told of"
    kept = str([vars(row) for model in (models.WebhookEndpoint, models.Event) for row in await make.all(model)])
    assert secret not in kept and "theirs" not in str([vars(event) for event in told])


async def test_a_message_that_is_not_taken_holds_the_later_ones_for_three_days(
    ask, owner, make, services, begin, tell, receiver
):
    acme = await make.client()
    endpoint, _ = await begin(owner, kinds=["CLIENT_UPDATED"])
    await happens(services, acme, "one", "two")
    redirect = status(302, "Location: /\r\n")
    receiver.answers = [status(500, "X-Said: the answer\r\n"), b"", b"SSH-2.0-said\r\n", redirect]

    passed, reasons = timedelta(), []
    for _ in range(4):
        with moved(passed):
            await tell()
            await tell()
            (waiting,) = await log(ask, owner)
            reasons.append(waiting["reason"])
        passed += timedelta(seconds=100)
    assert waiting["status"] == "WAITING" and waiting["nextAttemptAt"]
    assert waiting["attempts"] == 4 == receiver.connections
    assert reasons == [
        "It answered 500.",
        "It did not answer within 0.3 s.",
        "It does not speak HTTP.",
        "It answered with a redirect.",
    ]
    with moved(passed):
        await tell()
    assert [m["data"]["events"]["event"]["summary"] for m in receiver.told()] == ["one"] * 5 + ["two"]
    assert len({headers["webhook-id"] for headers, _ in receiver.got[:5]}) == 1, "the same message, however often"

    await happens(services, acme, "three", "four")
    receiver.answers = [status(503)] * 40
    for attempt in range(40):  # noqa: B007
        with moved(passed := passed + timedelta(hours=9)):
            await tell()
            if (await log(ask, owner))[-1]["status"] == "FAILED":
                break
    assert 6 < attempt < 10, "three days, nine hours apart"
    (kept,) = await make.all(models.WebhookEndpoint)
    assert (kept.status, kept.disabled_reason) == (models.WebhookStatus.DISABLED, "It took nothing for three days.")
    assert "took nothing" in (await make.all(models.Notification))[-1].title
    receiver.answers = []
    await ask(owner, ENABLE, id=endpoint)
    await tell()
    assert receiver.told()[-1]["data"]["events"]["event"]["summary"] == "four", "what failed can be replayed"
    failed = next(each for each in await log(ask, owner) if each["status"] == "FAILED")
    assert (await ask(owner, REPLAY, id=failed["id"]))["replayWebhookDelivery"]["userErrors"] == []
    (row,) = [each for each in await make.all(models.WebhookDelivery) if gid(each) == failed["id"]]
    await send_alone(services, delivery_id=str(row.id))
    await send_alone(services, delivery_id=str(row.id))
    assert receiver.told()[-1]["data"]["events"]["event"]["summary"] == "three"
    assert (await make.again(row)).status is WebhookDeliveryStatus.DELIVERED
    with moved(timedelta(days=60)):
        await forget_deliveries(services)
    assert await log(ask, owner) == []


async def test_it_is_told_what_its_owner_sees_when_it_is_told(ask, owner, make, services, begin, tell, receiver):
    acme, birch = await make.client(name="Acme"), await make.client(name="Birch")
    pat = await make.user(Role.ADMIN, name="Pat")
    endpoint, _ = await begin(viewer_of(pat), kinds=["CLIENT_UPDATED"])
    await happens(services, birch, "of Birch, held")
    receiver.answers = [status(500)]
    await tell()
    await happens(services, acme, "of Acme")
    await happens(services, birch, "of Birch")
    await make.change(pat, role=Role.STAFF_LIMITED)
    await make.row(models.UserClient(user_id=pat.id, client_id=acme.id))

    with moved(timedelta(minutes=1)):
        await tell()

    assert [m["data"]["events"]["event"]["summary"] for m in receiver.told()] == ["of Birch, held", "of Acme"]
    assert [each["status"] for each in await log(ask, owner)] == ["WITHHELD", "DELIVERED"]
    withheld = (await log(ask, owner))[0]
    await ask(owner, REPLAY, id=withheld["id"])
    (row,) = [each for each in await make.all(models.WebhookDelivery) if gid(each) == withheld["id"]]
    await send_alone(services, delivery_id=str(row.id))
    assert (await log(ask, owner))[0]["status"] == "WITHHELD" and len(receiver.got) == 2

    update = "mutation ($id: ID!) { updateWebhookEndpoint(input: {webhookEndpointId: $id, kinds: [CLIENT_UPDATED]}) \
        { webhookEndpoint { owner { name } } userErrors { code } } }"
    same = (await ask(owner, update, id=endpoint))["updateWebhookEndpoint"]
    assert same["webhookEndpoint"]["owner"]["name"] == "Pat", "nothing changed"
    other = await ask(owner, update.replace("[CLIENT_UPDATED]", "[CLIENT_ARCHIVED]"), id=endpoint)
    assert other["updateWebhookEndpoint"]["webhookEndpoint"]["owner"]["name"] == "Olive", "whose scope it is now"

    await make.change(await make.again(models.User(id=owner.user_id)), status=models.UserStatus.DISABLED)
    await happens(services, acme, "nobody's", kind=models.EventKind.CLIENT_ARCHIVED)
    await tell()
    (kept,) = await make.all(models.WebhookEndpoint)
    assert kept.disabled_reason == "The account of its owner, Olive, is closed." and len(receiver.got) == 2


async def test_a_saved_subscription_shapes_what_is_sent(ask, owner, make, services, begin, tell, receiver):
    await begin(owner, document=CLIENTS)
    acme = await make.client(name="Acme")
    await happens(services, acme, "made", kind=models.EventKind.CLIENT_CREATED)
    await tell()
    assert [message["data"] for message in receiver.told()] == [{"events": {"event": {"client": {"name": "Acme"}}}}]

    later = (await make.all(models.Event))[-1].xid + 1_000
    await make.row(models.LogRetention(forgotten_xid=later))
    await make.change((await make.all(models.WebhookEndpoint))[0], status=models.WebhookStatus.ACTIVE)
    await happens(services, acme, "made", kind=models.EventKind.CLIENT_CREATED)
    await tell()
    assert receiver.told()[-1]["type"] == "RESYNC_REQUIRED", "a gap is told, never passed over"


@pytest.mark.parametrize(
    ("given", "path", "says"),
    [
        ({}, ["kinds"], "not both"),
        ({"kinds": ["CLIENT_UPDATED"], "document": CLIENTS}, ["kinds"], "not both"),
        ({"document": "{ viewer { __typename } }"}, ["document"], "subscription"),
        ({"document": "subscription ($after: Cursor) { nothing(after: $after) { id } }"}, ["document"], "Cannot query"),
        ({"document": "subscription { events { cursor } }"}, ["document"], "Declare `$after: Cursor`"),
        ({"document": CLIENTS.replace("($after: Cursor)", "($after: Cursor, $n: Int)")}, ["document"], "never used"),
        ({"kinds": ["CLIENT_UPDATED"], "url": "http://hooks.example.com/"}, ["url"], "begins with https:"),
        ({"kinds": ["CLIENT_UPDATED"], "url": "https://10.0.0.1/"}, ["url"], "public internet"),
        ({"kinds": ["CLIENT_UPDATED"], "url": "https://me:word@hooks.example.com/"}, ["url"], "neither a user"),
    ],
)
async def test_what_cannot_be_told_is_refused_when_it_is_saved(ask, owner, services, make, given, path, says):
    answer = (await ask(owner, CREATE, **{"url": "https://hooks.example.com/"} | given))["createWebhookEndpoint"]
    (error,) = answer["userErrors"]
    assert (error["code"], error["path"]) == ("INVALID", path) and says in error["message"]
    assert await make.all(models.WebhookEndpoint) == [] and answer["secret"] is None


async def test_a_secret_is_told_once_and_rotated_with_a_day_of_both(ask, owner, make, services, begin, tell, receiver):
    endpoint, first = await begin(owner, kinds=["CLIENT_UPDATED"])
    second = (await ask(owner, ROTATE, id=endpoint))["rotateWebhookSecret"]["secret"]
    assert second != first

    await ask(owner, TEST, id=endpoint)
    (delivery,) = await make.all(models.WebhookDelivery)
    await send_alone(services, delivery_id=str(delivery.id))
    assert receiver.verified(first)["type"] == receiver.verified(second)["type"] == "WEBHOOK_TEST"
    (kept,) = await make.all(models.WebhookEndpoint)
    assert len(kept.salts(clock.now())) == 2 and len(kept.salts(clock.now() + timedelta(days=2))) == 1
    kinds = [event.kind.name for event in await make.all(models.Event) if event.subject_id == kept.id]
    assert kinds == ["WEBHOOK_ENDPOINT_CREATED", "WEBHOOK_SECRET_ROTATED", "WEBHOOK_DELIVERY_REQUESTED"]
    rows = [vars(row) for model in (models.Event, models.WebhookDelivery) for row in await make.all(model)]
    assert first not in str(rows) and second not in str(rows)


async def test_a_disabled_endpoint_is_told_nothing_and_goes_on_where_it_stood(
    ask, owner, make, services, begin, tell, receiver
):
    acme = await make.client()
    endpoint, _ = await begin(owner, kinds=["CLIENT_UPDATED"])
    await ask(owner, DISABLE, id=endpoint)
    await happens(services, acme, "meanwhile")
    await tell()
    refused = (await ask(owner, ENABLE, id=endpoint))["enableWebhookEndpoint"]
    assert refused["webhookEndpoint"]["status"] == "ACTIVE" and receiver.got == []
    await tell()
    assert len(receiver.got) == 1
    receiver.answers = [status(410)]
    await happens(services, acme, "gone")
    await tell()
    (kept,) = await make.all(models.WebhookEndpoint)
    assert kept.disabled_reason == "It says that it is gone."
    archived = (await ask(owner, ARCHIVE, id=endpoint))["archiveWebhookEndpoint"]["webhookEndpoint"]
    assert archived["archivedAt"] and archived["status"] == "DISABLED"
    for verb in (ENABLE, DISABLE, ROTATE, TEST):
        (answer,) = (await ask(owner, verb, id=endpoint)).values()
        assert answer["userErrors"] == [{"code": "INVALID_STATE", "path": ["webhookEndpointId"]}]
    assert len(receiver.got) == 2


async def test_endpoints_are_the_administrators_alone(ask, owner, make, nobody, services, begin, signed_in):
    await begin(owner, kinds=["CLIENT_UPDATED"])
    seen = "{ webhookEndpoints { totalCount nodes { name url } } webhookDeliveries { totalCount } }"
    events = "{ events(filter: {kind: {eq: WEBHOOK_ENDPOINT_CREATED}}) { totalCount } }"
    contact = viewer_as(await make.contact(await make.client()), *models.PortalPermission)
    for viewer, code in [
        (nobody, "UNAUTHENTICATED"),
        (contact, "FORBIDDEN"),
        (viewer_of(await make.user(Role.ANALYST)), "FORBIDDEN"),
        (viewer_of(await make.user(Role.STAFF)), "FORBIDDEN"),
    ]:
        found = (await ask.whole(viewer, seen)).data
        assert not (found["webhookEndpoints"] or {}).get("totalCount") and "Ledger" not in str(found)
        assert not ((await ask.whole(viewer, events)).data["events"] or {}).get("totalCount")
        answer = await ask(viewer, CREATE, url="https://hooks.example.com/", kinds=["CLIENT_UPDATED"])
        assert [error["code"] for error in answer["createWebhookEndpoint"]["userErrors"]] == [code]
    assert len(await make.all(models.WebhookEndpoint)) == 1
    admin = viewer_of(await make.user(Role.ADMIN))
    assert (await ask(admin, seen))["webhookEndpoints"]["totalCount"] == 1
    program = await signed_in(user=await make.user(Role.ADMIN))
    program.session = replace(program.session, is_api_token=True)
    given = {"url": "https://hooks.example.com/", "kinds": ["CLIENT_UPDATED"]}
    result = await schema.execute(
        CREATE, variable_values=given, context_value=Context(services, program.viewer, program.session)
    )
    assert result.data["createWebhookEndpoint"]["userErrors"][0]["code"] == "FORBIDDEN"
