"""What runs beside the requests for as long as the server does: mail, jobs, clean-up.

A runner is `async def run(services)`; it works until cancelled. Add it to `RUNNERS`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

import structlog

Runner = Callable[[Any], Awaitable[None]]

RUNNERS: list[Runner] = []
"""Started with the server, each in a task of its own."""

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0

log = structlog.get_logger(__name__)


class Background:
    """Keeps runners running: one that breaks is logged and started again, after a pause that grows."""

    def __init__(self, runners: Sequence[Runner]) -> None:
        self._runners = runners
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, services: Any) -> None:
        """Start every runner."""
        self._tasks = [
            asyncio.create_task(self._keep(runner, services), name=_name(runner)) for runner in self._runners
        ]

    async def stop(self) -> None:
        """Cancel every runner and wait for it to end."""
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task

    async def _keep(self, runner: Runner, services: Any) -> None:
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                await runner(services)
                return
            except Exception:
                log.exception("background runner broke", runner=_name(runner), again_in_seconds=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)


def _name(runner: Runner) -> str:
    return f"{runner.__module__}.{getattr(runner, '__name__', type(runner).__name__)}"
