"""A server that stops waits a moment for its jobs, and puts back what takes longer."""

import asyncio

import pytest

from resolvers.deferred import DECLARED, deferred
from server import queue as worker
from server.queue import queue_on
from tests.server.test_mail import SYSTEM, Context, working
from tests.server.test_mail import catcher as catcher
from tests.server.test_mail import dsn as dsn
from tests.server.test_mail import services as services
from tests.server.waiting import until


class Slow:
    """Work that takes as long as it is let."""

    def __init__(self):
        self.begun, self.done, self.let = [], [], asyncio.Event()

    async def slow_work(self, number):
        self.begun.append(number)
        await self.let.wait()
        self.done.append(number)


@pytest.fixture
def slow():
    slow = Slow()

    @deferred(attempts=3)
    async def slow_work(services, number):
        await slow.slow_work(number)

    yield slow
    del DECLARED["slow_work"]


async def test_what_is_not_done_in_time_is_put_back_and_done_by_the_next(services, dsn, slow, monkeypatch):
    monkeypatch.setattr(worker, "GRACE_SECONDS", 0.1)
    async with Context(services, SYSTEM).change() as change:
        change.defer(DECLARED["slow_work"], number=7)

    async with working(services, dsn):
        await until(lambda: truth(slow.begun))
    async with queue_on(dsn).open_async() as queue:
        (job,) = await queue.job_manager.list_jobs_async()
        assert (job.status, job.worker_id, slow.done) == ("todo", None, [])

        slow.let.set()
        async with working(services, dsn):
            await until(lambda: truth(slow.done))
            await until(lambda: is_empty(queue))
    assert (slow.begun, slow.done) == ([7, 7], [7])


async def truth(value):
    return bool(value)


async def is_empty(queue):
    return not list(await queue.job_manager.list_jobs_async())
