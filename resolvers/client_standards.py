"""What every client record must look like: the organisation's data standards (domain.md OC-16)."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from models import ClientType
from models.core.money import Money, Path, is_currency
from models.core.naming import company_name, email_address, person_name, spaced
from models.errors import ErrorCode, Rejected
from resolvers.given import Given

REQUIREMENTS = {
    "EMAIL": ("email", "email", "an e-mail address"),
    "PHONE": ("phone", "phone", "a phone number"),
    "BILLING_ADDRESS": ("billing_address", "billingAddress", "a billing address"),
    "TAX_ID": ("tax_id", "taxId", "a tax number"),
    "SOURCE": ("source", "source", "a source"),
    "ACCOUNT_NUMBER": ("account_number", "accountNumber", "an account number"),
}
"""What a ClientRequirement makes compulsory: its name here, in the input, and for people."""

OF_CLIENT = ("billing_address", "tax_id", "source", "account_number")
"""Those that stand on the client itself; the others are its first contact's."""


def require_fields(standards: dict[str, Any], values: Any, at: Path = (), only: Collection[str] | None = None) -> None:
    """REQUIRED at the first field the organisation makes compulsory and that is empty; `only` looks at these."""
    for requirement in standards["required_client_fields"]:
        name, shown, words = REQUIREMENTS[requirement]
        if only is not None and name not in only:
            continue
        value = getattr(values, name)
        if value is None or (isinstance(value, str) and not value.strip()):
            raise Rejected(ErrorCode.REQUIRED, f"A client needs {words} here.", [*at, shown])


def text(value: str | None) -> str | None:
    """A short text without needless white space; None where nothing is left."""
    return spaced(value or "") or None


def email(value: str | None, at: Path = (), field: str = "email") -> str | None:
    """An e-mail address as it is kept; None where none is given, INVALID where it cannot be one."""
    return email_address(value, [*at, field]) if text(value) else None


def require_source(standards: dict[str, Any], source: str | None, at: Path = ()) -> None:
    """INVALID where the organisation offers sources and this is none of them."""
    if source and standards["sources"] and text(source) not in standards["sources"]:
        offered = ", ".join(standards["sources"])
        raise Rejected(ErrorCode.INVALID, f"The sources offered are: {offered}.", [*at, "source"])


def client_name(standards: dict[str, Any], name: str | None, kind: ClientType, at: Path = ()) -> str:
    """A client's name as the data standards write it; REQUIRED where it is empty."""
    if not text(name):
        raise Rejected(ErrorCode.REQUIRED, "A client needs a name.", [*at, "name"])
    if not standards["normalise_names"]:
        return name.strip()
    return company_name(name) if kind is ClientType.COMPANY else person_name(name)


def contact_name(standards: dict[str, Any], name: str | None, at: Path = (), field: str = "name") -> str:
    """A person's name as the data standards write it; REQUIRED where it is empty."""
    if not text(name):
        raise Rejected(ErrorCode.REQUIRED, "A contact needs a name.", [*at, field])
    return person_name(name) if standards["normalise_names"] else name.strip()


def checked_currency(currency: str, at: Path = ()) -> str:
    """INVALID where it is not a currency in use."""
    if not is_currency(currency):
        raise Rejected(ErrorCode.INVALID, "This is not the code of a currency in use, such as GBP.", [*at, "currency"])
    return currency


def terms(days: int | None, default: int, at: Path = ()) -> int:
    """The days from issue to due; INVALID below zero or beyond ten years."""
    if days is None:
        return default
    if not 0 <= days <= 3650:
        raise Rejected(ErrorCode.INVALID, "Payment terms are from 0 to 3650 days.", [*at, "paymentTermsDays"])
    return days


def hourly_rate(given: Given | None, currency: str, at: Path = ()) -> Decimal | None:
    """The price of one hour, in the client's currency; CURRENCY_MISMATCH in another, INVALID below zero."""
    if given is None:
        return None
    path = [*at, "hourlyRate"]
    price = Money.rate(given.amount, given.currency, [*path, "amount"]).require(currency, path)
    if price.amount < 0:
        raise Rejected(ErrorCode.INVALID, "A rate cannot be negative.", [*path, "amount"])
    return price.amount
