"""Accounts of points, which are spent by asking and come back evenly with time (security.md 5.5)."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from math import ceil
from time import monotonic
from typing import Any

from server.graphql.engine import Rate
from server.limits import Allowance

MINUTE = 60
ACCOUNTS = 20_000
"""Kept at once. Who was not heard of for longest is forgotten first, and full again when they come back."""


class Spent(Exception):
    """There are not enough points; `wait` seconds later there are."""

    def __init__(self, wait: float) -> None:
        super().__init__(f"wait {wait} s")
        self.wait = max(ceil(wait), 1)


@dataclass(slots=True)
class Account:
    """The points of one viewer: how many there were, and when."""

    points: float
    at: float


class Points:
    """Everybody's points. They come back evenly, up to those of a minute."""

    def __init__(self, clock: Callable[[], float] = monotonic, most: int = ACCOUNTS) -> None:
        self._clock, self._most = clock, most
        self._accounts: OrderedDict[Hashable, Account] = OrderedDict()

    def take(self, whose: Hashable, allowed: Allowance, points: int) -> None:
        """Take points. Raises `Spent`, and takes none, where there are too few."""
        account = self._of(whose, allowed)
        if account.points < points:
            raise Spent((points - account.points) * MINUTE / allowed.points)
        account.points -= points

    def settle(self, whose: Hashable, allowed: Allowance, points: int) -> None:
        """Give points back; or take them where they are negative, though there be none left."""
        account = self._of(whose, allowed)
        account.points = min(account.points + points, allowed.points)

    def rate(self, whose: Hashable, allowed: Allowance, wait: int = 0) -> Rate:
        """What is left."""
        left = self._of(whose, allowed).points
        missing = (allowed.points - left) * MINUTE / allowed.points
        return Rate(allowed.points, max(int(left), 0), ceil(missing), wait)

    def _of(self, whose: Hashable, allowed: Allowance) -> Account:
        now = self._clock()
        account = self._accounts.get(whose)
        if account is None:
            account = self._accounts[whose] = Account(allowed.points, now)
            if len(self._accounts) > self._most:
                self._accounts.popitem(last=False)
            return account
        self._accounts.move_to_end(whose)
        account.points = min(account.points + (now - account.at) * allowed.points / MINUTE, allowed.points)
        account.at = now
        return account


def account_of(context: Any) -> Hashable:
    """Whose points an operation takes."""
    return context.viewer.actor_id or context.ip
