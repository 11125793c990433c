"""What has to happen without anybody asking: reminders, clocks that run out, expiries, the seal of the log."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import select

from models import Organisation
from resolvers.chain import seal_log
from resolvers.context import Context, Services
from resolvers.field_usage import forget_usage
from resolvers.follow_up import follow_up
from resolvers.job_overrun import tell_overruns
from resolvers.proposal import expire_documents
from resolvers.recurring_invoice import make_due_invoices
from resolvers.reminder import fire_reminders
from resolvers.scheduled_export_run import begin_due_exports, forget_scheduled_exports
from resolvers.webhook_delivery import forget_deliveries, put_off_deliveries
from server.export_keeping import forget_exports

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Chore:
    """Something done every so many seconds. Safe to run on several servers at once."""

    do: Callable[[Services], Awaitable[Any]]
    every_seconds: float


CHORES = [
    Chore(seal_log, 2),
    Chore(fire_reminders, 1),
    Chore(follow_up, 5),
    Chore(tell_overruns, 5),
    Chore(make_due_invoices, 5),
    Chore(begin_due_exports, 5),
    Chore(expire_documents, 60),
    Chore(put_off_deliveries, 0.5),
    Chore(forget_deliveries, 3600),
    Chore(forget_usage, 3600),
    Chore(forget_exports, 600),
    Chore(forget_scheduled_exports, 3600),
]


async def run(services: Services, chores: list[Chore] = CHORES) -> None:
    """Do each chore when it is due, until cancelled. One that fails is logged and due again in its turn."""
    await _founded(services)
    due = {chore: time.monotonic() for chore in chores}
    while True:
        for chore, at in due.items():
            if time.monotonic() < at:
                continue
            due[chore] = time.monotonic() + chore.every_seconds
            try:
                await chore.do(services)
            except Exception:
                log.exception("chore failed", chore=chore.do.__name__)
        await asyncio.sleep(0.25)


async def _founded(services: Services) -> None:
    """Wait until there is an organisation, whose days and terms the chores go by: `create-user` makes it."""
    while await Context(services).as_system().scalar(select(Organisation.id)) is None:
        await asyncio.sleep(1)
