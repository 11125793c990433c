"""The application: the graph and what stands beside it, over services that live as long as it does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from functools import cache
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import Receive, Scope, Send

from permissions.viewer import NOBODY
from resolvers.context import Context
from resolvers.scope import Busy
from resolvers.session import arrive, authenticate
from schema import schema
from schema.build import printed
from server import chores, logs, pages, services, tracing
from server.answers import problem, try_again
from server.background import RUNNERS, Background
from server.credentials import from_headers
from server.graphql.errors import fault
from server.graphql.http import Endpoint
from server.graphql.points import Points
from server.graphql.sharing_points import SharedPoints
from server.graphql.short import ShortWay
from server.graphql.trusted import Trusted
from server.health import Health, healthz, readyz
from server.intake import BodyLimit, Trace
from server.limits import Limits
from server.metrics import Figures, Metrics
from server.outward import Outward
from server.queue import Worker
from server.routes import ROUTES
from server.scheduled_exports import ScheduledExports
from server.settings import Settings
from server.webhooks import Webhooks


class Application(Starlette):
    """The application, with the short way of the usual question before everything else."""

    short: ShortWay | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve."""
        scope["app"] = self
        if self.short is not None and scope["type"] == "http":
            await self.short(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    async def the_long_way(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve what is not usual."""
        await super().__call__(scope, receive, send)


def create_app(settings: Settings, dsn: str) -> Starlette:
    """The application on the database at `dsn`, which `settings` may know by another name or not at all.

    `app.state.services` are the services, while it runs. The event `app.state.stopping` is set before it stops, so that
    it is sent no more requests; `app.state.graph.stays` are the connections that would hold it up.
    """
    logs.configure()
    stopping = asyncio.Event()

    async def make_context(connection: HTTPConnection, token: str | None) -> Context:
        lent = connection.app.state.services
        return await arrive(lent, token, ip=connection.client.host if connection.client else None)

    async def arrived(scope: Scope, token: str) -> Context:
        client = scope.get("client")
        return await arrive(scope["app"].state.services, token, ip=client[0] if client else None)

    async def schema_text(request: Request) -> Response:
        token = from_headers(request, settings.public_url).token
        viewer, _ = await authenticate(request.app.state.services, token) if token else (NOBODY, None)
        if not viewer.is_user:
            return problem(401, "UNAUTHENTICATED", "The schema is shown to signed-in users of the house.")
        headers = {"content-type": "application/graphql; charset=utf-8", "cache-control": "private, no-cache"}
        return PlainTextResponse(sdl(), headers=headers)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with services.running(settings, dsn) as (opened, engine):
            webhooks = Webhooks(graph.engine, opened.secret_key, outward)
            lent = replace(opened, webhooks=webhooks, exports=ScheduledExports(graph.metered))
            app.state.services, app.state.health = lent, Health(engine, dsn)
            app.state.figures = Figures(app, engine)
            spans = tracing.start(settings.otel_url) if settings.otel_url else None
            background = Background([*RUNNERS, Worker(dsn), chores.run, graph.metered.usage.run])
            background.start(lent)
            sharing = asyncio.create_task(points.run()) if isinstance(points, SharedPoints) else None
            try:
                yield
            finally:
                stopping.set()
                if sharing:
                    sharing.cancel()
                await background.stop()
                with suppress(Exception):
                    await graph.metered.usage.write(lent)
                if spans:
                    await asyncio.to_thread(tracing.stop, spans)

    outward = Outward(to_loopback=settings.webhooks_to_loopback)
    trusted = Trusted(pages.MANIFEST, *settings.manifests, automatic_characters=settings.limits.automatic_characters)
    points = SharedPoints(settings.valkey_url) if settings.valkey_url else Points()
    graph = Endpoint(
        schema,
        make_context,
        public_url=settings.public_url,
        limits=within(settings.limits, settings.readers),
        trusted=trusted,
        points=points,
    )
    app = Application(
        routes=[
            Route("/graphql", graph),
            WebSocketRoute("/graphql", graph),
            Route("/schema.graphql", schema_text),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", Metrics(settings.metrics_token).answer),
            *ROUTES,
        ],
        middleware=[Middleware(Trace), Middleware(BodyLimit, limits=settings.limits)],
        exception_handlers={HTTPException: not_served, Busy: overtaxed, Exception: not_served},
        lifespan=lifespan,
    )
    app.state.graph, app.state.metered, app.state.engine = graph, graph.metered, graph.engine
    app.state.stopping, app.state.trusted = stopping, trusted
    app.short = ShortWay(app.the_long_way, graph, arrived)
    return app


@cache
def sdl() -> str:
    """The schema's text, printed when somebody first asks."""
    return printed(schema)


def within(limits: Limits, readers: int) -> Limits:
    """The limits, so that no document and nothing slow takes all the connections there are for queries."""
    few, most = max(readers // 2, 1), max(readers - 2, 1)
    long, alike = min(limits.long_at_once, few), min(limits.alike_at_once, most)
    return replace(limits, long_at_once=long, alike_at_once=alike)


async def overtaxed(request: Request, error: Any) -> Response:
    """What a route beside the graph answers when no connection comes free."""
    return try_again([fault(error)])


async def not_served(request: Request, error: Any) -> Response:
    """Refusals outside of the graph, in the graph's own shape."""
    if isinstance(error, HTTPException):
        return problem(error.status_code, error.detail.upper().replace(" ", "_"), f"{error.detail}.")
    return problem(500, "INTERNAL", "Something went wrong on our side.")
