"""What the platform lends to every operation, put together from the settings."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext, suppress
from datetime import timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from models import LogRetention
from models.core import clock
from permissions.viewer import SYSTEM
from resolvers.context import Services
from resolvers.positions import belong_to
from resolvers.provider import Sandbox
from resolvers.scope import enter_scope
from server.bus import PostgresBus, ValkeyBus
from server.database import open_engine, sessions_of
from server.mail import Postman
from server.metrics import AHEAD
from server.pulse import Pulse
from server.readers import Readers
from server.settings import Settings
from server.standby import Standby
from server.storage import storage

log = structlog.get_logger(__name__)


async def know_the_log(sessions: async_sessionmaker[AsyncSession]) -> None:
    """Learn which log it is, where it was restored from a backup."""
    async with sessions() as session, session.begin():
        await enter_scope(session, SYSTEM)
        belong_to(await session.scalar(select(LogRetention.incarnation)))


def go_by(ahead: timedelta, doubt: timedelta) -> None:
    """Tell the time as the database does."""
    if clock.go_by(ahead, doubt):
        log.warning("this machine's clock is wrong, and the database's is gone by", ahead=ahead.total_seconds())
        AHEAD.set(ahead.total_seconds())


@asynccontextmanager
async def running(settings: Settings, dsn: str) -> AsyncIterator[tuple[Services, AsyncEngine]]:
    """The services on an open database, for the server and for commands alike; closed at the end."""
    engine = await open_engine(dsn)
    sessions = sessions_of(engine)
    await know_the_log(sessions)
    readers = Readers(dsn, settings.readers)
    pulse = Pulse(dsn, heard=go_by)
    await pulse.begin()
    pulse.over(engine)
    pulse.tell(readers)
    feeling = asyncio.create_task(pulse.run(), name="pulse")
    bus = ValkeyBus() if settings.valkey_url else PostgresBus()
    carrying = asyncio.create_task(bus.run(settings.valkey_url or dsn), name="bus")
    try:
        beside = (
            Standby(settings.standby_url, readers, settings.readers).open() if settings.standby_url else nullcontext()
        )
        async with beside as standby:
            yield (
                Services(
                    sessions=sessions,
                    secret_key=settings.secret.encode(),
                    bus=bus,
                    storage=storage(settings),
                    public_url=settings.public_url,
                    mail_enabled=settings.smtp_url is not None,
                    fonts_dir=settings.fonts_dir,
                    postman=Postman(settings) if settings.smtp_url is not None else None,
                    providers={"sandbox": Sandbox(settings.secret.encode(), settings.public_url)},
                    readers=readers,
                    standby=standby,
                ),
                engine,
            )
    finally:
        belong_to(None)
        clock.go_by(timedelta())
        for task in (carrying, feeling):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await readers.close()
        await engine.dispose()
