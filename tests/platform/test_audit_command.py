"""`clientgraph audit verify` as people run it."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

import migrations
import models
from models.core.clock import now
from resolvers.chain import seal_log
from resolvers.context import Context
from server import services
from server.embedded import EmbeddedPostgres
from server.settings import Settings
from tests.conftest import run_sql

ENTRIES = 12


@pytest.fixture(scope="module")
def original(postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with a sealed log of twelve entries, the last of which tells of a signature."""
    for statement in ("DROP DATABASE IF EXISTS audit_original", "CREATE DATABASE audit_original"):
        run_sql(postgres, statement)
    dsn = postgres.dsn_of("audit_original")
    asyncio.run(migrations.upgrade(dsn))
    asyncio.run(written(Settings(data_dir=tmp_path_factory.mktemp("data")), dsn))
    return "audit_original"


@pytest.fixture
def address(postgres: EmbeddedPostgres, original: str) -> str:
    """A copy of it."""
    run_sql(postgres, "DROP DATABASE IF EXISTS audit_command")
    run_sql(postgres, f"CREATE DATABASE audit_command TEMPLATE {original} STRATEGY file_copy")
    return postgres.dsn_of("audit_command")


async def written(settings: Settings, dsn: str) -> None:
    async with services.running(settings, dsn) as (lent, _):
        context = Context(lent).as_system()
        async with context.change() as change:
            client = await change.add(models.Client(name="Acme", type=models.ClientType.COMPANY, currency="GBP"))
        for number in range(1, ENTRIES):
            async with context.change() as change:
                change.record(models.EventKind.CLIENT_UPDATED, client, f"Entry {number}")
        async with context.change() as change:
            offer = {"title": "Website", "currency": "GBP", "status": models.ProposalStatus.SENT}
            sent = await change.add(models.Proposal(client_id=client.id, **offer))
        async with context.change() as change:
            proposal = await change.get(models.Proposal, sent.id)
            proposal.sign("Ada", "ada@a.test", None, change.now, (now() + timedelta(days=1)).date())
            change.record(models.EventKind.PROPOSAL_SIGNED, proposal)
        assert await seal_log(lent) == ENTRIES


def tampered(dsn: str, statement: str) -> None:
    """Do what only somebody above every wall can."""

    async def run() -> None:
        connection: Any = await asyncpg.connect(dsn.replace("postgresql+asyncpg", "postgresql"))
        await connection.execute("ALTER TABLE event DISABLE TRIGGER event_append_only")
        assert await connection.execute(statement) in ("UPDATE 1", "DELETE 1")
        await connection.execute("ALTER TABLE event ENABLE TRIGGER event_append_only")
        await connection.close()

    asyncio.run(run())


def test_a_whole_log_is_said_to_be_whole_up_to_its_last_seal(run, address):
    done = run("audit", "verify", database_url=address)
    whole, signatures, last = done.out.splitlines()
    assert (done.code, done.err) == (0, "")
    assert whole == "12 entries are whole; 0 not sealed yet."
    assert signatures == "1 signatures are what was signed."

    seal = last.rpartition(" ")[2]
    assert run("audit", "verify", "--seal", seal, database_url=address).code == 0
    tampered(address, "DELETE FROM event WHERE kind = 'PROPOSAL_SIGNED'")
    cut = run("audit", "verify", "--seal", seal, database_url=address)
    assert cut.code == 1 and "does not hold this seal" in cut.err


def test_the_first_broken_entry_is_named(run, address):
    for number in (9, 4):
        tampered(address, f"UPDATE event SET summary = 'Nothing' WHERE summary = 'Entry {number}'")
        done = run("audit", "verify", database_url=address)
        assert (done.code, done.out) == (1, "")
        assert f"broken at entry {number}" in " ".join(done.err.split()) and "'Nothing'" in done.err


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("signature_sha256 = repeat('0', 64)", "its hash is not the one that was signed"),
        ("signed_at = signed_at - interval '1 day'", "the instant of its signing was changed"),
        ("title = 'Another'", "its content is not what was signed"),
    ],
)
def test_a_signature_that_was_changed_is_named(run, address, column, words):
    tampered(address, f"UPDATE proposal SET {column}")
    done = run("audit", "verify", database_url=address)
    assert done.code == 1 and words in " ".join(done.err.split())
