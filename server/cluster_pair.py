"""The two databases of `clientgraph cluster`: a primary that waits for its standby, and a standby that takes over.

While the standby follows, nothing is acknowledged that it does not have. When it is lost, the primary goes on alone
after a moment, and waits for it again once it is back and has everything. When the primary dies, the standby takes over
if it has all that was acknowledged; else it does not, because something would be lost.
"""

import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import URL

from server.embedded import DATABASE, PORT, SUPERUSER, EmbeddedPostgres, Postmaster
from server.embedded_programs import Account, EmbeddedError, binary
from server.terminal import Failure, out

LOOK_SECONDS = 0.2
ALONE_SECONDS = 2.0
"""For how long the primary waits for a standby that is lost."""
FOLDERS = ("primary", "standby")
LEADS = "leads"
"""The file that names the folder of the one whose data are the last, where that is not the first of them."""
STANDING = """
SELECT current_setting('synchronous_standby_names') <> '' AS waits, pg_current_wal_flush_lsn()::text AS written,
  coalesce(bool_or(state = 'streaming'), false) AS follows,
  coalesce(bool_or(sync_state = 'sync' AND flush_lsn >= %s::pg_lsn), false) AS has
FROM pg_stat_replication
"""


class Pair:
    """Both of them, and who of them is which."""

    def __init__(self, primary: EmbeddedPostgres, standby: EmbeddedPostgres) -> None:
        self.primary, self.standby = primary, standby
        self.is_safe = False
        """Whether the standby has all that was acknowledged, and will have what is."""
        self.has_failed_over = False
        self._hosts = tuple(f"{one.socket_dir}:{PORT}" for one in (primary, standby))
        self._waited_since: str | None = None
        """How far was written when the primary was first seen to wait: what came before may not be on the standby."""
        self._alone_since: float | None = None

    def dsn(self, meant: str) -> str:
        """The address of both, of which the `primary` is taken or the `standby`, whichever it is at the time."""
        query = {"host": self._hosts, "target_session_attrs": meant}
        url = URL.create("postgresql+asyncpg", username=SUPERUSER, database=DATABASE, query=query)
        return url.render_as_string(hide_password=False)

    @contextmanager
    def watched(self) -> Iterator["Pair"]:
        """Both are looked after for as long as the block runs."""
        ended = threading.Event()
        watching = threading.Thread(target=self._watch, args=(ended,), name="pair", daemon=True)
        watching.start()
        try:
            yield self
        finally:
            ended.set()
            watching.join()
            self.is_safe, self._waited_since = False, None

    def wait_until_safe(self, seconds: float = 30) -> None:
        """Return once a death of the primary would lose nothing. Raises Failure when that takes too long."""
        until = time.monotonic() + seconds
        while not self.is_safe:
            if time.monotonic() > until:
                raise Failure("The standby does not follow; see its log.")
            time.sleep(LOOK_SECONDS / 4)

    def _watch(self, ended: threading.Event) -> None:
        while not ended.wait(LOOK_SECONDS):
            if Postmaster.of(self.primary.data) is None:
                self._succeed()
                return
            with suppress(psycopg.Error, EmbeddedError), _connected(self.primary) as primary:
                self._look(primary)

    def _look(self, primary: psycopg.Connection) -> None:
        with primary.cursor(row_factory=namedtuple_row) as cursor:
            found = cursor.execute(STANDING, (self._waited_since,)).fetchone()
        assert found is not None
        if found.follows:
            self._alone_since = None
            if not found.waits:
                _wait_for(primary, "*")
            elif self._waited_since is None:
                self._waited_since = found.written
            elif found.has:
                self.is_safe = True
        elif found.waits:
            self._alone_since = self._alone_since or time.monotonic()
            if time.monotonic() - self._alone_since > ALONE_SECONDS:
                self.is_safe, self._waited_since = False, None  # before anything is acknowledged that it does not have
                _wait_for(primary, "")
                out.print("The standby is lost; the primary goes on alone.")

    def _succeed(self) -> None:
        """The primary is dead."""
        if not self.is_safe:
            out.print("The primary is dead, and the standby lacks something: it does not take over. Start anew.")
            return
        self.is_safe = False
        _leads(self.standby)
        try:
            _promote(self.standby)
        except (psycopg.Error, EmbeddedError) as error:
            out.print(f"The primary is dead, and the standby cannot take over: {error}", markup=False)
            return
        self.primary, self.standby = self.standby, self.primary
        self.has_failed_over = True
        out.print("The primary is dead; the standby took over, and has no standby until all is started anew.")


@contextmanager
def pair_in(folder: Path) -> Iterator[Pair]:
    """The two of a folder, started; whoever led last leads, and the other one is made anew from it."""
    leads = (folder / LEADS).read_text() if (folder / LEADS).exists() else FOLDERS[0]
    (follows,) = set(FOLDERS) - {leads}
    with ExitStack() as stack:
        primary = stack.enter_context(EmbeddedPostgres(folder / leads))
        _promote(primary)
        standby = stack.enter_context(standby_of(primary, folder / follows))
        yield stack.enter_context(Pair(primary, standby).watched())


@contextmanager
def standby_of(primary: EmbeddedPostgres, folder: Path, *, durable: bool = True) -> Iterator[EmbeddedPostgres]:
    """A second server that follows the first by streaming, made anew from a base backup each time."""
    standby = EmbeddedPostgres(folder, durable=durable)
    shutil.rmtree(standby.data, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    account = Account.owning(primary.data)
    account.let_through(standby.data)
    account.give(folder)
    source = f"host={primary.socket_dir} user={SUPERUSER}"
    command = [binary("pg_basebackup"), f"--dbname={source}", f"--pgdata={standby.data}", "-R", "--checkpoint=fast"]
    command += [] if durable else ["--no-sync"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **account.run_as())
    if done.returncode:
        raise Failure(f"The standby cannot be made: {done.stderr.strip()}")
    with standby:
        yield standby


def _leads(one: EmbeddedPostgres) -> None:
    """Note whose data are the last, before anything is written there: on the next start they lead."""
    (one.data_dir.parent / LEADS).write_text(one.data_dir.name)


def _promote(one: EmbeddedPostgres) -> None:
    """Have it take writes, alone, where it does not yet."""
    with _connected(one) as connection:
        _wait_for(connection, "")
        row = connection.execute("SELECT pg_is_in_recovery() AND NOT pg_promote()").fetchone()
        if row is None or row[0]:
            raise EmbeddedError(f"The server on {one.data_dir} takes no writes; see {one.log}.")


def _wait_for(primary: psycopg.Connection, names: str) -> None:
    """Have every commit wait for standbys of these names; for none, where it is empty."""
    primary.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{names}'")
    primary.execute("SELECT pg_reload_conf()")


def _connected(one: EmbeddedPostgres) -> psycopg.Connection:
    return psycopg.connect(
        host=one.socket_dir, port=PORT, user=SUPERUSER, dbname=DATABASE, autocommit=True, connect_timeout=2
    )
