"""How figures, days, addresses and people's own texts are written on a document."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from textwrap import wrap
from typing import Any
from zoneinfo import ZoneInfo

from models.core.money import plain, shown

LONGEST_WORD = 32
"""Longer words may be broken anywhere: nothing runs out of its column."""
TOWN_FIRST = frozenset({"AU", "CA", "GB", "IE", "IN", "NZ", "US", "ZA"})
"""Countries that write the postcode behind the town."""
WIDEST_QUANTITY = 18
"""Characters on a line of a quantity, so that a unit in many words leaves room for the description."""
COUNTED = frozenset("hour day night week month year page piece image item session visit licence user mile".split())
"""Units that take an s when there are several; all others are printed as they are written."""
BRITAIN = "United Kingdom"
"""The table of countries says `Britain (UK)`."""
JOINERS = "\u200c\u200d"
"""The only invisible characters that are kept: without them some scripts read wrong."""

_LONG = re.compile(rf"\S{{{LONGEST_WORD},}}")
_BREAK = "\u200b"


def written(text: str | None) -> str:
    """Somebody's text as it is printed: one form of each letter, line breaks kept, whatever has no sign of its own
    left out (controls, direction overrides), and places to break words that are longer than a column."""
    lines = unicodedata.normalize("NFC", text or "").replace("\t", " ").splitlines()
    kept = "\n".join("".join(letter for letter in line if _is_sign(letter)).rstrip() for line in lines)
    return _LONG.sub(_breakable, kept.strip("\n"))


def money(amount: Decimal, currency: str) -> str:
    """An amount in its currency's decimals, in groups of thousands, without the currency: `1,234.50`."""
    return f"{Decimal(shown(amount, currency)):,}".replace("-", "\u2212")


def priced(amount: Decimal, currency: str) -> str:
    """An amount with its currency: `GBP 1,234.50`."""
    return f"{currency}\u00a0{money(amount, currency)}"


def quantity(value: Decimal, unit: str = "unit") -> str:
    """How many of what: `7.5 hours`; units that are none are not named."""
    count = f"{Decimal(plain(value)):,}".replace("-", "\u2212")
    if unit == "unit":
        return count
    counted = f"{count} {unit}s" if unit in COUNTED and value != 1 else f"{count} {written(unit)}"
    return "\n".join(wrap(counted, WIDEST_QUANTITY)) if len(counted) > WIDEST_QUANTITY else counted


def rate(percent: Decimal | str) -> str:
    """A rate: `20%`, `7.5%`."""
    return f"{plain(Decimal(percent))}%"


def day(when: date | None) -> str:
    """A day, the same for readers on both sides of an ocean: `2 March 2026`."""
    return "" if when is None else f"{when.day} {when:%B %Y}"


def moment(when: datetime, zone: str) -> str:
    """An instant on the clock of a time zone: `2 March 2026, 14:05 (Europe/London)`."""
    there = when.astimezone(ZoneInfo(zone))
    return f"{day(there.date())}, {there:%H:%M} ({zone})"


def local_day(when: datetime, zone: str) -> str:
    """The day an instant falls on in a time zone."""
    return day(when.astimezone(ZoneInfo(zone)).date())


def days(count: int) -> str:
    """Terms of payment."""
    return "On receipt" if count <= 0 else "1 day" if count == 1 else f"{count} days"


def address(kept: dict[str, Any] | None) -> list[str]:
    """The lines of a postal address, the town in the order of its country."""
    if not kept:
        return []
    town = [kept.get("city"), kept.get("region"), kept.get("postcode")]
    if kept.get("country") not in (None, *TOWN_FIRST):
        town = [kept.get("postcode"), kept.get("city"), kept.get("region")]
    lines = [kept.get("street"), " ".join(part for part in town if part), country(kept.get("country"))]
    return [written(line) for line in lines if line]


def country(code: str | None) -> str | None:
    """The English name of a country; its code where it has none."""
    return code and _countries().get(code, code)


@cache
def _countries() -> dict[str, str]:
    table = files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text("utf-8")
    return dict(line.split("\t") for line in table.splitlines() if line[:1] != "#") | {"GB": BRITAIN}


def _is_sign(letter: str) -> bool:
    return letter in JOINERS or unicodedata.category(letter)[0] != "C"


def _breakable(word: re.Match[str]) -> str:
    return _BREAK.join(word[0][start : start + 8] for start in range(0, len(word[0]), 8))
