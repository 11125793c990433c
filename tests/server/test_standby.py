"""What is read from a standby and what is not, on a real one: whoever asks finds all that was committed before they
asked, and what the standby cannot do the primary does."""

import asyncio
import os
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

import models
from models.core.clock import now
from resolvers import secrets
from resolvers.context import Context
from resolvers.scope import Busy
from resolvers.session import arrive, confirm
from schema import schema
from server import cluster_pair, doctor, export_making, services
from server.cluster_pair import LEADS, Pair, standby_of
from server.embedded import DATABASE, SUPERUSER, EmbeddedPostgres, Postmaster
from server.embedded_programs import binary
from server.export_making import CSV, CsvWriter, asked
from server.graphql.engine import Call, Engine
from server.graphql.metering import Metered
from server.settings import Settings
from server.standby import PATIENCE_SECONDS, Standby, answered, away, behind
from tests.conftest import create_tables

CLIENTS = "{ clients(orderBy: [{field: NAME}]) { nodes { name } } }"
GROUPS = "{ clients { groups(by: [{field: STATUS}]) { key { status } aggregate { count } } } }"
SEARCH = '{ search(text: "Acme", types: [CLIENT]) { node { ... on Client { name } } } }'
VIEWER = "{ viewer { user { name } } }"
SAVE = """mutation { createSavedQuery(input: {name: "mine", query: "{ clients { totalCount } }"}) {
  savedQuery { name } userErrors { code } } }"""
PEOPLE = {"Olive": models.Role.OWNER, "Anna": models.Role.ANALYST, "Lim": models.Role.ANALYST}
SOURCE = "SELECT current_setting('primary_conninfo')"
NOTED = ("set_config", "SELECT 1", "SET ROLE")


@dataclass
class World:
    """A platform on a primary with a standby; `statements` says how many each was asked."""

    lent: Any
    metered: Metered
    primary: asyncpg.Connection
    replica: asyncpg.Connection
    statements: Counter[str] = field(default_factory=Counter)
    rows: dict[str, Any] = field(default_factory=dict)

    async def ask(self, who: str, query: str) -> Any:
        """The answer to somebody."""
        call = Call(query)
        self.metered.engine.check(call)
        context = await arrive(self.lent, f"token of {who}")
        return orjson.loads(orjson.dumps((await self.metered.answer(call, context)).payload))

    async def names(self, who: str) -> list[str]:
        """The clients somebody sees."""
        answer = await self.ask(who, CLIENTS)
        return [each["name"] for each in answer["data"]["clients"]["nodes"]]

    async def export(self, who: str) -> list[str]:
        """The rows of a table of clients."""
        context = await arrive(self.lent, f"token of {who}")
        await confirm(context)
        made = await asked(self.metered, context, Call(CLIENTS), "csv")
        with tempfile.TemporaryFile() as file:
            await made.make(file)
            file.seek(0)
            return file.read().decode("utf-8-sig").splitlines()[1:]

    @contextmanager
    def counted(self, **expected: int) -> Iterator[None]:
        """Exactly so many statements on each, scope settings and the pulse aside."""
        self.statements.clear()
        yield
        assert self.statements == Counter(expected)

    @asynccontextmanager
    async def stopped(self) -> AsyncIterator[None]:
        """While it lasts the standby replays nothing."""
        await self.replica.execute("SELECT pg_wal_replay_pause()")
        try:
            yield
        finally:
            await self.replica.execute("SELECT pg_wal_replay_resume()")

    async def add_client(self, name: str) -> models.Client:
        """A client more, written on the primary."""
        async with Context(self.lent).as_system().change() as change:
            return await change.add(models.Client(name=name, type=models.ClientType.COMPANY, currency="GBP"))


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """A primary and a standby that follows it."""
    folder = tmp_path_factory.mktemp("pair")
    with (
        EmbeddedPostgres(folder / "primary", durable=False) as primary,
        standby_of(primary, folder / "standby", durable=False) as standby,
    ):
        run(primary, f"ALTER DATABASE {DATABASE} SET synchronous_commit = on")
        yield Pair(primary, standby)


@pytest.fixture(scope="module")
async def world(pair: Pair, tmp_path_factory: Any) -> AsyncIterator[World]:
    """Three clients, an owner, an analyst of all of them and one of the first."""
    primary, standby = pair.primary, pair.standby
    await create_tables(primary.dsn)
    folder = tmp_path_factory.mktemp("data")
    settings = Settings(data_dir=folder, standby_url=pair.dsn("standby"), secret_key="k" * 40)
    connections = [
        await asyncpg.connect(host=each.socket_dir, user=SUPERUSER, database=DATABASE) for each in (primary, standby)
    ]
    async with services.running(settings, pair.dsn("primary")) as (lent, engine):
        made = World(lent, Metered(Engine(schema)), *connections)
        note(made, "primary", lent.readers, engine)
        note(made, "standby", lent.standby.readers, lent.standby.engine)
        await fill(made)
        yield made
    for each in connections:
        await each.close()


def note(world: World, where: str, readers: Any, engine: Any) -> None:
    """Count what is asked there, by compiled statements and by sessions."""
    answer = readers.answer

    async def noted(*given: Any) -> Any:
        world.statements[where] += 1
        return await answer(*given)

    readers.answer = noted

    @event.listens_for(engine.sync_engine, "before_cursor_execute")
    def executed(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not any(each in statement for each in NOTED):
            world.statements[where] += 1


def run(postgres: EmbeddedPostgres, *statements: str) -> None:
    """Run statements as the superuser, from within what may not wait."""
    each = [part for statement in statements for part in ("-c", statement)]
    address = ["-h", postgres.socket_dir, "-U", SUPERUSER, "-d", DATABASE]
    subprocess.run([binary("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", *address, *each], check=True)


async def fill(world: World) -> None:
    async with Context(world.lent).as_system().change() as change:
        about = {"currency": "GBP", "time_zone": "UTC", "contact_form_key": "form"}
        await change.add(models.Organisation(name="Studio", **about))
        clients = [
            await change.add(models.Client(name=name, type=models.ClientType.COMPANY, currency="GBP"))
            for name in ("Acme", "Bolt", "Crane")
        ]
        for name, role in PEOPLE.items():
            identity = await change.add(models.Identity(email=f"{name}@studio.test".lower()))
            given = {"status": models.UserStatus.ACTIVE, "identity_id": identity.id, "all_clients": name == "Anna"}
            user = await change.add(models.User(name=name, email=identity.email, role=role, **given))
            held = {"token_hash": secrets.digest(f"token of {name}"), "identity_id": identity.id}
            until = {"expires_at": now() + timedelta(days=1), "last_seen_at": now()}
            world.rows[name] = user
            world.rows[f"session of {name}"] = await change.add(models.Session(user_id=user.id, **held, **until))
        contact = models.Contact(client_id=clients[0].id, name="Cleo", email="cleo@acme.test")
        contact.portal_status = models.PortalStatus.ACTIVE
        identity = await change.add(models.Identity(email=contact.email))
        contact.identity_id = identity.id
        await change.add(contact)
        held = {"token_hash": secrets.digest("token of Cleo"), "identity_id": identity.id, "contact_id": contact.id}
        await change.add(models.Session(expires_at=now() + timedelta(days=1), last_seen_at=now(), **held))
        await change.add(models.UserClient(user_id=world.rows["Lim"].id, client_id=clients[0].id))
        world.rows["Bolt"] = clients[1]


async def test_analysts_are_answered_by_the_standby_and_everybody_else_by_the_primary(world: World):
    for who in ("Olive", "Anna", "Cleo"):
        await world.names(who)
    before = answered._value.get()
    for query in (CLIENTS, GROUPS):
        with world.counted(primary=1, standby=2):  # how far it has written; whether that is replayed, and the answer
            assert "errors" not in await world.ask("Anna", query)
        for who in ("Olive", "Cleo"):
            with world.counted(primary=1):
                assert "errors" not in await world.ask(who, query)
    assert answered._value.get() == before + 2
    with world.counted(primary=3, standby=4):  # who asks is read anew, and there is a search before the statement
        assert (await world.ask("Anna", SEARCH))["data"]["search"] == [{"node": {"name": "Acme"}}]
    world.statements.clear()
    assert (await world.ask("Anna", SAVE))["data"]["createSavedQuery"]["savedQuery"] == {"name": "mine"}
    assert "standby" not in world.statements, "what was written is told by where it was written"


async def test_what_was_written_a_moment_ago_is_found(world: World):
    before, names = answered._value.get(), await world.names("Anna")
    for number in range(20):
        names.append((await world.add_client(f"New {number:02}")).name)
        assert await world.names("Anna") == sorted(names)
    assert answered._value.get() > before + 10, "the standby is hardly ever behind"
    async with world.stopped():
        names.append((await world.add_client("Not replayed")).name)
        began, before = time.monotonic(), behind._value.get()
        assert await world.names("Anna") == sorted(names)
        assert behind._value.get() == before + 1 and PATIENCE_SECONDS / 2 < time.monotonic() - began < 2


async def test_a_right_that_has_ended_is_not_found_on_a_standby_that_is_behind(world: World):
    assert await world.names("Lim") == ["Acme"]
    async with world.stopped():
        async with Context(world.lent).as_system().change() as change:
            await change.add(models.UserClient(user_id=world.rows["Lim"].id, client_id=world.rows["Bolt"].id))
        assert await world.names("Lim") == ["Acme", "Bolt"]
        async with Context(world.lent).as_system().change() as change:
            session = await change.get(models.Session, world.rows["session of Lim"].id)
            session.revoked_at = now()
        assert await world.names("Lim") == []
        assert (await world.ask("Lim", VIEWER))["data"]["viewer"] is None


async def test_exports_are_read_there_and_once_more_where_it_gives_up(world: World, pair: Pair, monkeypatch: Any):
    names = [f'"{each}"' for each in await world.names("Olive")]
    before = answered._value.get()
    assert await world.export("Olive") == names and answered._value.get() == before + 1
    await world.export("Cleo")
    assert answered._value.get() == before + 1, "portals are shown what the primary has"

    class InTheWay(CsvWriter):
        """The primary clears away what its first reader still looks at."""

        is_first = True

        def write(self, node: Any) -> None:
            if InTheWay.is_first:
                InTheWay.is_first = False
                run(pair.primary, "DELETE FROM noted", "VACUUM noted")
                time.sleep(0.3)
            super().write(node)

    await world.primary.execute("CREATE TABLE noted AS SELECT generate_series(1, 1000)")
    run(pair.standby, "ALTER SYSTEM SET max_standby_streaming_delay = 0", "SELECT pg_reload_conf()")
    monkeypatch.setattr(export_making, "MAX_PAGE", 2)
    monkeypatch.setitem(export_making.FORMS, "csv", (CSV, InTheWay))
    before = away._value.get()
    assert await world.export("Olive") == names
    assert away._value.get() == before + 1


async def test_what_is_no_copy_of_the_database_is_not_read(world: World, pair: Pair):
    viewer = (await arrive(world.lent, "token of Anna")).viewer
    for wrong in (pair.primary.dsn, pair.standby.dsn_of("postgres")):
        before = away._value.get()
        async with Standby(wrong, world.lent.readers).open() as standby:
            assert await standby.sessions(viewer) is None
            found = await standby.answer(viewer, "SELECT current_database(), pg_is_in_recovery()", ())
        assert tuple(found) == (DATABASE, False) and away._value.get() == before + 2


async def test_a_primary_that_lost_its_standby_goes_on_alone_and_waits_for_it_again(
    world: World, pair: Pair, monkeypatch: Any
):
    monkeypatch.setattr(cluster_pair, "ALONE_SECONDS", 0.5)
    waits, source = "SELECT current_setting('synchronous_standby_names')", await world.replica.fetchval(SOURCE)
    with pair.watched():
        await asyncio.to_thread(pair.wait_until_safe)
        assert await world.primary.fetchval(waits) == "*"
        run(pair.standby, "ALTER SYSTEM SET primary_conninfo = 'host=/nowhere'", "SELECT pg_reload_conf()")
        while await world.primary.fetchval("SELECT count(*) FROM pg_stat_replication"):
            await asyncio.sleep(0.01)
        began = time.monotonic()
        await world.add_client("Written alone")
        assert 0.1 < time.monotonic() - began < 5 and not pair.is_safe
        assert "Written alone" in await world.names("Anna")
        run(pair.standby, f"ALTER SYSTEM SET primary_conninfo = $${source}$$", "SELECT pg_reload_conf()")
        await asyncio.to_thread(pair.wait_until_safe)
        assert await world.primary.fetchval(waits) == "*"


async def test_the_standby_takes_over_with_all_that_was_acknowledged(world: World, pair: Pair):
    found = await asyncio.to_thread(doctor.standby, Settings(standby_url=pair.standby.dsn))
    assert found.ok and found.says.startswith("answers")
    names, died = await world.names("Anna"), Postmaster.of(pair.primary.data)
    assert died is not None and not pair.has_failed_over
    with pair.watched():
        await asyncio.to_thread(pair.wait_until_safe)
        written = []
        for number in range(10):
            written.append((await world.add_client(f"Sure {number}")).name)
        os.kill(died.pid, signal.SIGQUIT)
        began = time.monotonic()
        while time.monotonic() - began < 30:
            with suppress(Busy, DBAPIError, OSError):
                written.append((await world.add_client("Written afterwards")).name)
                break
            await asyncio.sleep(0.05)
    assert pair.has_failed_over and Path(pair.primary.data_dir.parent / LEADS).read_text() == "standby"
    for who in ("Anna", "Olive"):  # there is no standby any more, and nobody misses it
        assert await world.names(who) == sorted(names + written)
    assert len(await world.export("Olive")) == len(names + written)
