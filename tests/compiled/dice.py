"""Where a generator takes its choices from: Hypothesis, which shrinks what fails, or a seed, which is faster."""

import random
from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Dice(Protocol):
    """Whole numbers at random; everything else is made of them. Small numbers are the simple choices."""

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""


class Drawn:
    """Dice of Hypothesis."""

    def __init__(self, draw: Any) -> None:
        self._draw = draw

    def number(self, low: int, high: int) -> int:
        return low if low == high else self._draw(st.integers(low, high))


class Seeded:
    """Dice of a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def number(self, low: int, high: int) -> int:
        return self._random.randint(low, high)


def chance(dice: Dice, percent: int) -> bool:
    """Yes, so often; shrinks to no."""
    return percent > 0 and dice.number(0, 99) >= 100 - percent


def pick(dice: Dice, choices: Sequence[T]) -> T:
    """One of them; shrinks to the first."""
    return choices[dice.number(0, len(choices) - 1)]
