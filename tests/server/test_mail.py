"""The outbox, emptied into a real SMTP server."""

import asyncio
import socket

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from sqlalchemy import select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

import models
from models.core import clock
from permissions.viewer import SYSTEM
from resolvers.context import Context, Services
from server.mail import Postman
from server.settings import Settings


class Catcher(Message):
    """Keeps what arrives; refuses while `refusing`."""

    def __init__(self):
        super().__init__()
        self.letters, self.refusing = [], False

    async def handle_DATA(self, server, session, envelope):
        if self.refusing:
            return "451 Come back later"
        self.letters.append(envelope)
        return "250 OK"

    def handle_message(self, message):
        raise NotImplementedError


@pytest.fixture
def catcher():
    handler = Catcher()
    with socket.create_server(("127.0.0.1", 0)) as free:
        handler.port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


@pytest.fixture
async def services(database):
    dsn = await asyncio.to_thread(database, "mail")
    engine = create_async_engine(dsn, connect_args={"server_settings": {"role": "clientgraph_app"}})
    yield Services(async_sessionmaker(engine, expire_on_commit=False), b"k", None, None, mail_enabled=True)
    await engine.dispose()


async def post(services):
    async with Context(services, SYSTEM).reading() as session:
        session.add(models.OutboxMail(recipient="ada@acme.test", subject="Grüße", body="token=secret"))


async def kept(services):
    async with Context(services, SYSTEM).reading() as session:
        return (await session.scalars(select(models.OutboxMail))).one()


async def test_a_letter_is_sent_once_and_its_body_is_not_kept(services, catcher):
    await post(services)
    postmen = [Postman(Settings(smtp_url=f"smtp://127.0.0.1:{catcher.port}")) for _ in range(2)]

    await asyncio.gather(*(postman.deliver(services) for postman in postmen))
    await postmen[0].deliver(services)

    (letter,) = catcher.letters
    assert letter.rcpt_tos == ["ada@acme.test"] and b"token=secret" in letter.content
    assert (await kept(services)).body == ""


async def test_what_could_not_be_sent_waits_and_is_tried_again(services, catcher, monkeypatch):
    await post(services)
    postman = Postman(Settings(smtp_url=f"smtp://127.0.0.1:{catcher.port}"))
    catcher.refusing = True

    await postman.deliver(services)
    assert catcher.letters == [] and "Come back later" in (await kept(services)).last_error
    assert await postman.deliver(services) == 0

    catcher.refusing = False
    with clock.moved((await kept(services)).next_attempt_at - clock.now()):
        await postman.deliver(services)
    assert len(catcher.letters) == 1 and (await kept(services)).sent_at is not None
