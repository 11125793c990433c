"""Money: exact decimals in one currency, rounded half up and nowhere a float (domain.md 3.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import total_ordering
from math import floor
from typing import Any

from models.errors import ErrorCode, Rejected

Number = Decimal | Fraction | int
"""What the arithmetic takes. `Fraction` where a division would not end."""

Path = Sequence[str | int]
"""A place in `input`, for refusals."""

RATE_PLACES = 4
"""Decimals of unit prices, rates and quantities (domain.md M2)."""

LIMIT = Decimal(10) ** 13
"""Every amount and quantity is smaller than this, and so fits NUMERIC(19, 4) with room for sums."""

NO_DECIMALS = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split())
THREE_DECIMALS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())
# ISO 4217 list one, without funds, metals and test codes: what nobody can pay an invoice in.
_CURRENCIES = frozenset(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY
    COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR
    ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK
    MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF
    SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU
    UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
    """.split()
)


def is_currency(code: str) -> bool:
    """Whether this is the ISO 4217 code, in capitals, of a currency in use."""
    return code in _CURRENCIES


def exponent(currency: str) -> int:
    """How many decimals amounts of a currency have: 2 for most, else 0 or 3."""
    return 0 if currency in NO_DECIMALS else 3 if currency in THREE_DECIMALS else 2


def half_up(value: Number, places: int) -> Decimal:
    """Round to `places` decimals, a half away from zero, so that a credit mirrors its invoice. Never negative zero."""
    scaled = Fraction(value) * 10**places
    units = floor(abs(scaled) + Fraction(1, 2))
    return Decimal(f"{-units if scaled < 0 else units}E-{places}")


def percent(value: Number) -> Decimal:
    """A percentage with one decimal, half up (domain.md P2)."""
    return half_up(value, 1)


def plain(value: Decimal) -> str:
    """A number without exponent or trailing zeros: `7.5`, `2.25`, `20`, `0`."""
    text = f"{value:f}"
    shortened = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if shortened == "-0" else shortened


def shown(amount: Decimal, currency: str) -> str:
    """An amount with exactly its currency's decimals; with more, up to four, only where the value has them (M1, M2)."""
    decimals = len(plain(half_up(amount, RATE_PLACES)).partition(".")[2])
    return f"{half_up(amount, max(decimals, exponent(currency))):f}"


def settle(exact: Sequence[Number], total: Decimal, places: int, ties: Sequence[Any] | None = None) -> list[Decimal]:
    """Round parts so that they sum to `total`, which is the rounded sum of the exact parts (domain.md M4).

    Every part is rounded down, and the units still missing go to the largest remainders. Equal remainders are
    served in the order of `ties` (any sortable values), and of the parts themselves after that.
    """
    scaled = [Fraction(part) * 10**places for part in exact]
    units = [floor(part) for part in scaled]
    missing = int(total.scaleb(places)) - sum(units)
    ranks = ties or [0] * len(scaled)
    by_remainder = sorted(range(len(scaled)), key=lambda i: (units[i] - scaled[i], ranks[i]))
    for i in by_remainder[:missing]:
        units[i] += 1
    return [Decimal(f"{unit}E-{places}") for unit in units]


def spread(total: Money, weights: Sequence[Number]) -> list[Money]:
    """Divide money in proportion to weights, none negative, so that the parts sum exactly (domain.md M4).

    Weights that are all zero share equally. Without weights there is nothing to divide among: a ValueError,
    unless the total is zero.
    """
    if not weights and total:
        raise ValueError("There is nothing to spread the money over.")
    if any(weight < 0 for weight in weights):
        raise ValueError("Money is not spread over negative weights.")
    shares = [Fraction(weight) for weight in weights] if any(weights) else [Fraction(1)] * len(weights)
    whole = sum(shares)
    exact = [Fraction(total.amount) * share / whole for share in shares]
    parts = settle(exact, total.rounded().amount, exponent(total.currency))
    return [Money(part, total.currency) for part in parts]


def quantity(value: Decimal, path: Path) -> Decimal:
    """Check a quantity from outside: finite, up to four decimals, of a size that can be stored; else INVALID."""
    return _checked(value, RATE_PLACES, path)


def percentage(value: Decimal, path: Path, maximum: int = 100) -> Decimal:
    """Check a percentage from outside: 0 to `maximum`, up to four decimals; else INVALID."""
    _checked(value, RATE_PLACES, path)
    if not 0 <= value <= maximum:
        raise Rejected(ErrorCode.INVALID, f"This must be from 0 to {maximum} percent.", path)
    return value


def _checked(value: Decimal, places: int, path: Path) -> Decimal:
    if not value.is_finite():
        raise Rejected(ErrorCode.INVALID, "This is not a number.", path)
    # Size first: it keeps a value such as 1E+999999 from ever being written out.
    if abs(value) >= LIMIT:
        raise Rejected(ErrorCode.INVALID, "This number is too large; it must stay below 10,000,000,000,000.", path)
    decimals = -int(value.as_tuple().exponent)
    if decimals > places:
        allowed = {0: "no decimals", 1: "one decimal"}.get(places, f"up to {places} decimals")
        raise Rejected(ErrorCode.INVALID, f"This may have {allowed}, not {decimals}.", path)
    return half_up(value, places)


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency. Two currencies never meet: every operation on them is a CURRENCY_MISMATCH.

    Products and rates may have more decimals than the currency; `rounded()` settles them.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not self.amount:
            object.__setattr__(self, "amount", abs(self.amount))  # no negative zero

    @classmethod
    def of(cls, amount: Decimal, currency: str, path: Path) -> Money:
        """Check an amount from outside: a known currency, and no more decimals than it has; else INVALID (M1)."""
        return cls._read(amount, currency, exponent(currency), path)

    @classmethod
    def rate(cls, amount: Decimal, currency: str, path: Path) -> Money:
        """Check a unit price or a rate from outside: as `of`, with up to four decimals (M2)."""
        return cls._read(amount, currency, RATE_PLACES, path)

    @classmethod
    def _read(cls, amount: Decimal, currency: str, places: int, path: Path) -> Money:
        if not is_currency(currency):
            raise Rejected(ErrorCode.INVALID, "This is not the code of a currency in use, such as GBP.", path)
        return cls(_checked(amount, places, path), currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in a currency."""
        return cls(half_up(0, exponent(currency)), currency)

    @classmethod
    def sum(cls, parts: Iterable[Money], currency: str) -> Money:
        """The parts together; zero of the currency when there are none."""
        total = cls.zero(currency)
        for part in parts:
            total += part
        return total

    def rounded(self) -> Money:
        """The amount half up to the decimals of the currency."""
        return Money(half_up(self.amount, exponent(self.currency)), self.currency)

    def require(self, currency: str, path: Path | None = None) -> Money:
        """This money, if it is in the currency needed; else CURRENCY_MISMATCH (M8)."""
        if self.currency != currency:
            message = f"This is in {self.currency} where {currency} is needed."
            raise Rejected(ErrorCode.CURRENCY_MISMATCH, message, path)
        return self

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + other.require(self.currency).amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - other.require(self.currency).amount, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __mul__(self, factor: Decimal | int) -> Money:
        return Money(self.amount * factor, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        return self.amount < other.require(self.currency).amount

    def __bool__(self) -> bool:
        return self.amount != 0

    def __str__(self) -> str:
        return f"{shown(self.amount, self.currency)} {self.currency}"
