"""What `clientgraph audit verify` finds."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

import models
from models.core.clock import now
from models.core.signature import Signer
from resolvers.chain import seal_log
from resolvers.context import Context
from server import services
from server.auditing import verified
from server.embedded import EmbeddedPostgres
from server.settings import Settings
from server.terminal import Failure
from tests.conftest import run_sql

ENTRIES = 12


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(data_dir=tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def original(database: Callable[[str], str], settings: Settings) -> str:
    """The name of a database with a sealed log of twelve entries, the last of which tells of a signature."""
    asyncio.run(written(settings, database("audit_original")))
    return "audit_original"


@pytest.fixture
def address(postgres: EmbeddedPostgres, original: str) -> str:
    """A copy of it."""
    run_sql(postgres, "DROP DATABASE IF EXISTS audit_command")
    run_sql(postgres, f"CREATE DATABASE audit_command TEMPLATE {original} STRATEGY file_copy")
    return postgres.dsn_of("audit_command")


@pytest.fixture
def verify(settings: Settings, address: str) -> Callable[..., list[str]]:
    """`verify(seal)`: the lines the command prints. Raises the Failure it ends with."""
    return lambda seal=None: list(verified(settings, address, seal))


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
            proposal.sign(Signer("Ada", "ada@a.test"), change.now, (now() + timedelta(days=1)).date())
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


def test_a_whole_log_is_said_to_be_whole_up_to_its_last_seal(verify, address):
    whole, signatures, last = verify()
    assert whole == "12 entries are whole; 0 not sealed yet."
    assert signatures == "1 signatures are what was signed."

    seal = last.rpartition(" ")[2]
    assert verify(seal) == [whole, signatures, last]
    tampered(address, "DELETE FROM event WHERE kind = 'PROPOSAL_SIGNED'")
    with pytest.raises(Failure, match="does not hold this seal"):
        verify(seal)


def test_the_first_broken_entry_is_named(verify, address):
    for number in (9, 4):
        tampered(address, f"UPDATE event SET summary = 'Nothing' WHERE summary = 'Entry {number}'")
        with pytest.raises(Failure, match=f"broken at entry {number}: .* UTC, 'Nothing'. The {number - 1} before"):
            verify()


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("signature_sha256 = repeat('0', 64)", "its hash is not the one that was signed"),
        ("signed_at = signed_at - interval '1 day'", "the instant of its signing was changed"),
        ("title = 'Another'", "its content is not what was signed"),
    ],
)
def test_a_signature_that_was_changed_is_named(verify, address, column, words):
    tampered(address, f"UPDATE proposal SET {column}")
    with pytest.raises(Failure, match=f"{words}. 1 of 1"):
        verify()
