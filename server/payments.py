"""Where payment providers report, and the sandbox provider's own checkout page."""

import base64
import hashlib
from decimal import Decimal, InvalidOperation
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import orjson
import structlog
from sqlalchemy import select
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from models import Payment, PaymentStatus
from models.core import ids
from models.core.money import Money
from models.errors import ErrorCode, Rejected
from resolvers.context import Context, Services
from resolvers.payments import settle
from resolvers.provider import Provider, Sandbox
from server.answers import JsonResponse, problem

log = structlog.get_logger(__name__)

REPORTS = {"payment.succeeded": True, "payment.failed": False}
"""The types of message understood, and whether the money came."""
STATUSES = {ErrorCode.NOT_FOUND: 404, ErrorCode.CONFLICT: 409, ErrorCode.STALE_VERSION: 409}
"""The answer to a refused message; 422 for all other reasons."""


async def report(request: Request) -> Response:
    """A provider's message about a payment, signed by Standard Webhooks. One that comes twice changes nothing."""
    services: Services = request.app.state.services
    name = request.path_params["provider"]
    provider: Provider | None = services.providers.get(name)
    if provider is None:
        return problem(404, "NOT_FOUND", "There is no payment provider of this name.")
    body = await request.body()
    if not _is_signed(provider, body, request):
        return problem(401, "INVALID_SIGNATURE", "The signature does not match.")
    try:
        said = _read(body)
    except (ValueError, KeyError, TypeError, InvalidOperation):
        return problem(400, "BAD_BODY", "This is no message about a payment.")
    try:
        await settle(services, name, **said)
    except Rejected as refusal:
        log.warning("payment_report_refused", provider=name, code=refusal.code.name, **_loggable(said))
        return problem(STATUSES.get(refusal.code, 422), refusal.code.name, refusal.message)
    return JsonResponse({"received": True})


def _is_signed(provider: Provider, body: bytes, request: Request) -> bool:
    try:
        Webhook(provider.webhook_secret).verify(body, dict(request.headers), json_parse=False)
    except (WebhookVerificationError, ValueError):
        return False
    return True


def _read(body: bytes) -> dict[str, Any]:
    message = orjson.loads(body)
    data = message["data"]
    texts = [data["paymentId"], data["amount"], data["currency"], data["reference"]]
    if not all(isinstance(text, str) and 0 < len(text) <= 255 for text in texts):
        raise ValueError("A part of the message is missing.")
    amount = Decimal(data["amount"])
    if not amount.is_finite():
        raise ValueError("The amount is not a number.")
    return {
        "payment_id": data["paymentId"],
        "reference": data["reference"],
        "succeeded": REPORTS[message["type"]],
        "amount": amount,
        "currency": data["currency"],
    }


def _loggable(said: dict[str, Any]) -> dict[str, str]:
    return {name: str(said[name]) for name in ("payment_id", "reference", "amount", "currency")}


# --- the sandbox's checkout page

STYLE = """
:root{color-scheme:light dark;--page:#f4f6f9;--card:#fff;--text:#1a1c20;--line:#c9ced8;--quiet:#565c69;
--good:#1b5e3a;--on:#fff}
@media(prefers-color-scheme:dark){:root{--page:#101216;--card:#181b22;--text:#eceef2;--line:#434a59;--quiet:#a6adbb;
--good:#7fd3a4;--on:#0e1a13}}
body{font:1rem/1.5 system-ui,sans-serif;margin:0;min-height:100vh;display:grid;place-items:center;
background:var(--page);color:var(--text)}
main{box-sizing:border-box;width:min(26rem,100% - 2rem);padding:1.5rem;background:var(--card);
border:1px solid var(--line);border-radius:.75rem}
h1{font-size:1rem;margin:0;color:var(--quiet)}
strong{display:block;font-size:2rem;margin:.25rem 0 1rem}
form{display:flex;flex-wrap:wrap;gap:.5rem}
button{font:inherit;font-weight:600;padding:.6rem 1.2rem;border:1px solid var(--line);border-radius:.5rem;
background:var(--card);color:inherit;cursor:pointer}
button[value=pay]{background:var(--good);border-color:var(--good);color:var(--on)}
button:focus-visible,a:focus-visible{outline:2px solid currentColor;outline-offset:2px}
a{color:inherit}
"""
STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
BUTTONS = """<form method="post">
<button name="answer" value="pay">Pay</button>
<button name="answer" value="decline">Decline</button>
<button name="answer" value="later">Later</button>
</form>"""
ENDED = {
    PaymentStatus.SUCCEEDED: "Paid. Thank you.",
    PaymentStatus.FAILED: "Declined. Nothing was taken.",
}


async def checkout(request: Request) -> Response:
    """The page of the sandbox on which a payer pays, declines, or leaves it for later."""
    services: Services = request.app.state.services
    payment = await _payment_of(services, request.path_params["token"])
    if payment is None:
        return problem(404, "NOT_FOUND", "There is no such checkout.")
    if request.method == "GET":
        return _page(payment)
    answer = parse_qs((await request.body()).decode(errors="replace")).get("answer", [""])[0]
    if answer in ("pay", "decline") and payment.status is PaymentStatus.PENDING:
        await settle(
            services,
            "sandbox",
            Sandbox.new_reference(),
            ids.global_id("Payment", payment.id),
            succeeded=answer == "pay",
            amount=payment.amount,
            currency=payment.currency,
        )
    return RedirectResponse(payment.return_url or request.url.path, 303, headers=_headers(payment))


async def _payment_of(services: Services, token: str) -> Payment | None:
    provider = services.providers.get("sandbox")
    key: UUID | None = provider.paid_by(token) if isinstance(provider, Sandbox) else None
    if key is None:
        return None
    found = await Context(services).as_system().scalars(select(Payment).where(Payment.id == key))
    return found[0] if found else None


def _page(payment: Payment) -> HTMLResponse:
    amount = escape(str(Money(payment.amount, payment.currency)))
    rest = BUTTONS if payment.status is PaymentStatus.PENDING else f"<p>{ENDED.get(payment.status, 'Done.')}</p>"
    if payment.status is not PaymentStatus.PENDING and payment.return_url:
        rest += f'<p><a href="{escape(payment.return_url)}">Go back</a></p>'
    return HTMLResponse(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Sandbox checkout</title><style>{STYLE}</style>"
        f"<main><h1>Sandbox checkout</h1><strong>{amount}</strong>{rest}</main></html>",
        headers=_headers(payment),
    )


def _headers(payment: Payment) -> dict[str, str]:
    """Nothing is loaded, framed or sent elsewhere; a form may end at the return address."""
    back = urlsplit(payment.return_url or "")
    target = f" {back.scheme}://{back.netloc}" if back.netloc else ""
    return {
        "cache-control": "no-store",
        "content-security-policy": f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; form-action 'self'{target}; "
        "frame-ancestors 'none'; base-uri 'none'",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }


routes: list[BaseRoute] = [
    Route("/webhooks/payments/{provider}", report, methods=["POST"]),
    Route("/checkout/{token}", checkout, methods=["GET", "POST"]),
]
