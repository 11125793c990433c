"""What is set, reachable and missing on this machine, and what to do about it."""

import asyncio
import os
import smtplib
import socket
import ssl
import stat
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlsplit

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from models.core import clock
from server.embedded import EmbeddedPostgres
from server.opening import UNREACHABLE, named, pending, reason, started, upgrade
from server.settings import KEY_LENGTH, Settings
from server.terminal import Failure

SECONDS = 5
SKEW_SECONDS = 2
VERSION = 180_000
DEFAULT_PORTS = {"smtp": 25, "smtps": 465, "valkey": 6379, "valkeys": 6379, "redis": 6379, "rediss": 6379}


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is well, what was seen, and what to do when it is not."""

    about: str
    ok: bool
    says: str
    remedy: str | None = None


def examine(settings: Settings) -> list[Finding]:
    """Look at everything. The embedded database is started for it when it does not run."""
    key = secret_key(settings)  # before the database is opened, which may be its first day
    services = [port(settings), mail(settings), valkey(settings), storage(settings)]
    return [data_dir(settings), key, *database(settings), standby(settings), *services]


def data_dir(settings: Settings) -> Finding:
    """Whether what is kept can be written."""
    place = settings.data_dir
    above = next(path for path in (place, *place.parents) if path.exists())
    if above.is_dir() and os.access(above, os.W_OK | os.X_OK):
        return Finding("data", True, str(place))
    return Finding("data", False, f"{above} cannot be written.", "Set CLIENTGRAPH_DATA_DIR to a folder of yours.")


def secret_key(settings: Settings) -> Finding:
    """Whether the key that everything handed out depends on is there, long enough and private."""
    make = "Set CLIENTGRAPH_SECRET_KEY to 32 random characters or more."
    if settings.secret_key is not None:
        if len(settings.secret_key) >= KEY_LENGTH:
            return Finding("secret key", True, "given by CLIENTGRAPH_SECRET_KEY")
        return Finding("secret key", False, "CLIENTGRAPH_SECRET_KEY is short enough to be guessed.", make)
    file = settings.secret_file
    if not file.exists():
        if settings.is_embedded and not EmbeddedPostgres(settings.data_dir).data.exists():
            return _made(settings)
        lost = "A new one is made by `clientgraph serve`; what the old one signed is no longer accepted."
        return Finding("secret key", False, f"{file} is missing.", f"Restore it, or: {make} {lost}")
    if not os.access(file, os.R_OK):
        return Finding("secret key", False, f"{file} cannot be read.", "Run as the user who owns the data directory.")
    if len(file.read_text().strip()) < KEY_LENGTH:
        remedy = "Restore it, or remove it; what the old one signed is then no longer accepted."
        return Finding("secret key", False, f"{file} is cut short.", remedy)
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        return Finding("secret key", False, f"{file} can be read by others.", f"chmod 600 '{file}'")
    return Finding("secret key", True, f"kept in {file}")


def _made(settings: Settings) -> Finding:
    """The first day of a data directory."""
    try:
        return Finding("secret key", bool(settings.secret), f"made, and kept in {settings.secret_file}")
    except OSError as error:
        return Finding("secret key", False, f"None can be kept: {error.strerror}.", "Set CLIENTGRAPH_SECRET_KEY.")


def database(settings: Settings) -> Iterator[Finding]:
    """Whether the database answers, is new enough, is at the current revision and tells the same time."""
    try:
        with started(settings) as dsn:
            try:
                version, skew = asyncio.run(_asked(dsn))
            except UNREACHABLE as error:
                says = f"It does not answer: {reason(error)}."
                yield Finding("database", False, says, "Check CLIENTGRAPH_DATABASE_URL.")
                return
            says = f"PostgreSQL {version // 10000}.{version % 10000}, {'ours' if settings.is_embedded else 'external'}"
            if version < VERSION:
                yield Finding("database", False, says, "Use PostgreSQL 18 or newer.")
                return
            yield Finding("database", True, says)
            revisions = _revisions(settings, dsn)
            yield revisions
            if revisions.ok:
                yield _queue(dsn)
            yield _clock(skew)
    except Failure as failure:
        yield Finding("database", False, str(failure), "Check the data directory, or set CLIENTGRAPH_DATABASE_URL.")


async def _asked(dsn: str) -> tuple[int, float]:
    """The server's version number, and by how many seconds its clock is ahead of ours."""
    engine = create_async_engine(dsn, poolclass=NullPool, connect_args={"timeout": SECONDS})
    try:
        async with engine.connect() as connection:
            version = await connection.scalar(text("SELECT current_setting('server_version_num')::int"))
            before = clock.now()
            theirs: datetime = await connection.scalar(text("SELECT clock_timestamp()"))
            after = clock.now()
            return version, (theirs - (before + (after - before) / 2)).total_seconds()
    finally:
        await engine.dispose()


def _revisions(settings: Settings, dsn: str) -> Finding:
    if settings.is_embedded:
        run = upgrade(dsn)
        return Finding("migrations", True, f"{len(run)} just run" if run else "none pending")
    lacking = pending(dsn)
    if lacking:
        says = f"The database lacks {named(lacking)}."
        return Finding("migrations", False, says, "Run `clientgraph migrate`.")
    return Finding("migrations", True, "none pending")


def _queue(dsn: str) -> Finding:
    from server.queue import dead_jobs, working_with

    dead = asyncio.run(working_with(dsn, dead_jobs))
    if dead:
        says = f"{len(dead)} of its jobs failed for the last time."
        return Finding("queue", False, says, "`clientgraph jobs` names them, and puts them back with --again.")
    return Finding("queue", True, "no job is dead")


def _clock(skew: float) -> Finding:
    if abs(skew) > SKEW_SECONDS:
        ahead = f"The database's clock is {abs(skew):.0f} s {'ahead of' if skew > 0 else 'behind'} this machine's."
        remedy = "Set both by NTP: what is written goes by the database's, logs and certificates by this one's."
        return Finding("clock", False, ahead, remedy)
    return Finding("clock", True, f"within {SKEW_SECONDS} s of the database's")


def standby(settings: Settings) -> Finding:
    """Whether the standby follows, and how far behind it is."""
    if settings.standby_url is None:
        return Finding("standby", True, "none: everything is read from the database itself")
    try:
        behind = asyncio.run(_behind(settings.standby_url))
    except UNREACHABLE as error:
        return Finding("standby", False, f"It does not answer: {reason(error)}.", "Check CLIENTGRAPH_STANDBY_URL.")
    if behind is None:
        remedy = "Set CLIENTGRAPH_STANDBY_URL to a standby, or unset it."
        return Finding("standby", False, "It is no standby: nothing is read from it.", remedy)
    return Finding("standby", True, f"answers; the last transaction it replayed is {behind:.0f} s old")


async def _behind(dsn: str) -> float | None:
    """For how many seconds nothing was replayed there; None where nothing is."""
    engine = create_async_engine(dsn, poolclass=NullPool, connect_args={"timeout": SECONDS})
    try:
        async with engine.connect() as connection:
            seconds = "extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())"
            asked = f"SELECT pg_is_in_recovery(), coalesce({seconds}, 0)::float8"
            is_standby, behind = (await connection.execute(text(asked))).one()
            return max(behind, 0.0) if is_standby else None
    finally:
        await engine.dispose()


def port(settings: Settings) -> Finding:
    """Whether the port is free, or ours already."""
    at = f"{settings.host}:{settings.port}"
    with closing(socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            if _is_ours(settings):
                return Finding("port", True, f"{at} is served by clientgraph")
            remedy = "Stop the other program, or set CLIENTGRAPH_PORT."
            return Finding("port", False, f"{at} cannot be served on: {error.strerror}.", remedy)
    return Finding("port", True, f"{at} is free")


def _is_ours(settings: Settings) -> bool:
    """Whether what answers on the port says that it is."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{settings.local_url}/", timeout=SECONDS) as answer:
            return answer.read().startswith(b"clientgraph\n")
    except (OSError, ValueError):
        return False


def mail(settings: Settings) -> Finding:
    """Whether the mail server takes our greeting and our password."""
    if settings.smtp_url is None:
        return Finding("mail", True, "none leaves; it is kept in the outbox, and invitations answer their token")
    url = urlsplit(settings.smtp_url)
    at = f"{url.hostname}:{url.port or DEFAULT_PORTS[url.scheme]}"
    connect = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP
    try:
        with connect(url.hostname or "", url.port or DEFAULT_PORTS[url.scheme], timeout=SECONDS) as server:
            server.ehlo()
            if url.username:
                if server.has_extn("starttls"):
                    server.starttls(context=ssl.create_default_context())
                server.login(unquote(url.username), unquote(url.password or ""))
    except (OSError, smtplib.SMTPException) as error:
        return Finding("mail", False, f"{at} does not take mail: {reason(error)}.", "Check CLIENTGRAPH_SMTP_URL.")
    return Finding("mail", True, f"{at} answers")


def valkey(settings: Settings) -> Finding:
    """Whether Valkey can be reached."""
    if settings.valkey_url is None:
        return Finding("valkey", True, "none: wake-ups by PostgreSQL, limits in memory")
    url = urlsplit(settings.valkey_url)
    at = (url.hostname or "localhost", url.port or DEFAULT_PORTS[url.scheme])
    try:
        socket.create_connection(at, timeout=SECONDS).close()
    except OSError as error:
        says = f"{at[0]}:{at[1]} cannot be reached: {reason(error)}."
        return Finding("valkey", False, says, "Check CLIENTGRAPH_VALKEY_URL.")
    return Finding("valkey", True, f"{at[0]}:{at[1]} answers")


def storage(settings: Settings) -> Finding:
    """Whether files can be kept."""
    if settings.storage_url is None:
        return Finding("storage", True, f"files lie in {settings.files_dir}")
    from obstore.exceptions import BaseError
    from obstore.store import from_url

    try:
        from_url(settings.storage_url).list_with_delimiter()
    except (BaseError, OSError, ValueError) as error:
        return Finding("storage", False, f"It cannot be read: {reason(error)}.", "Check CLIENTGRAPH_STORAGE_URL.")
    return Finding("storage", True, f"{urlsplit(settings.storage_url).scheme} answers")
