"""What this process does, in figures, and where the database stands: `/metrics` in Prometheus' text format.

Labels have few values, all of them known beforehand: never an id, a name or an address of anybody. Figures of the
database are the same whichever server is asked; take their maximum.
"""

import asyncio
import hmac
from collections.abc import Iterator
from time import monotonic
from typing import Any

import structlog
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import generate_latest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool
from starlette.requests import Request
from starlette.responses import Response

from permissions.viewer import SYSTEM
from resolvers.deferred import QUEUE
from resolvers.scope import enter_scope
from server.answers import problem
from server.credentials import bearer
from server.database import SETTINGS
from server.graphql.engine import Answer
from server.graphql.errors import BUSY, INTERNAL, TIMEOUT

SECONDS = 2
"""For how long the database is asked; without its answer the rest is told."""
FRESH_SECONDS = 1.0

disable_created_metrics()  # when each series began is nobody's question
REGISTRY = CollectorRegistry()
OPERATIONS = Counter("clientgraph_operations", "Operations that ended.", ["kind", "result"], registry=REGISTRY)
TOOK = Histogram(
    "clientgraph_operation_seconds",
    "How long operations took.",
    ["kind"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)
POINTS = Counter("clientgraph_points", "Points of operations: asked for, and spent.", ["of"], registry=REGISTRY)
STREAMS = Gauge("clientgraph_streams", "Subscriptions that are open.", registry=REGISTRY)
MESSAGES = Counter("clientgraph_stream_messages", "Messages that subscriptions told.", registry=REGISTRY)
WEBHOOKS = Counter("clientgraph_webhook_attempts", "Messages sent to others.", ["result"], registry=REGISTRY)
STANDBY = Counter(
    "clientgraph_standby_reads", "Reads that may go to the standby, by what came of it.", ["result"], registry=REGISTRY
)
AHEAD = Gauge(
    "clientgraph_clock_ahead_seconds", "How far the database's clock is ahead, where it is gone by.", registry=REGISTRY
)
UP = Gauge("clientgraph_database_up", "Whether the database answered when these figures were taken.", registry=REGISTRY)
ProcessCollector(registry=REGISTRY)

KINDS = ("query", "mutation")
RESULTS = ("ok", "partial", "refused", "limited", "busy", "slow", "failed")
"""`partial`: with errors in some places; `refused`: not executed; `limited`: too many points in a minute; `busy`: to be
asked again in a moment; `slow`: stopped because it took too long; `failed`: by a fault of ours."""
UNREAD = OPERATIONS.labels("unread", "refused")
"""Documents that cannot be read, or are too large to be."""
SHED = OPERATIONS.labels("unread", "busy")
"""Operations turned away before they were read, because there was too much to do."""
_ended = {(kind, result): OPERATIONS.labels(kind, result) for kind in KINDS for result in RESULTS}
_took = {kind: TOOK.labels(kind) for kind in KINDS}
_requested, _actual = POINTS.labels("requested"), POINTS.labels("actual")
_sent = {result: WEBHOOKS.labels(result) for result in ("taken", "refused", "unreachable")}

STANDING = text(f"""
SELECT
  (SELECT count(*) FROM event WHERE hash IS NULL),
  (SELECT coalesce(extract(epoch FROM now() - min(at)), 0) FROM event
   WHERE hash IS NULL AND xid >= (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint),
  (SELECT count(*) FROM {QUEUE}.procrastinate_jobs WHERE status = 'todo'),
  (SELECT count(*) FROM {QUEUE}.procrastinate_jobs WHERE status = 'doing'),
  (SELECT count(*) FROM {QUEUE}.procrastinate_jobs WHERE status = 'failed'),
  (SELECT count(*) FROM outbox_mail WHERE status = 'WAITING'),
  (SELECT count(*) FROM webhook_endpoint WHERE status = 'ACTIVE' AND archived_at IS NULL),
  (SELECT count(*) FROM webhook_endpoint WHERE status = 'DISABLED' AND archived_at IS NULL),
  (SELECT count(DISTINCT endpoint_id) FROM webhook_delivery WHERE status = 'WAITING' AND attempts > 0)
""")


def ended(kind: str, answer: Answer, seconds: float, requested: int) -> str:
    """Note an operation that ended; answers how."""
    result = result_of(answer)
    _ended[kind, result].inc()
    _took[kind].observe(seconds)
    if result != "limited":
        _requested.inc(requested)
    return result


def spent(points: int) -> None:
    """Note what an operation cost."""
    _actual.inc(points)


def sent(status: int | None) -> None:
    """Note an attempt to tell somebody else something, by the status of the answer."""
    _sent["unreachable" if status is None else "taken" if 200 <= status < 300 else "refused"].inc()


def result_of(answer: Answer) -> str:
    """How an operation ended, as one of `RESULTS`."""
    if answer.rate is not None and answer.rate.wait:
        return "limited"
    if not answer.errors:
        return "ok"
    codes = {error.get("extensions", {}).get("code") for error in answer.errors}
    for code, result in ((INTERNAL, "failed"), (BUSY, "busy"), (TIMEOUT, "slow")):
        if code in codes:
            return result
    return "refused" if answer.refused else "partial"


class Figures:
    """A collector of what the application holds, and of where the database stands; told whenever it is asked."""

    def __init__(self, app: Any, engine: AsyncEngine) -> None:
        self._state = app.state
        self._pool = engine.pool
        own = create_async_engine(
            engine.url, poolclass=NullPool, connect_args={"server_settings": SETTINGS, "timeout": SECONDS}
        )
        self._sessions = async_sessionmaker(own)
        self._standing: Any = None
        self._asked_at = -FRESH_SECONDS
        self._asking = asyncio.Lock()

    async def ask(self) -> None:
        """Ask the database where it stands, over a connection of its own; at most once a second."""
        async with self._asking:
            if monotonic() - self._asked_at < FRESH_SECONDS:
                return
            try:
                async with asyncio.timeout(SECONDS), self._sessions() as session, session.begin():
                    await enter_scope(session, SYSTEM)
                    self._standing = (await session.execute(STANDING)).one()
            except Exception as silent:
                structlog.get_logger(__name__).warning("no figures of the database", reason=str(silent).split("\n")[0])
                self._standing = None
            UP.set(self._standing is not None)
            self._asked_at = monotonic()

    def collect(self) -> Iterator[Any]:
        """The families, as Prometheus' client asks for them."""
        yield from self._held()
        if self._standing is not None:
            yield from standing(self._standing)

    def _held(self) -> Iterator[Any]:
        yield _gauge("clientgraph_sockets", "Sockets that are open.", self._state.graph.sockets_open)
        pools = GaugeMetricFamily("clientgraph_connections", "Connections to the database.", labels=["pool", "state"])
        readers, standby = self._state.services.readers, self._state.services.standby
        held = [
            ("requests", "in_use", self._pool.checkedout()),
            ("requests", "idle", self._pool.checkedin()),
            ("queries", "in_use", readers.in_use),
            ("queries", "waited_for", readers.waited_for),
        ]
        if standby is not None:
            held += [("standby", "in_use", standby.in_use), ("standby", "waited_for", standby.readers.waited_for)]
        for pool, state, number in held:
            pools.add_metric([pool, state], number)
        yield pools
        plans = self._state.engine.plans
        found = CounterMetricFamily("clientgraph_plan_lookups", "Plans looked for.", labels=["result"])
        found.add_metric(["hit"], plans.hits)
        found.add_metric(["miss"], plans.misses)
        yield found
        yield _gauge(
            "clientgraph_ready",
            "Whether this server takes requests.",
            self._state.health.is_ready(self._state.stopping),
        )


def standing(found: Any) -> Iterator[Any]:
    """Where the database stands, as families."""
    unsealed, lag, todo, doing, dead, letters, told, disabled, held = found
    yield _gauge("clientgraph_log_unsealed", "Entries of the log that are not sealed yet.", unsealed)
    yield _gauge("clientgraph_log_lag_seconds", "For how long an open transaction has held back the log.", float(lag))
    jobs = GaugeMetricFamily("clientgraph_jobs", "Jobs in the queue.", labels=["state"])
    for state, number in (("waiting", todo), ("begun", doing), ("dead", dead)):
        jobs.add_metric([state], number)
    yield jobs
    yield _gauge("clientgraph_letters_waiting", "Letters that are to be sent.", letters)
    endpoints = GaugeMetricFamily("clientgraph_webhook_endpoints", "Endpoints of others.", labels=["state"])
    for state, number in (("active", told), ("disabled", disabled), ("held", held)):
        endpoints.add_metric([state], number)
    yield endpoints


def _gauge(name: str, description: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, description, value=value)


class Metrics:
    """Answers `/metrics` to who knows the token; to others, and where none is set, there is nothing."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    async def answer(self, request: Request) -> Response:
        """The figures, now."""
        given = bearer(request.headers.get("authorization", "")) or ""
        if self._token is None or not hmac.compare_digest(given.encode(), self._token.encode()):
            return problem(404, "NOT_FOUND", "Not Found.")
        figures: Figures = request.app.state.figures
        await asyncio.gather(figures.ask(), request.app.state.health.ready())
        own = CollectorRegistry()
        own.register(figures)
        return Response(generate_latest(REGISTRY) + generate_latest(own), media_type=CONTENT_TYPE_LATEST)
