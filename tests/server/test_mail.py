"""The outbox, emptied into a real SMTP server."""

import asyncio
import socket
from contextlib import asynccontextmanager
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from sqlalchemy import select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

import models
from models.core import clock
from models.core.base import new_id
from permissions.viewer import SYSTEM
from resolvers.context import Context, Services
from resolvers.outbox_mail import ATTEMPTS, NotTaken, send_letter
from server.background import Background
from server.mail import Postman
from server.queue import Worker, dead_jobs, queue_on, revive
from server.settings import Settings
from tests.graph.conftest import Wakes
from tests.server.waiting import until


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
async def dsn(database):
    return await asyncio.to_thread(database, "mail")


@pytest.fixture
async def services(dsn, catcher):
    engine = create_async_engine(dsn, connect_args={"server_settings": {"role": "clientgraph_app"}})
    postman = Postman(Settings(smtp_url=f"smtp://127.0.0.1:{catcher.port}"))
    yield Services(
        async_sessionmaker(engine, expire_on_commit=False), b"k", Wakes(), None, mail_enabled=True, postman=postman
    )
    await engine.dispose()


@asynccontextmanager
async def working(services, dsn, workers=1):
    """Workers beside the test, stopped at its end as a server stops them."""
    background = Background([Worker(dsn) for _ in range(workers)])
    background.start(services)
    try:
        yield
    finally:
        await asyncio.wait_for(background.stop(), 10)


async def post(services, **given):
    async with Context(services, SYSTEM).change() as change:
        change.mail("ada@acme.test", "Grüße\r\nBcc: eve@evil.test", "token=secret", **given)


async def kept(services):
    async with Context(services, SYSTEM).reading() as session:
        return (await session.scalars(select(models.OutboxMail))).one()


async def is_sent(services):
    return (await kept(services)).status is models.OutboxStatus.SENT


async def test_a_letter_is_sent_once_by_two_servers_and_its_token_is_not_kept(services, dsn, catcher):
    async with working(services, dsn, workers=2):
        await post(services, secret=True)
        await until(lambda: is_sent(services))
        await send_letter(services, letter_id=str((await kept(services)).id))

    (letter,) = catcher.letters
    assert letter.rcpt_tos == ["ada@acme.test"] and b"token=secret" in letter.content
    assert b"\nBcc:" not in letter.content
    assert ((await kept(services)).body, (await kept(services)).attempts) == ("", 1)


@pytest.mark.parametrize(
    "subject",
    [
        "Invoice INV-2026-00096 was due on 2026-11-19; 1234.50 GBP is left to pay",
        "TIC-00005 waits for an answer since 2026-11-19: Printer on fire: “Größe”",
        "Straße & Häuser – a title that will not fit one header line of an e-mail at all, 日本語 too",
        "w" * 950,
    ],
)
async def test_a_letter_reads_as_it_was_written(catcher, subject):
    body = "Hello.\n.\nA lone dot above, and a long line: " + "word " * 300 + "\nhttps://example.test/sign?token=a=b\n"
    written = clock.now().replace(microsecond=0)
    letter = models.OutboxMail(id=new_id(), recipient="ada@acme.test", subject=subject, body=body, created_at=written)

    await Postman(Settings(smtp_url=f"smtp://127.0.0.1:{catcher.port}")).send(letter)

    raw = catcher.letters[0].original_content
    message = message_from_bytes(raw, policy=policy.default)
    assert (message["Subject"], message.get_content().replace("\r\n", "\n")) == (subject, body)
    assert (message["Date"].datetime, message["Auto-Submitted"]) == (written, "auto-generated")
    assert max(map(len, raw.splitlines())) < 998 and b"Subject:\r" not in raw


async def test_what_was_put_off_before_a_server_starts_is_done_after_it(services, dsn, catcher):
    await post(services)
    assert catcher.letters == []

    async with working(services, dsn):
        await until(lambda: is_sent(services))

    assert (len(catcher.letters), (await kept(services)).body) == (1, "token=secret")


async def test_a_letter_of_a_change_that_comes_to_nothing_is_never_sent(services, dsn, catcher):
    with pytest.raises(ZeroDivisionError):
        async with Context(services, SYSTEM).change() as change:
            change.mail("ada@acme.test", "Hello", "")
            raise ZeroDivisionError

    async with queue_on(dsn).open_async() as queue:
        assert list(await queue.job_manager.list_jobs_async()) == []


async def test_what_could_not_be_sent_is_tried_again_until_it_is_dead_and_can_be_put_back(services, dsn, catcher):
    await post(services)
    catcher.refusing = True
    async with working(services, dsn), queue_on(dsn).open_async() as queue:
        await until(lambda: was_put_back(queue))
        (job,) = await queue.job_manager.list_jobs_async()
        assert job.scheduled_at > clock.now()

        letter = str((await kept(services)).id)
        for _ in range(ATTEMPTS - 2):
            with pytest.raises(NotTaken):
                await send_letter(services, letter_id=letter)
        await make_last(queue, job.id)
        await until(lambda: is_dead(queue))

        given_up = await kept(services)
        assert (given_up.status.name, given_up.attempts) == ("FAILED", ATTEMPTS)
        assert "Come back later" in given_up.last_error and catcher.letters == []

        catcher.refusing = False
        await revive(queue)
        await until(lambda: is_sent(services))
    assert len(catcher.letters) == 1


def test_a_token_is_not_kept_in_a_letter_that_was_given_up():
    letter = models.OutboxMail(body="token", is_secret=True, status=models.OutboxStatus.WAITING, attempts=0)
    letter.failed("Come back later", 2)
    assert (letter.body, letter.can_be_sent) == ("token", True)
    letter.failed("Come back later", 2)
    assert (letter.body, letter.can_be_sent) == ("", False)


async def was_put_back(queue):
    (job,) = await queue.job_manager.list_jobs_async()
    return (job.status, job.attempts) == ("todo", 1)


async def make_last(queue, key):
    """Let the next attempt of a job be its last, and due."""
    statement = "UPDATE procrastinate_jobs SET attempts = %(most)s, scheduled_at = NULL WHERE id = %(key)s"
    await queue.connector.execute_query_async(statement, most=ATTEMPTS - 1, key=key)


async def is_dead(queue):
    return len(await dead_jobs(queue)) == 1


async def test_a_job_of_a_dead_server_is_done_by_the_next(services, dsn, catcher):
    await post(services)
    async with queue_on(dsn).open_async() as queue:
        dead = await queue.job_manager.register_worker()
        assert await queue.job_manager.fetch_job(queues=None, worker_id=dead)
        old = "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour' WHERE id = %(dead)s"
        await queue.connector.execute_query_async(old, dead=dead)

    async with working(services, dsn):
        await until(lambda: is_sent(services))

    assert len(catcher.letters) == 1


async def test_without_a_mail_service_a_letter_is_kept_without_its_token(services, dsn, catcher):
    quiet = replace(services, mail_enabled=False, postman=None)
    await post(quiet, secret=True)

    letter = await kept(services)
    assert (letter.status.name, letter.subject, letter.body) == ("KEPT", "Grüße Bcc: eve@evil.test", "")
    await send_letter(services, letter_id=str(letter.id))
    assert catcher.letters == []
