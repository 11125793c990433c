"""What verbs check of plain inputs before they become columns."""

from collections.abc import Callable
from decimal import Decimal
from zoneinfo import available_timezones

from models.core.money import Money, Path
from models.core.naming import spaced
from models.errors import ErrorCode, Rejected
from resolvers.given import Given


def named(value: str | None, *path: str | int) -> str:
    """A name without needless white space; REQUIRED where nothing is left."""
    kept = spaced(value or "")
    if not kept:
        raise Rejected(ErrorCode.REQUIRED, "This cannot be empty.", path)
    return kept


def price(given: Given | None, currency: str | None, path: str) -> Decimal | None:
    """An amount in the currency needed; CURRENCY_MISMATCH in another, INVALID below zero or with too many decimals."""
    return _checked(Money.of(given.amount, given.currency, [path, "amount"]), currency, path) if given else None


def rate(given: Given | None, currency: str | None, path: str) -> Decimal | None:
    """As `price`, for the price of one hour: up to four decimals (domain.md M2)."""
    return _checked(Money.rate(given.amount, given.currency, [path, "amount"]), currency, path) if given else None


def amount(number: Decimal | None, currency: str, read: Callable[..., Money], path: str) -> Decimal | None:
    """A plain number as an amount (`Money.of`) or a price (`Money.rate`) in a currency; INVALID below zero."""
    return None if number is None else _checked(read(number, currency, [path]), None, path)


def not_negative(value: int | None, path: str) -> int | None:
    """INVALID below zero."""
    if value is not None and value < 0:
        raise Rejected(ErrorCode.INVALID, "This cannot be negative.", [path])
    return value


def time_zone(name: str) -> str:
    """The name of an IANA time zone; INVALID where it is none."""
    if name not in available_timezones():
        raise Rejected(ErrorCode.INVALID, "This is not an IANA time zone such as Europe/London.", ["timeZone"])
    return name


def _checked(money: Money, currency: str | None, path: Path) -> Decimal:
    if currency is not None:
        money.require(currency, [path])
    if money.amount < 0:
        raise Rejected(ErrorCode.INVALID, "This cannot be negative.", [path, "amount"])
    return money.amount
