"""Points that several processes share by way of Valkey.

Each process counts by itself, so that nobody waits: some twenty times a second it tells Valkey what was spent here, and
is told what was spent everywhere. Where Valkey is away each counts alone, as it does where there is none.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Hashable
from time import monotonic
from typing import Any

import structlog

from server.graphql.points import ACCOUNTS, MINUTE, Points
from server.limits import Allowance

SHARE_SECONDS = 0.05
"""How long what was spent here may stay unknown elsewhere."""
AWAY_SECONDS = 2
"""How long to leave Valkey alone once it did not answer."""
PATIENCE_SECONDS = 0.2
KEPT_SECONDS = 2 * MINUTE
SPEND = f"""
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local held = redis.call('HMGET', KEYS[1], 'spent', 'at')
local spent = tonumber(held[1] or 0) - (now - tonumber(held[2] or now)) * ARGV[2]
spent = math.max(spent, 0) + ARGV[1]
redis.call('HSET', KEYS[1], 'spent', tostring(spent), 'at', string.format('%.6f', now))
redis.call('EXPIRE', KEYS[1], {KEPT_SECONDS})
return tostring(spent)
"""
"""Adds to what is spent of an account, from which so much a second comes back; answers what is spent then."""

log = structlog.get_logger(__name__)


class SharedPoints(Points):
    """Everybody's points, in all processes that share a Valkey."""

    def __init__(self, url: str, clock: Callable[[], float] = monotonic, most: int = ACCOUNTS) -> None:
        super().__init__(clock, most)
        self._url = url
        self._spent: Counter[Hashable] = Counter()
        self._allowed: dict[Hashable, Allowance] = {}
        self._touched = asyncio.Event()
        self._is_away = False

    def take(self, whose: Hashable, allowed: Allowance, points: int) -> None:
        """Take points, and have the other processes told. Raises `Spent`, and takes none, where there are too few."""
        self._touch(whose, allowed, 0)
        super().take(whose, allowed, points)
        self._touch(whose, allowed, points)

    def settle(self, whose: Hashable, allowed: Allowance, points: int) -> None:
        """Give points back, and have the other processes told."""
        super().settle(whose, allowed, points)
        self._touch(whose, allowed, -points)

    def _touch(self, whose: Hashable, allowed: Allowance, points: int) -> None:
        self._spent[whose] += points
        self._allowed[whose] = allowed
        self._touched.set()

    async def run(self) -> None:
        """Share what is spent, until cancelled."""
        import valkey.asyncio as valkey
        from valkey.backoff import NoBackoff
        from valkey.exceptions import ValkeyError
        from valkey.retry import Retry

        client = valkey.Valkey.from_url(
            self._url.replace("redis", "valkey", 1) if self._url.startswith("redis") else self._url,
            socket_timeout=PATIENCE_SECONDS,
            socket_connect_timeout=PATIENCE_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        try:
            while True:
                await self._touched.wait()
                self._touched.clear()
                try:
                    await self._share(client)
                    self._is_away = False
                    await asyncio.sleep(SHARE_SECONDS)
                except (ValkeyError, OSError, TimeoutError) as lost:
                    if not self._is_away:
                        log.warning("points are counted by each process for itself", reason=str(lost))
                    self._is_away = True
                    await asyncio.sleep(AWAY_SECONDS)
        finally:
            await client.aclose()

    async def _share(self, client: Any) -> None:
        spent, self._spent = self._spent, Counter()
        allowed, self._allowed = self._allowed, {}
        asking = client.pipeline(transaction=False)
        for whose, points in spent.items():
            asking.eval(SPEND, 1, f"clientgraph:points:{whose}", points, allowed[whose].points / MINUTE)
        for whose, told in zip(spent, await asking.execute(), strict=True):
            account = self._of(whose, allowed[whose])
            account.points = allowed[whose].points - float(told) - self._spent[whose]
