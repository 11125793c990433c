"""`make fanout`: thousands who watch one client, on this server and on bare sockets, one after the other in one run."""

import asyncio
import json
import multiprocessing
import statistics
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import asyncpg
import typer
from rich.console import Console
from rich.table import Table

import migrations
import models
from benchmarks import servers
from benchmarks.fanout import crowd
from benchmarks.report import machine
from benchmarks.servers import Peer, Running
from benchmarks.world import FOLDER, World
from models.core import clock
from resolvers.context import Context
from resolvers.secrets import digest
from server import services
from server.embedded import SUPERUSER, EmbeddedPostgres
from server.settings import Settings

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
out = Console(width=110, highlight=False)
LATEST = Path(__file__).parents[1] / "results" / "fanout.json"

SOCKETS_EACH = 10
"""Sockets a person has open: a few tabs, a phone."""
WATCH = "subscription ($after: Cursor) { clientUpdates(after: $after) { cursor kind client { id name status } } }"
BARE = Peer(
    "bare",
    None,  # type: ignore[arg-type]
    (
        *(sys.executable, "-m", "uvicorn", "benchmarks.fanout.bare:app", *servers.UVICORN),
        *("--port", "{port}", "--ws-per-message-deflate", "false"),
    ),
)
OURS = Peer("clientgraph", None, servers.SERVE)  # type: ignore[arg-type]


@app.command()
def main(
    watchers: Annotated[int, typer.Option(help="How many watch.")] = 5_000,
    events: Annotated[int, typer.Option(help="Events in a row, for the rate.")] = 12,
    keep: Annotated[bool, typer.Option("--keep", help="Write results/fanout.json.")] = False,
) -> None:
    """Some two minutes; leave the machine alone meanwhile."""
    FOLDER.mkdir(exist_ok=True)
    with EmbeddedPostgres(FOLDER / "fanout", durable=True) as server:
        dsn = asyncio.run(_fresh(server))
        world = World("fanout", server.socket_dir, "fanout", "fanout")
        tokens, client = asyncio.run(_filled(dsn, watchers))
        found: dict[str, Any] = {}
        for peer in (BARE, OURS):
            with servers.running([peer], world) as running, _crowd(running[peer.name]) as watching:
                teller = _bare_teller if peer is BARE else _log_teller(dsn, client)
                found[peer.name] = _measured(running[peer.name], watching, teller, tokens, events)
    _show(found)
    if keep:
        LATEST.write_text(json.dumps({"machine": machine(), "watchers": watchers} | found, indent=2) + "\n")


def _measured(running: Running, watching: Any, teller: Any, tokens: list[str], events: int) -> dict[str, float]:
    """Idle delay with few, then everything with all."""
    found: dict[str, float] = {}
    with teller(running) as tell:
        few = tokens[:20]
        watching("open", few, WATCH, {})
        time.sleep(1)
        delays = []
        for number in range(100):
            told_at = tell(number)
            told = watching("expect", len(few), 5.0)
            delays += [each - told_at for each in told.times]
            time.sleep(0.02)
        found["idle p50 ms"], found["idle p99 ms"] = _centiles(delays)
        watching("close")
        time.sleep(1)
        before = running.resident()
        found["opened in s"] = watching("open", tokens, WATCH, {})
        _wait_until_all_watch(watching, tell, len(tokens))
        found["KiB each"] = (running.resident() - before) * 1024 / len(tokens)
        delays = []
        for number in range(5):
            told_at = tell(number)
            told = watching("expect", len(tokens), 30.0)
            assert len(told.times) == len(tokens), (len(told.times), told.last)
            delays += [each - told_at for each in told.times]
            time.sleep(0.3)
        found["one to all p50 ms"], found["one to all p99 ms"] = _centiles(delays)
        begun, cpu = time.monotonic(), running.cpu()
        for number in range(events):
            tell(number)
        told = watching("expect", events * len(tokens), 120.0)
        assert len(told.times) == events * len(tokens), (len(told.times), told.last)
        found["deliveries/s"] = len(told.times) / (told.times[-1] - begun)
        found["server CPU us each"] = (running.cpu() - cpu) / len(told.times) * 1e6
        cursor = _cursor(told.last)
        watching("close")
        time.sleep(1)
        tell(0)
        begun = time.monotonic()
        watching("open", tokens, WATCH, {"after": cursor} if cursor else {}, 3.0)
        told = watching("expect", len(tokens) if cursor else 0, 60.0)
        found["all back in s"] = (told.times[-1] if told.times else time.monotonic()) - begun
    return found


def _wait_until_all_watch(watching: Any, tell: Any, watchers: int) -> None:
    """A subscription is not acknowledged: those who are told of an event watch."""
    for _ in range(30):
        tell(0)
        if len(watching("expect", watchers, 5.0).times) == watchers:
            time.sleep(1)
            watching("expect", 0, 0.1)
            return
    raise RuntimeError("Not all of them came to watch.")


def _centiles(delays: list[float]) -> tuple[float, float]:
    cut = statistics.quantiles(delays, n=100)
    return cut[49] * 1000, cut[98] * 1000


def _cursor(frame: str) -> str | None:
    return json.loads(frame)["payload"]["data"]["clientUpdates"]["cursor"] if "clientUpdates" in frame else None


# --- those who watch, and those who make something happen


@contextmanager
def _crowd(running: Running) -> Iterator[Any]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=crowd.run, args=(theirs, "127.0.0.1", running.port, "/graphql"), daemon=True
    )
    process.start()

    def ask(what: str, *arguments: Any) -> Any:
        ours.send((what, arguments))
        return ours.recv()

    try:
        yield ask
    finally:
        ours.send(("end", ()))
        process.join(10)
        process.kill()


@contextmanager
def _bare_teller(running: Running) -> Iterator[Any]:
    text = {
        "cursor": "x" * 40,
        "kind": "CLIENT_UPDATED",
        "client": {"id": "y" * 40, "name": "Acme", "status": "ACTIVE"},
    }
    frame = json.dumps({"id": "1", "type": "next", "payload": {"data": {"watched": text}}}, separators=(",", ":"))

    def tell(number: int) -> float:
        now = time.monotonic()
        request = urllib.request.Request(f"http://127.0.0.1:{running.port}/tell", frame.encode())
        urllib.request.urlopen(request, timeout=60).read()
        return now

    yield tell


def _log_teller(dsn: str, client: UUID) -> Any:
    """Writes to the log as another replica does: a transaction of its own, and a wake-up over the database."""

    @contextmanager
    def teller(running: Running) -> Iterator[Any]:
        with asyncio.Runner() as runner:
            settings = Settings(data_dir=FOLDER / "served")
            opened = services.running(settings, dsn)
            lent, _ = runner.run(opened.__aenter__())
            runner.run(asyncio.sleep(0.5))

            async def write() -> float:
                async with Context(lent).as_system().change() as change:
                    found = await change.get(models.Client, client)
                    change.record(models.EventKind.CLIENT_UPDATED, found, visibility=models.Visibility.CLIENT)
                committed = time.monotonic()
                await asyncio.sleep(0.005)  # the wake-up is sent by a task beside
                return committed

            try:
                yield lambda number: runner.run(write())
            finally:
                runner.run(opened.__aexit__(None, None, None))

    return teller


# --- the world


async def _fresh(server: EmbeddedPostgres) -> str:
    dsn = server.dsn_of("fanout")
    connection = await asyncpg.connect(host=server.socket_dir, user=SUPERUSER, database=SUPERUSER)
    try:
        await connection.execute("DROP DATABASE IF EXISTS fanout WITH (FORCE)")
        await connection.execute("CREATE DATABASE fanout")
    finally:
        await connection.close()
    await migrations.upgrade(dsn)
    return dsn


async def _filled(dsn: str, watchers: int) -> tuple[list[str], UUID]:
    """One client with contacts enough for so many sockets, each signed in."""
    tokens = [f"watcher {number}" for number in range(-(-watchers // SOCKETS_EACH))]
    async with (
        services.running(Settings(data_dir=FOLDER / "served"), dsn) as (lent, _),
        Context(lent).as_system().change() as change,
    ):
        about = {"name": "Studio", "currency": "GBP", "time_zone": "Europe/London", "contact_form_key": "form"}
        await change.add(models.Organisation(**about))
        client = await change.add(models.Client(name="Acme", type=models.ClientType.COMPANY, currency="GBP"))
        people = [models.Identity(email=f"{number}@acme.test") for number in range(len(tokens))]
        await change.add_all(people)
        portal = {"portal_status": models.PortalStatus.ACTIVE, "portal_permissions": ["PROJECTS"]}
        contacts = [
            models.Contact(name=each.email, email=each.email, client_id=client.id, identity_id=each.id, **portal)
            for each in people
        ]
        await change.add_all(contacts)
        until = clock.now() + timedelta(days=1)
        held = zip(tokens, contacts, strict=True)
        await change.add_all(
            [
                models.Session(
                    token_hash=digest(token), identity_id=each.identity_id, contact_id=each.id, expires_at=until
                )
                for token, each in held
            ]
        )
    return (tokens * SOCKETS_EACH)[:watchers], client.id


def _show(found: dict[str, dict[str, float]]) -> None:
    table = Table(title="Watchers of one client", title_justify="left")
    table.add_column("")
    for name in found:
        table.add_column(name, justify="right")
    for figure in next(iter(found.values())):
        table.add_row(figure, *(f"{each[figure]:.1f}" for each in found.values()))
    out.print(table)


if __name__ == "__main__":
    app()
