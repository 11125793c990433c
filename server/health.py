"""Whether the process is alive, and whether it can serve: the database answers and has the shape we know."""

import asyncio
from time import monotonic

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool
from starlette.requests import Request
from starlette.responses import Response

import migrations
from server.answers import JsonResponse
from server.database import SETTINGS

SECONDS = 2
FRESH_SECONDS = 0.25
"""For how long what was found is told again, so that asking often costs nothing."""

log = structlog.get_logger(__name__)


class Health:
    """Answers `/healthz` and `/readyz`. A database that was found current stays so: shapes only change forward.

    It is asked over a connection of its own: a full pool says that there is much to do, not that nothing can be done,
    and a server that is taken out for it hands its load to the next.
    """

    def __init__(self, engine: AsyncEngine, dsn: str) -> None:
        self._engine = create_async_engine(
            engine.url, poolclass=NullPool, connect_args={"server_settings": SETTINGS, "timeout": SECONDS}
        )
        self._dsn = dsn
        self._is_current = False
        self._asking = asyncio.Lock()
        self._found: dict[str, str] = {}
        self._found_at = -FRESH_SECONDS

    async def ready(self) -> dict[str, str]:
        """What was checked, each with `ok` or with what is wrong."""
        async with self._asking:
            if monotonic() - self._found_at >= FRESH_SECONDS:
                self._found = await self._look()
                self._found_at = monotonic()
            return self._found

    def is_ready(self, stopping: asyncio.Event) -> bool:
        """Whether requests can be served, by what was found last; a server that stops takes no more."""
        return bool(self._found) and all(found == "ok" for found in self._found.values()) and not stopping.is_set()

    async def _look(self) -> dict[str, str]:
        try:
            async with asyncio.timeout(SECONDS):
                async with self._engine.connect() as connection:
                    await connection.execute(text("SELECT 1"))
                lacking = [] if self._is_current else await migrations.pending(self._dsn)
        except migrations.Newer:
            lacking = []  # it is being upgraded, and the last version runs on beside the next
        except Exception as error:
            log.warning("not ready", reason=str(error))
            return {"database": "does not answer"}
        self._is_current = not lacking
        return {"database": "ok", "migrations": f"{len(lacking)} pending" if lacking else "ok"}


async def healthz(request: Request) -> Response:
    """200 as long as the process answers at all."""
    return JsonResponse({"status": "ok"})


async def readyz(request: Request) -> Response:
    """200 when requests can be served, else 503 and what is wrong."""
    health, stopping = request.app.state.health, request.app.state.stopping
    checks = await health.ready() | ({"server": "stops"} if stopping.is_set() else {})
    is_ready = health.is_ready(stopping)
    return JsonResponse({"status": "ok" if is_ready else "unavailable", **checks}, 200 if is_ready else 503)
