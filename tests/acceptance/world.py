"""The state before the first step: the organisation, its people and one client that is nobody's business."""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx2

from . import asides, operations
from .client import Caller
from .served import SECRET_KEY, PostBox, Server
from .streams import ServerSentStream, Socket

LONDON = ZoneInfo("Europe/London")
PEOPLE = {
    "DEV": {"role": "STAFF", "abilities": ["SEE_COSTS", "BILL"]},
    "PAT": {"role": "STAFF", "costRate": {"amount": "30.00", "currency": "USD"}},
    "ANA": {"role": "ANALYST"},
    "FAY": {"role": "ADMIN"},
    "MIA": {"role": "STAFF_LIMITED", "abilities": ["SEE_COSTS"], "clients": []},
    "EVE": {"role": "STAFF_LIMITED"},
}


def email_of(name: str) -> str:
    """The address of a user of the organisation."""
    return f"{name.lower()}@onesuite.test"


def password_of(name: str) -> str:
    """A password that is long enough."""
    return f"{name.lower()} keeps a long secret"


def now() -> str:
    """This instant, as the graph takes it."""
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


def start_after_midnight() -> date:
    """Today in the organisation's time zone, once the day is not about to end."""
    while datetime.now(LONDON).timetz().replace(tzinfo=None).isoformat() > "23:55":
        time.sleep(1)
    return datetime.now(LONDON).date()


@dataclass
class World:
    """A running instance and the callers known to it."""

    server: Server
    mail: PostBox
    today: date
    seen: set[str] = field(default_factory=set)
    callers: dict[str, Caller] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)
    form_key: str = ""
    elsewhere: str = ""

    @property
    def stranger(self) -> Caller:
        """Someone without a token."""
        return self.caller(None)

    def __getattr__(self, name: str) -> Caller:
        """`world.dev` is DEV's caller."""
        try:
            return self.__dict__["callers"][name.upper()]
        except KeyError:
            raise AttributeError(name) from None

    def caller(self, token: str | None) -> Caller:
        """Whoever holds the token."""
        return Caller(self.server.url, token, self.seen)

    def sign_in(self, email: str, password: str) -> Caller:
        """Whoever knows the password."""
        session = self.stranger.do(operations.LOGIN, email=email, password=password)
        assert session["token"]
        return self.caller(session["token"])

    def socket(self, caller: Caller) -> Socket:
        """A WebSocket of somebody's."""
        return Socket(self.server.socket_url, caller.token)

    def sse(self, caller: Caller, document: str, **variables: object) -> ServerSentStream:
        """A stream of somebody's over server-sent events."""
        return ServerSentStream(self.server.url, caller.token, document, **variables)

    def in_days(self, days: int) -> str:
        """A day relative to the day of the run."""
        return (self.today + timedelta(days=days)).isoformat()

    def provider_says(
        self,
        payment: str,
        amount: str,
        currency: str = "GBP",
        *,
        kind: str = "payment.succeeded",
        reference: str | None = None,
        message_id: str | None = None,
        secret_key: str = SECRET_KEY,
    ) -> int:
        """The sandbox provider reports on a payment, signed by Standard Webhooks; the status it is answered."""
        reference = reference or f"sandbox-{payment}"
        message_id = message_id or f"msg-{time.monotonic_ns()}"
        instant = str(int(time.time()))
        data = {"paymentId": payment, "amount": amount, "currency": currency, "reference": reference}
        body = json.dumps({"type": kind, "timestamp": now(), "data": data})
        signing_key = hmac.digest(secret_key.encode(), b"payments/sandbox", hashlib.sha256)
        signature = hmac.digest(signing_key, f"{message_id}.{instant}.{body}".encode(), hashlib.sha256)
        headers = {
            "content-type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": instant,
            "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
        }
        address = f"{self.server.address}/webhooks/payments/sandbox"
        return httpx2.post(address, content=body, headers=headers, timeout=30, trust_env=False).status_code


def before_the_first_step(server: Server, mail: PostBox) -> World:
    """OLIVE settles the organisation, makes Elsewhere Ltd and invites the others, who accept by mail."""
    world = World(server, mail, start_after_midnight())
    password = password_of("OLIVE")
    server.run("create-user", "--email", email_of("OLIVE"), "--name", "Olive", "--role", "OWNER", stdin=f"{password}\n")
    olive = world.callers["OLIVE"] = world.sign_in(email_of("OLIVE"), password)
    organisation = olive.do(operations.SETTINGS)["organisation"]
    assert (organisation["currency"], organisation["timeZone"]) == ("GBP", "Europe/London")
    assert organisation["timeRounding"] == "UP_15"
    world.form_key = organisation["contactFormKey"]
    world.elsewhere = olive.do(operations.ELSEWHERE)["client"]["id"]
    for name, terms in PEOPLE.items():
        invite(world, name, {"clients": [world.elsewhere]} | terms if name == "EVE" else terms)
    olive.do(asides.ALL_CLIENTS, user=world.users["ANA"])
    olive.ask(asides.USER_NAMES)
    mail.empty()
    return world


def invite(world: World, name: str, terms: dict) -> None:
    """Invite a user and accept with the token that was mailed."""
    email = email_of(name)
    invited = world.olive.do(operations.INVITE, email=email, name=name.title(), **terms)
    assert invited["user"]["status"] == "INVITED" and invited["invitationSentTo"] == email
    token = world.mail.token_for(email)
    accepted = world.stranger.do(operations.ACCEPT_USER, token=token, password=password_of(name))
    assert accepted["viewer"]["role"] == terms["role"]
    assert accepted["viewer"]["user"] == {"id": invited["user"]["id"], "status": "ACTIVE"}
    world.users[name] = invited["user"]["id"]
    world.callers[name] = world.caller(accepted["token"])
