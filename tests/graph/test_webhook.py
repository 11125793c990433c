"""Providers' messages, and the sandbox's checkout page, over HTTP."""

import json
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from standardwebhooks.webhooks import Webhook
from starlette.applications import Starlette

import models
from models.core import ids
from resolvers.provider import Sandbox
from server.payments import routes
from tests.graph.conftest import unknown
from tests.graph.money import Work, item, pay


@pytest.fixture
async def work(make):
    return await Work(make).begin()


@pytest.fixture
async def web(work):
    app = Starlette(routes=routes)
    app.state.services = work.services
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://127.0.0.1:8000") as client:
        yield client


@pytest.fixture
async def invoice(ask, owner, work):
    return await work.invoice(ask, owner, item("100.00"))


@pytest.fixture
async def payment(ask, work, invoice):
    return (await pay(ask, work.ada, invoice, "waiting", token="tok_pending"))["payment"]["id"]


async def say(web, work, payment, *, secret=None, at=None, kind="payment.succeeded", body=None, **over):
    data = {"paymentId": payment, "amount": "100.00", "currency": "GBP", "reference": "ref-1"} | over
    content = body or json.dumps({"type": kind, "timestamp": "2026-03-02T09:00:00Z", "data": data})
    at = at or datetime.now(UTC)
    headers = {
        "webhook-id": "msg-1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret or work.provider.webhook_secret).sign("msg-1", at, content),
    }
    return (await web.post("/webhooks/payments/sandbox", content=content, headers=headers)).status_code


async def status(make, payment):
    row = await make.again(models.Payment(id=ids.key_of("Payment", payment)))
    return row.status.name


async def test_a_signed_message_settles_once(ask, web, work, make, payment, invoice):
    assert await say(web, work, payment) == 200
    assert await say(web, work, payment) == 200
    assert await say(web, work, payment, kind="payment.failed") == 200

    assert await status(make, payment) == "SUCCEEDED"
    shown = await ask(work.ada, "query ($id: ID!) { invoice(id: $id) { status balance { amount } } }", id=invoice)
    assert shown["invoice"] == {"status": "PAID", "balance": {"amount": "0.00"}}


async def test_a_message_of_failure(web, work, make, payment):
    assert await say(web, work, payment, kind="payment.failed") == 200
    assert await status(make, payment) == "FAILED"


@pytest.mark.parametrize(
    ("over", "answer"),
    [
        ({"secret": Sandbox(b"another key", "").webhook_secret}, 401),
        ({"at": datetime.now(UTC) - timedelta(minutes=10)}, 401),
        ({"body": "not json"}, 400),
        ({"body": "[]"}, 400),
        ({"kind": "payment.imagined"}, 400),
        ({"amount": "much"}, 400),
        ({"amount": 100}, 400),
        ({"amount": "NaN"}, 400),
        ({"reference": ""}, 400),
        ({"amount": "99.99"}, 422),
        ({"currency": "USD"}, 422),
        ({"paymentId": unknown(models.Payment)}, 404),
        ({"paymentId": "nonsense"}, 404),
    ],
)
async def test_other_messages_change_nothing(web, work, make, payment, over, answer):
    assert await say(web, work, payment, **over) == answer
    assert await status(make, payment) == "PENDING"


async def test_an_unsigned_message_and_an_unknown_provider(web, payment):
    assert (await web.post("/webhooks/payments/sandbox", content="{}")).status_code == 401
    assert (await web.post("/webhooks/payments/nobody", content="{}")).status_code == 404


async def test_one_reference_names_one_payment(ask, web, work, make, payment, invoice):
    other = (await pay(ask, work.ada, invoice, "other", token="tok_pending"))["payment"]["id"]

    assert await say(web, work, payment) == 200
    assert await say(web, work, other) == 409
    assert await status(make, other) == "PENDING"


async def checkout_of(ask, work, invoice, **over):
    answer = await pay(ask, work.ada, invoice, "page", token=None, **over)
    return answer["payment"]["id"], answer["checkoutUrl"]


async def test_the_checkout_page_pays(ask, web, work, make, invoice):
    payment, address = await checkout_of(ask, work, invoice, returnUrl="https://shop.test/thanks")

    page = await web.get(address)
    assert page.status_code == 200 and "100.00 GBP" in page.text and "http" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    later = await web.post(address, data={"answer": "later"})
    assert (later.status_code, await status(make, payment)) == (303, "PENDING")

    paid = await web.post(address, data={"answer": "pay"})
    assert (paid.status_code, paid.headers["location"]) == (303, "https://shop.test/thanks")
    assert await status(make, payment) == "SUCCEEDED"
    await web.post(address, data={"answer": "decline"})
    assert await status(make, payment) == "SUCCEEDED" and "Thank you" in (await web.get(address)).text


async def test_the_checkout_page_declines(ask, web, work, make, invoice):
    payment, address = await checkout_of(ask, work, invoice)

    answer = await web.post(address, data={"answer": "decline"})

    assert answer.headers["location"] == httpx2.URL(address).path
    assert await status(make, payment) == "FAILED"


async def test_a_forged_checkout_token_opens_nothing(web, work, payment):
    key = ids.key_of("Payment", payment)

    assert (await web.get(f"/checkout/{key.hex}.{'0' * 64}")).status_code == 404
    assert (await web.get("/checkout/é.é")).status_code == 404
