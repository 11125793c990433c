"""Scheduled exports, begun and made by two servers at once, one of which cannot keep a file at first."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial

from obstore.store import MemoryStore

import models
from models import ScheduledExportRunStatus
from models.core import clock
from resolvers.scheduled_export_run import begin_due_exports
from schema import schema
from server.background import Background
from server.chores import Chore, run
from server.graphql.engine import Engine
from server.graphql.metering import Metered
from server.queue import Worker
from server.scheduled_exports import ScheduledExports
from server.storage import Storage
from tests.graph.conftest import Make, Wakes
from tests.server.test_mail import catcher as catcher
from tests.server.test_mail import dsn as dsn
from tests.server.test_mail import services as services
from tests.server.test_mail import until


class Full(Storage):
    """A disk that is full the first time."""

    refused = 0

    async def put_file(self, key, file):
        if not self.refused:
            self.refused += 1
            raise OSError("No space left on device")
        await super().put_file(key, file)


async def test_two_servers_make_each_file_once_and_try_again(services, dsn):
    make, disk = Make(services), Full(MemoryStore())
    await make.organisation()
    owner, _ = await make.user(models.Role.OWNER, name="Olive"), await make.client(name="Acme")
    an_hour_ago = clock.now() - timedelta(hours=1)
    for number in range(3):
        schedule = models.ScheduledExport(
            user_id=owner.id,
            name=f"Clients {number}",
            query="{ clients { nodes { name } } }",
            form=models.ExportForm.CSV,
            cadence=models.ExportCadence.DAILY,
            hour=an_hour_ago.hour,
            next_at=an_hour_ago,
        )
        await make.row(schedule)
        await make.row(models.ScheduledExportRecipient(scheduled_export_id=schedule.id, user_id=owner.id))
    making = ScheduledExports(Metered(Engine(schema)))
    servers = [replace(services, bus=Wakes(), storage=disk, exports=making) for _ in range(2)]
    chores = partial(run, chores=[Chore(begin_due_exports, 0.1)])
    chores.__module__ = chores.__name__ = "chores"
    beside = [Background([Worker(dsn), chores]) for _ in servers]
    for each, server in zip(beside, servers, strict=True):
        each.start(server)

    async def all_made():
        runs = await make.all(models.ScheduledExportRun)
        return len(runs) >= 3 and all(each.is_over for each in runs)

    await until(all_made)
    await asyncio.gather(*(asyncio.wait_for(each.stop(), 10) for each in beside))
    runs = await make.all(models.ScheduledExportRun)
    assert [each.status for each in runs] == [ScheduledExportRunStatus.MADE] * 3
    assert sorted(each.attempts for each in runs) == [1, 1, 2], "one was tried again"
    assert {each.outcome for each in runs} == {"1 row. A letter to Olive."}
    subjects = sorted(each.subject.split(":")[0] for each in await make.all(models.OutboxMail))
    assert subjects == ["Clients 0", "Clients 1", "Clients 2"], "each letter is written once"
    assert all(each.next_at > clock.now() for each in await make.all(models.ScheduledExport))
