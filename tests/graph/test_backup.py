"""A backup taken while everybody works is restored whole, looked into, and never followed on as if nothing was.

`make test-long` does it twenty times: CLIENTGRAPH_BACKUPS=20.
"""

import asyncio
import os
import re
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

import migrations
import models
from models.core import clock
from resolvers.chain import verify
from resolvers.context import Context, Services
from resolvers.positions import Position, belong_to
from schema import schema
from server.backup import backup
from server.database import SETTINGS
from server.embedded import EmbeddedPostgres
from server.graphql.engine import Call, Engine
from server.restore import restore
from server.settings import Settings
from server.storage import storage
from server.terminal import Failure
from tests.conftest import run_sql
from tests.graph.conftest import Make, Wakes, gid
from tests.graph.money import PAY, Work, codes, item
from tests.graph.test_races import check_books, gbp
from tests.platform.test_migrations import shape

ROUNDS = int(os.environ.get("CLIENTGRAPH_BACKUPS", "1"))
WRITERS = 4
ENGINE = Engine(schema)
FOLLOW = "subscription ($after: Cursor) { events(after: $after) { cursor resyncRequired event { summary } } }"


@pytest.fixture
def settings():
    with TemporaryDirectory(prefix="clientgraph-") as folder:
        yield Settings(data_dir=Path(folder), secret_key="k" * 32)


@pytest.fixture(scope="module")
def migrated(postgres):
    """A database as a server has it: with its revisions."""
    run_sql(postgres, "CREATE DATABASE migrated_once")
    asyncio.run(migrations.upgrade(postgres.dsn_of("migrated_once")))
    return "migrated_once"


@pytest.fixture
def dsn(postgres, migrated):
    run_sql(postgres, "DROP DATABASE IF EXISTS backed_up WITH (FORCE)")
    run_sql(postgres, f"CREATE DATABASE backed_up TEMPLATE {migrated} STRATEGY file_copy")
    return postgres.dsn_of("backed_up")


@pytest.fixture
def elsewhere():
    """Another server, which has counted fewer transactions."""
    with TemporaryDirectory(prefix="clientgraph-") as folder, EmbeddedPostgres(Path(folder), durable=False) as other:
        yield other


def lent(dsn, settings):
    engine = create_async_engine(dsn, connect_args={"server_settings": SETTINGS}, pool_size=WRITERS + 2)
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    return Services(sessions, b"k" * 32, Wakes(), storage(settings)), engine


@pytest.fixture
async def services(dsn, settings):
    made, engine = lent(dsn, settings)
    yield made
    await engine.dispose()


async def one(dsn, statement):
    engine = create_async_engine(dsn)
    async with engine.connect() as connection:
        found = await connection.scalar(text(statement))
    await engine.dispose()
    return found


async def writes(ask, owner, work, acknowledged, stopping):
    """Bill, get paid and meet people, and note what was promised, until told to stop."""
    while not stopping.is_set():
        invoice = await work.invoice(ask, owner, item("10.00"))
        wish = {"invoiceId": invoice, "token": "tok_ok", "amount": gbp("10.00"), "idempotencyKey": invoice}
        assert not codes((await ask(owner, PAY, input=wish))["payInvoice"])
        acknowledged.append(invoice)


async def test_a_backup_under_load_is_restored_whole_and_followed_afresh(
    ask, owner, make, services, dsn, settings, elsewhere, postgres
):
    work = await Work(make).begin()
    kept = await make.file()
    await services.storage.put(kept.storage_key, b"bytes")
    identity = await make.row(models.Identity(email="olive@studio.test"))
    tomorrow = clock.now() + timedelta(days=1)
    session = models.Session(identity_id=identity.id, token_hash="h", user_id=owner.user_id, expires_at=tomorrow)
    await make.row(session)
    ahead = "DO $$ BEGIN FOR n IN 1..50000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$"
    await asyncio.to_thread(run_sql, postgres, ahead)
    for turn in range(ROUNDS):
        acknowledged, stopping = [], asyncio.Event()
        writers = [asyncio.create_task(writes(ask, owner, work, acknowledged, stopping)) for _ in range(WRITERS)]
        while len(acknowledged) < WRITERS * 2:
            await asyncio.sleep(0.01)
        promised = list(acknowledged)
        file = settings.data_dir / f"backup-{turn}"
        await asyncio.to_thread(backup, settings, dsn, file)
        missed, cursor = len(acknowledged) - len(promised), await position(services)
        stopping.set()
        await asyncio.gather(*writers)
        assert missed > 0, "they went on working"

        other = Settings(data_dir=settings.data_dir / f"other-{turn}", secret_key="k" * 32)
        target = elsewhere.dsn_of(f"restored_{turn}")
        await asyncio.to_thread(run_sql, elsewhere, f"CREATE DATABASE restored_{turn}")
        manifest, books, keys = await asyncio.to_thread(restore, other, target, file)

        assert (manifest.files, keys, books.complaints) == (1, 0, []) and books.entries > 0
        assert plain(await shape(target)) == plain(await shape(dsn))
        restored, engine = lent(target, other)
        again = Make(restored)
        assert {gid(row) for row in await again.all(models.Invoice)} >= set(promised)
        await check_books(again)
        assert await restored.storage.get(kept.storage_key) == b"bytes"
        assert (await again.again(session)).revoked_at is not None, "what was over stays over"
        assert [event.kind.name for event in await again.all(models.Event)][-1] == "BACKUP_RESTORED"
        with pytest.raises(Failure, match="A server is at work"):
            await asyncio.to_thread(restore, other, target, file)
        await goes_on(restored, again, owner, cursor, await one(target, "SELECT incarnation FROM log_retention"))
        await engine.dispose()
        with pytest.raises(Failure, match="not empty"):
            await asyncio.to_thread(restore, other, target, file)


def plain(parts):
    """A shape without the casts PostgreSQL writes differently when it reads its own words again."""
    return {
        tuple(re.sub(r"::(text|character varying)(\[\])?|[() ]", "", part or "") for part in each) for each in parts
    }


async def goes_on(services, make, owner, before, incarnation):
    """Who stood somewhere in the log from before reads afresh; what is written now comes behind all there is."""
    belong_to(incarnation)
    try:
        resync = await told(services, owner, before)
        assert resync["resyncRequired"]
        async with Context(services, owner).change() as change:
            change.record(models.EventKind.ORGANISATION_UPDATED, await change.organisation(), "after all")
        message = await told(services, owner, resync["cursor"])
        assert message["event"] == {"summary": "after all"}
        events = sorted(await make.all(models.Event), key=lambda event: (event.xid, event.seq))
        assert events[-1].summary == "after all" and await verify(Context(services)) is None
    finally:
        belong_to(None)


async def told(services, viewer, after):
    """The first thing a subscription tells from a position on."""
    call = Call(FOLLOW, {"after": after})
    await ENGINE.checked(call)
    async with asyncio.timeout(20), aclosing(ENGINE.events(call, Context(services, viewer))) as answers:
        async for answer in answers:
            return orjson.loads(answer.text or orjson.dumps(answer.payload))["data"]["events"]


async def position(services):
    snapshot = await Context(services).as_system().scalar(text("SELECT CAST(pg_current_snapshot() AS text)"))
    return Position.of_snapshot(snapshot).cursor()


@pytest.mark.at_length("CLIENTGRAPH_BACKUPS")
async def test_what_is_there_is_not_replaced_unless_told_and_comes_back_when_the_books_are_wrong(
    ask, owner, make, services, dsn, settings, postgres
):
    work = await Work(make).begin()
    await work.invoice(ask, owner, item("10.00"))
    file = settings.data_dir / "backup"
    await asyncio.to_thread(backup, settings, dsn, file)
    with pytest.raises(Failure, match="is there already"):
        await asyncio.to_thread(backup, settings, dsn, file)
    wrong = settings.data_dir / "wrong"
    await one_commit(dsn, "ALTER TABLE invoice DISABLE TRIGGER USER; UPDATE invoice SET paid = 1")
    await asyncio.to_thread(backup, settings, dsn, wrong)
    await one_commit(dsn, "UPDATE invoice SET paid = 0")

    await make.client(name="Since")
    await services.sessions.kw["bind"].dispose()
    with pytest.raises(Failure, match="1 invoices whose paid amount is not that of their payments"):
        await asyncio.to_thread(restore, settings, dsn, wrong, replace=True)
    assert "Since" in {client.name for client in await make.all(models.Client)}, "as it was before"
    await services.sessions.kw["bind"].dispose()

    await asyncio.to_thread(restore, settings, dsn, file, replace=True)
    assert {client.name for client in await make.all(models.Client)} == {"Acme Ltd"}
    left = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE '%before%'"
    assert await one(dsn, left) == 0

    (settings.data_dir / "nothing").write_bytes(b"nothing")
    for bad in ("nothing", "absent"):
        with pytest.raises(Failure, match="cannot be read"):
            await asyncio.to_thread(restore, settings, dsn, settings.data_dir / bad, replace=True)


async def one_commit(dsn, statements):
    engine = create_async_engine(dsn)
    async with engine.begin() as connection:
        for statement in statements.split(";"):
            await connection.execute(text(statement))
    await engine.dispose()
