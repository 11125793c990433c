"""The worker: does what was put off, beside the requests, for as long as the server runs (docs/adr/0008).

Any number of servers may share a queue; a job is taken by one of them. A server that stops lets its jobs end, or puts
them back; the jobs of one that died are put back by the others once its sign of life is old.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar

import structlog
from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import DeleteJobCondition, Job, Status
from psycopg.conninfo import make_conninfo

import schema as _  # noqa: F401  whatever work is declared anywhere is known from here on
from migrations.protection import APP_ROLE
from models.core import clock
from resolvers.context import Services
from resolvers.deferred import DECLARED, QUEUE, Deferred
from server.addresses import for_libpq

T = TypeVar("T")

AT_ONCE = 4
"""Jobs one server does at a time."""
POLL_SECONDS = 2.0
"""How late a job whose instant came may begin; one without an instant begins at once."""
GRACE_SECONDS = 3.0
"""How long a server that stops waits for its jobs."""
LONGEST_PAUSE = timedelta(hours=1)
SILENCE_SECONDS = 30.0
"""A worker that gave no sign of life for so long is dead."""

PUT_BACK = """
WITH begun AS (
  SELECT job.id, job.task_name FROM procrastinate_jobs job
  LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
  WHERE job.status = 'doing'
    AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %(silence)s))
  FOR UPDATE OF job SKIP LOCKED
)
SELECT id, task_name, procrastinate_retry_job_v2(id, now(), NULL, NULL, NULL)::text FROM begun
"""
"""In one step: the library lists and retries in two, between which another server may have begun the same job anew."""

log = structlog.get_logger(__name__)


class Backoff(BaseRetryStrategy):
    """Pauses of 2, 4, 8 … seconds up to an hour; after the last attempt the job is dead."""

    def __init__(self, attempts: int) -> None:
        self._attempts = attempts

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again, or None."""
        tried = job.attempts + 1
        if tried >= self._attempts:
            log.error("job is dead", job=job.id, work=job.task_name, attempts=tried, reason=repr(exception)[:500])
            return None
        pause = min(timedelta(seconds=2**tried), LONGEST_PAUSE)
        log.warning(
            "job will be tried again", job=job.id, work=job.task_name, attempt=tried, reason=repr(exception)[:500]
        )
        return RetryDecision(retry_at=clock.now() + pause)


def queue_on(dsn: str) -> App:
    """The queue of the database at this address, with every declared piece of work. Open it before use."""
    queue = App(
        connector=PsycopgConnector(conninfo=conninfo(dsn), min_size=1, max_size=AT_ONCE, timeout=SILENCE_SECONDS)
    )
    for work in DECLARED.values():
        queue.task(_doing(work), name=work.name, pass_context=True, retry=Backoff(work.attempts))
    return queue


def _doing(work: Deferred) -> Any:
    async def do(context: JobContext, **arguments: Any) -> None:
        await work(context.additional_context["services"], **arguments)

    return do


def conninfo(dsn: str) -> str:
    """SQLAlchemy's address as the library's driver takes it: in the application's role, inside the queue's schema."""
    options = f"-c role={APP_ROLE} -c search_path={QUEUE} -c timezone=UTC"
    return make_conninfo(**for_libpq(dsn), application_name="clientgraph queue", options=options)


class Worker:
    """A runner that does what is in the queue."""

    __name__ = "worker"

    def __init__(self, dsn: str, silence_seconds: float = SILENCE_SECONDS) -> None:
        self._dsn, self._silence = dsn, silence_seconds

    async def __call__(self, services: Services) -> None:
        """Work until cancelled. Raises RuntimeError where the database was lost, to be started again."""
        async with queue_on(self._dsn).open_async() as queue:
            rescuing = asyncio.create_task(self._rescue(queue), name="rescue of jobs")
            try:
                await queue.run_worker_async(
                    concurrency=AT_ONCE,
                    fetch_job_polling_interval=POLL_SECONDS,
                    shutdown_graceful_timeout=GRACE_SECONDS,
                    install_signal_handlers=False,
                    delete_jobs=DeleteJobCondition.SUCCESSFUL,
                    stalled_worker_timeout=self._silence,
                    update_heartbeat_interval=self._silence / 3,
                    additional_context={"services": services},
                )
            finally:
                rescuing.cancel()
        raise RuntimeError("the queue was lost")

    async def _rescue(self, queue: App) -> None:
        """Put back what servers had begun that are dead, as often as one can have died."""
        while True:
            try:
                for job in await queue.connector.execute_query_all_async(PUT_BACK, silence=self._silence):
                    log.warning("job of a dead server is put back", job=job["id"], work=job["task_name"])
            except ConnectorException as lost:
                log.warning("jobs of dead servers were not looked for", reason=str(lost).split("\n")[0])
            await asyncio.sleep(self._silence)


async def working_with(dsn: str, work: Callable[[App], Awaitable[T]]) -> T:
    """Do something with the queue from outside, such as a command."""
    async with queue_on(dsn).open_async() as queue:
        return await work(queue)


async def dead_jobs(queue: App) -> list[Job]:
    """What failed for the last time, oldest first."""
    return sorted(await queue.job_manager.list_jobs_async(status=Status.FAILED.value), key=lambda job: job.id or 0)


async def revive(queue: App) -> list[Job]:
    """Put every dead job back, to be done at once; answers which."""
    dead = await dead_jobs(queue)
    for job in dead:
        await queue.job_manager.retry_job(job)
    return dead
