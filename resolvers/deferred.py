"""Work put off to the job queue: done after the commit, by whichever server is free, and tried again when it fails.

A piece of work is declared where its rule lives, at module level, and knows nothing of the queue:

    @deferred(attempts=5)
    async def draw_report(services: Services, report_id: str) -> None:
        ...

It is put off inside a unit of work, and is in the queue if and only if that commits:

    change.defer(draw_report, report_id=str(report.id))

Arguments are what JSON can hold, and ids rather than content: they are written to the log of a server. The work may be
begun twice, after a crash or an error, so it looks first whether it is done already; `Context(services, SYSTEM)` is its
way to the database. What failed `attempts` times is kept as dead, and `clientgraph jobs` shows it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, bindparam, text

QUEUE = "job_queue"
"""The schema of PostgreSQL that holds the queue's tables (migrations/queue.py)."""


@dataclass(frozen=True)
class Deferred:
    """A declared piece of work; calling it does it at once."""

    name: str
    do: Callable[..., Awaitable[Any]]
    attempts: int

    async def __call__(self, services: Any, **arguments: Any) -> None:
        """Do it now, as a worker would."""
        await self.do(services, **arguments)


DECLARED: dict[str, Deferred] = {}
"""Every piece of work there is, by name."""


def deferred(*, attempts: int = 8) -> Callable[[Callable[..., Awaitable[Any]]], Deferred]:
    """Declare a function as work that can be put off; it is tried so many times, with pauses that grow."""

    def declare(do: Callable[..., Awaitable[Any]]) -> Deferred:
        assert do.__name__ not in DECLARED, f"{do.__name__} is declared already"
        DECLARED[do.__name__] = made = Deferred(do.__name__, do, attempts)
        return made

    return declare


@dataclass(frozen=True)
class PutOff:
    """One piece of work with its arguments, to be done not before an instant."""

    work: Deferred
    arguments: dict[str, Any]
    at: datetime | None = None
    lock: str | None = None
    """Of work with the same lock one piece is done at a time, and one may wait."""

    def row(self) -> dict[str, Any]:
        """What the queue keeps of it."""
        return {
            "queue_name": "default",
            "task_name": self.work.name,
            "priority": 0,
            "lock": self.lock,
            "queueing_lock": self.lock,
            "args": self.arguments,
            "scheduled_at": self.at and self.at.isoformat(),
        }


PUT_OFF = text(
    f"SELECT {QUEUE}.procrastinate_defer_jobs_v1(array_agg(job)) "
    f"FROM jsonb_populate_recordset(NULL::{QUEUE}.procrastinate_job_to_defer_v1, CAST(:jobs AS jsonb)) AS job"
).bindparams(bindparam("jobs", type_=Text()))
"""Puts rows into the queue, in the transaction it runs in. The library's own way to do so is through its own driver."""
