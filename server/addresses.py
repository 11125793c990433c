"""Addresses of databases: one server, or several of which the primary is meant, or a standby."""

import asyncio
from typing import Any
from urllib.parse import urlsplit

import asyncpg
from sqlalchemy import Engine, event, make_url
from sqlalchemy.exc import ArgumentError

PORT = 5432
HEAD_START_SECONDS = 0.25
PATIENCE_SECONDS = "2"
"""For how long PostgreSQL's own library waits for one of several servers, before it tries the next."""
NOBODY = "none of the database's addresses is what is looked for"

_last: dict[Any, tuple[str, int]] = {}
"""Which of several servers it was the last time."""


def address_of(value: str, meant: str) -> str:
    """Any usual spelling of a PostgreSQL address, as SQLAlchemy and asyncpg take it. Of several servers the one that is
    `meant` is taken, `primary` or `standby`, whichever it is at the time. Raises ValueError."""
    try:
        url = make_url(_taken_apart(value))
    except (ArgumentError, ValueError):
        raise ValueError("must look like postgresql://user:password@host:5432/database") from None
    if url.drivername not in ("postgres", "postgresql", "postgresql+asyncpg"):
        raise ValueError("must begin with postgresql:")
    query = dict(url.query)
    if "sslmode" in query:
        query["ssl"] = query.pop("sslmode")
    if isinstance(query.get("host"), tuple):
        query.setdefault("target_session_attrs", meant)
    return url.set(drivername="postgresql+asyncpg", query=query).render_as_string(hide_password=False)


def _taken_apart(value: str) -> str:
    """The hosts with commas between them, each as a parameter of its own."""
    parts = urlsplit(value)
    login, at, hosts = parts.netloc.rpartition("@")
    if "," not in hosts:
        return value
    named = [f"host={each if ':' in each else f'{each}:{PORT}'}" for each in hosts.split(",")]
    return parts._replace(netloc=login + at, query="&".join(filter(None, [parts.query, *named]))).geturl()


def for_libpq(dsn: str) -> dict[str, str]:
    """The address as PostgreSQL's own library calls it, by the names of its parameters."""
    url = make_url(dsn)
    query: dict[str, Any] = dict(url.query)
    host, port = query.get("host", url.host), query.get("port", url.port)
    if isinstance(host, tuple):
        host, port = (",".join(each) for each in zip(*(each.rsplit(":", 1) for each in host), strict=True))
    given = {
        "host": host,
        "port": port,
        "user": url.username,
        "password": url.password,
        "dbname": url.database,
        "sslmode": query.get("ssl"),
        "target_session_attrs": query.get("target_session_attrs"),
        "connect_timeout": PATIENCE_SECONDS if isinstance(query.get("host"), tuple) else None,
    }
    return {name: str(value) for name, value in given.items() if value is not None}


async def connected(*given: Any, **named: Any) -> Any:
    """A connection of the driver. Of several servers, the one that is meant and answers first; the one that was it the
    last time is given a moment before the others are asked as well, because one that is switched off does not even
    refuse. Raises OSError where none is, and what the driver raises."""
    hosts, ports = named.pop("host", None), named.pop("port", None)
    if not isinstance(hosts, list):
        return await asyncpg.connect(*given, host=hosts, port=ports, **named)
    servers = tuple(zip(hosts, ports, strict=True))
    key = (servers, named.get("target_session_attrs"))
    coming = sorted(servers, key=lambda server: server != _last.get(key, servers[0]))
    asked: dict[asyncio.Task[Any], Any] = {}
    refusals: list[BaseException] = []
    try:
        while coming or asked:
            if coming:
                host, port = coming.pop(0)
                asked[asyncio.create_task(asyncpg.connect(*given, host=host, port=port, **named))] = (host, port)
            done, _ = await asyncio.wait(
                asked, timeout=HEAD_START_SECONDS if coming else None, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                server = asked.pop(task)
                if (refusal := task.exception()) is None:
                    _last[key] = server
                    return task.result()
                refusals.append(refusal)
    finally:
        for task in asked:
            task.add_done_callback(_hang_up)
            task.cancel()
    others = [each for each in refusals if not isinstance(each, asyncpg.TargetServerAttributeNotMatched)]
    raise others[0] if others else ConnectionError(NOBODY)


def _hang_up(task: "asyncio.Task[Any]") -> None:
    """Leave a server that is not needed."""
    if not task.cancelled() and task.exception() is None:
        task.result().terminate()


@event.listens_for(Engine, "do_connect")
def _connect_to_several(_dialect: Any, _record: Any, _given: Any, named: dict[str, Any]) -> None:
    """Whatever connects by SQLAlchemy does so too."""
    if isinstance(named.get("host"), list):
        named.setdefault("async_creator_fn", connected)
