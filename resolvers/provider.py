"""Payment providers: what takes the payer's money, and the sandbox that stands in for one."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from enum import Enum
from typing import Protocol
from uuid import UUID

from models.core.base import new_id
from models.core.money import Money
from models.errors import ErrorCode, Rejected
from resolvers.context import Services


class Outcome(Enum):
    """What a provider answers to a charge."""

    SUCCEEDED = "The money is there."
    DECLINED = "It was not taken."
    PENDING = "It will be reported later."


@dataclass(frozen=True)
class Charge:
    """A provider's answer. `reference` is its own name for the payment, `checkout_url` where the payer goes on."""

    outcome: Outcome
    reference: str | None = None
    reason: str | None = None
    checkout_url: str | None = None


class Provider(Protocol):
    """A payment provider. A payment's key makes a repeated charge harmless."""

    @property
    def webhook_secret(self) -> str:
        """The secret its messages are signed with (Standard Webhooks), `whsec_…`."""

    async def charge(self, payment_id: UUID, amount: Money, token: str | None) -> Charge:
        """Take the money from the payer behind the token; without one, on the provider's own page."""

    async def refund(self, reference: str | None, amount: Money) -> None:
        """Give money of a payment back. Rejected where the provider refuses."""


def provider_named(services: Services, name: str) -> Provider:
    """The provider, or INVALID where there is none of this name."""
    found = services.providers.get(name)
    if found is None:
        raise Rejected(ErrorCode.INVALID, "There is no payment provider of this name.", ["provider"])
    return found


class Sandbox:
    """A provider without money. Takes tok_ok, tok_declined and tok_pending, and has a checkout page of its own."""

    def __init__(self, secret_key: bytes, public_url: str) -> None:
        self._secret_key, self._public_url = secret_key, public_url.rstrip("/")

    @property
    def webhook_secret(self) -> str:
        """Worked out from the secret key, so that nothing has to be set."""
        signed = hmac.digest(self._secret_key, b"payments/sandbox", hashlib.sha256)
        return f"whsec_{base64.b64encode(signed).decode()}"

    async def charge(self, payment_id: UUID, amount: Money, token: str | None) -> Charge:
        """What the token says."""
        if token is None:
            address = f"{self._public_url}/checkout/{self.checkout_token(payment_id)}"
            return Charge(Outcome.PENDING, checkout_url=address)
        if token == "tok_ok":
            return Charge(Outcome.SUCCEEDED, self.new_reference())
        if token == "tok_pending":
            return Charge(Outcome.PENDING)
        return Charge(Outcome.DECLINED, self.new_reference(), "The card was declined.")

    async def refund(self, reference: str | None, amount: Money) -> None:
        """There is nothing to give back."""

    @staticmethod
    def new_reference() -> str:
        """The sandbox's own name for a payment."""
        return f"sandbox_{new_id().hex}"

    def checkout_token(self, payment_id: UUID) -> str:
        """What opens the checkout page of a payment, and nothing else."""
        return f"{payment_id.hex}.{self._seal(payment_id)}"

    def paid_by(self, token: str) -> UUID | None:
        """The payment a checkout token opens; None for a forged one."""
        key, _, seal = token.partition(".")
        try:
            payment_id = UUID(hex=key)
        except ValueError:
            return None
        return payment_id if hmac.compare_digest(seal.encode(), self._seal(payment_id).encode()) else None

    def _seal(self, payment_id: UUID) -> str:
        return hmac.new(self._secret_key, b"checkout/" + payment_id.bytes, hashlib.sha256).hexdigest()
