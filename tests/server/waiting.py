"""Waiting for what is about to happen, instead of for a time in which it should have."""

import asyncio
import inspect
from collections.abc import Callable
from time import perf_counter
from typing import Any


async def until(condition: Callable[[], Any], seconds: float = 30) -> float:
    """Wait for something to become true, or for an answer to say so; how long that took."""
    started = perf_counter()
    while True:
        is_so = condition()
        if inspect.isawaitable(is_so):
            is_so = await is_so
        if is_so:
            return perf_counter() - started
        assert perf_counter() - started < seconds, "it did not happen"
        await asyncio.sleep(0.01)
