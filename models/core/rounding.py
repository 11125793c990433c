"""How tax and billed time are rounded, as the organisation chooses (domain.md M5, T3)."""

from decimal import Decimal
from enum import Enum
from fractions import Fraction

from models.core.money import RATE_PLACES, Money, half_up


class TaxRounding(Enum):
    """How tax is rounded: once per rate on the whole invoice, or on each line."""

    PER_RATE = "Once for each rate, on the sum of its lines."
    PER_LINE = "On each line, before the lines are added."


class TimeRounding(Enum):
    """How the seconds of one time entry are rounded when billed; the number is in minutes. Raw seconds never change."""

    NONE = "Billed as logged, to the second."
    UP_6 = "Up to a full tenth of an hour."
    UP_15 = "Up to a full quarter of an hour."
    UP_30 = "Up to a full half hour."
    NEAREST_6 = "To the nearest tenth of an hour, a half up."
    NEAREST_15 = "To the nearest quarter of an hour, a half up."
    NEAREST_30 = "To the nearest half hour, a half up."


def billed_seconds(seconds: int, rounding: TimeRounding) -> int:
    """The seconds billed for one time entry of so many seconds (domain.md T3).

    Rounding up bills every begun step. Rounding to the nearest may bill a short entry with zero seconds: two
    minutes to the nearest quarter of an hour are free, and seven and a half are a quarter.
    """
    direction, _, minutes = rounding.name.partition("_")
    if not minutes:
        return seconds
    step = int(minutes) * 60
    lifted = seconds + (step - 1 if direction == "UP" else step // 2)
    return lifted // step * step


def hours(seconds: int) -> Decimal:
    """Seconds as hours with four decimals, half up: the quantity of a time line (domain.md M2)."""
    return half_up(Fraction(seconds, 3600), RATE_PLACES)


def value(seconds: int, rate: Money) -> Money:
    """What seconds come to at an hourly rate, half up to the currency.

    It is worked out from `hours`, as the line of an invoice prints it, so that what is shown as unbilled is what
    quantity times unit price will say (domain.md M3, B7).
    """
    return (rate * hours(seconds)).rounded()
