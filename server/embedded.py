"""A PostgreSQL 18 of our own, for whoever has none: run from a wheel, over a private socket, never over TCP.

The data lie in `<data_dir>/postgres`. Processes that use the same data directory share one server: the first starts
it, the last one stops it. Each holds a shared lock on a file while it lives, so the kernel itself counts them, and a
process that was killed is no longer counted.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
from sqlalchemy import URL

from server.embedded_programs import MAJOR, PRIVATE_PREFIX, Account, EmbeddedError, binary, private_folder

DATABASE = "clientgraph"
APP_ROLE = "clientgraph_app"
SUPERUSER = "postgres"
PORT = 5432  # names the socket, nothing listens on it

START_SECONDS = 60
STOP_SECONDS = 30
LOG_BYTES = 10_000_000
PATH_BYTES = 900  # PostgreSQL cuts longer names, at 1024

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    "wal_level": "replica",
    "idle_in_transaction_session_timeout": "60s",
}
DURABLE = {"fsync": "on"}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Postmaster:
    """A server that runs, as its own `postmaster.pid` describes it."""

    pid: int
    socket_dir: str
    ready: bool

    @classmethod
    def of(cls, data: Path) -> "Postmaster | None":
        """The server that runs on these data; None when the file is missing, stale or about another process."""
        try:
            lines = (data / "postmaster.pid").read_text().splitlines()
            process = psutil.Process(int(lines[0]))
            if process.status() == psutil.STATUS_ZOMBIE or process.name() != "postgres":
                return None
            if Path(process.cwd()) != data.resolve():
                return None
        except (FileNotFoundError, IndexError, ValueError, psutil.Error):
            return None
        lines += [""] * 8
        return cls(pid=process.pid, socket_dir=lines[4].strip(), ready=lines[7].strip() == "ready")


class EmbeddedPostgres:
    """One use of the embedded server: `with EmbeddedPostgres(data_dir) as pg: connect(pg.dsn)`.

    `durable=False` trades safety against power cuts for speed; it is for tests.
    Raises EmbeddedError when the server cannot start.
    """

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self.data_dir = data_dir.expanduser().absolute()
        self.data = self.data_dir / "postgres"
        self.log = self.data_dir / "postgres.log"
        self._durable = durable
        self._process: subprocess.Popen[bytes] | None = None
        self._use: int | None = None

    @property
    def dsn(self) -> str:
        """SQLAlchemy's address of our database."""
        return self.dsn_of(DATABASE)

    def dsn_of(self, database: str) -> str:
        """SQLAlchemy's address of any database of this server."""
        query = {"host": self.socket_dir, "port": str(PORT)}
        url = URL.create("postgresql+asyncpg", username=SUPERUSER, database=database, query=query)
        return url.render_as_string(hide_password=False)

    @property
    def socket_dir(self) -> str:
        """The folder of the socket, while the server runs."""
        running = Postmaster.of(self.data)
        if running is None:
            raise EmbeddedError(f"No embedded PostgreSQL runs on {self.data}.")
        return running.socket_dir

    def start(self) -> Self:
        """Start the server, or join the one that runs; returns when it answers."""
        self.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._door():
            if Postmaster.of(self.data) is None:
                account = Account.owning(self.data)
                account.let_through(self.data)
                account.let_run_programs()
                self._initialise(account)
                self._launch(account)
            else:
                self._wait_until_ready()
            self._use = os.open(self._users_file, os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._use, fcntl.LOCK_SH)
        return self

    def stop(self) -> None:
        """Leave the server, and stop it when nobody else uses it."""
        if self._use is None:
            return
        with self._door():
            try:
                # Two locks cannot be swapped at once; the door keeps everybody else from coming in between.
                fcntl.flock(self._use, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._shut_down()
            except BlockingIOError:
                pass
            finally:
                os.close(self._use)
                self._use = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def _users_file(self) -> Path:
        return self.data_dir / "postgres.users"

    @contextmanager
    def _door(self) -> Iterator[None]:
        """Only one process at a time starts or stops the server."""
        with open(self.data_dir / "postgres.lock", "w") as door:
            fcntl.flock(door, fcntl.LOCK_EX)
            yield

    def _initialise(self, account: Account) -> None:
        """Make the data the first time. They are renamed into place, so they are either whole or not there."""
        if self.data.exists():
            version = (self.data / "PG_VERSION").read_text().strip()
            if version != str(MAJOR):
                raise EmbeddedError(f"{self.data} was made by PostgreSQL {version}; this is PostgreSQL {MAJOR}.")
            return
        making = self.data_dir / "postgres.new"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        account.give(making)
        options = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        options += ["--auth=trust", f"--username={SUPERUSER}", *([] if self._durable else ["--no-sync"])]
        sql = f"CREATE ROLE {APP_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS\nCREATE DATABASE {DATABASE}\n"
        private = private_folder(account)
        try:
            place = _short(making, private)
            self._run(account, [binary("initdb"), f"--pgdata={place}", *options])
            self._run(account, [binary("postgres"), "--single", "-D", place, SUPERUSER], sql)
        finally:
            shutil.rmtree(private)
        making.rename(self.data)

    def _run(self, account: Account, command: list[str], given: str = "") -> None:
        done = subprocess.run(
            command,
            input=given,
            capture_output=True,
            check=False,
            text=True,
            cwd="/",
            env=_environment(),
            **account.run_as(),
        )
        if done.returncode or "ERROR:" in done.stderr:
            raise EmbeddedError(f"{Path(command[0]).name} failed on {self.data_dir}:\n{done.stderr.strip()}")

    def _launch(self, account: Account) -> None:
        self._forget_last_run()
        private = private_folder(account)
        settings = SETTINGS | (DURABLE if self._durable else FORGETFUL)
        settings["unix_socket_directories"] = str(private)
        options = [f"--{name}={value}" for name, value in settings.items()]
        with self.log.open("ab") as log:
            if log.tell() > LOG_BYTES:
                log.truncate(0)
            self._process = subprocess.Popen(
                [binary("postgres"), "-D", _short(self.data, private), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=_environment(),
                start_new_session=True,  # Ctrl-C in the terminal is for us; the server is stopped by us
                **account.run_as(),
            )
        try:
            self._wait_until_ready()
        except BaseException:
            if self._process.poll() is None:
                self._process.send_signal(signal.SIGINT)
            shutil.rmtree(private, ignore_errors=True)
            raise

    def _forget_last_run(self) -> None:
        """Clear up after a server that was killed.

        Whether a dead one left memory in use, PostgreSQL judges itself by `postmaster.pid`; but when its number now
        belongs to another process, the file would keep every new server from starting.
        """
        file = self.data / "postmaster.pid"
        if not file.exists():
            return
        lines = file.read_text().splitlines()
        if len(lines) > 4 and Path(lines[4]).name.startswith(PRIVATE_PREFIX):
            shutil.rmtree(lines[4], ignore_errors=True)
        if not lines or psutil.pid_exists(int(lines[0])):
            file.unlink()

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + START_SECONDS
        while (running := Postmaster.of(self.data)) is None or not running.ready:
            died = self._process is not None and self._process.poll() is not None
            if died or time.monotonic() > until:
                reason = "stopped at once" if died else f"did not answer within {START_SECONDS} s"
                raise EmbeddedError(f"The embedded PostgreSQL {reason}; {self.log} ends with:\n{self._log_tail()}")
            time.sleep(0.01)

    def _log_tail(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-10:]) if self.log.exists() else ""

    def _shut_down(self) -> None:
        """Ask for a fast shutdown: open transactions are rolled back, everything committed is on disk."""
        running = Postmaster.of(self.data)
        if running is None:
            return
        for request, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, STOP_SECONDS)):
            os.kill(running.pid, request)
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                if self._process is not None:
                    self._process.poll()
                if Postmaster.of(self.data) is None:
                    shutil.rmtree(running.socket_dir, ignore_errors=True)
                    return
                time.sleep(0.01)
        raise EmbeddedError(f"The embedded PostgreSQL (process {running.pid}) does not stop; see {self.log}.")


def _short(path: Path, private: Path) -> str:
    """A name of the path that PostgreSQL can hold: the path itself, or a link to it in a private folder."""
    if len(os.fsencode(path)) <= PATH_BYTES:
        return str(path)
    link = private / "data"
    link.symlink_to(path)
    return str(link)


def _environment() -> dict[str, str]:
    """Our environment without the variables that would change what PostgreSQL's programs do."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C"}
