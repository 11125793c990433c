"""Serving the app by uvicorn, on a port that is taken hold of before anything else is started."""

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

import structlog
import uvicorn

from server.settings import Settings
from server.terminal import Failure

MESSAGE_BYTES = 262_144
GRACE_SECONDS = 5
"""How long running requests may take to end once nobody else is listened to."""
NOTICE_SECONDS = 1
"""How long a server told to stop by SIGTERM goes on as before, so that balancers see that it is not ready."""
DOORS = 32
"""How many new connections are taken in each time the loop comes round: it takes one from each socket listened on, and
under load it comes round some ten times a second."""
LEAVING_A_SECOND = 200
"""How many sockets and streams are sent elsewhere, where the time is enough."""
TICK_SECONDS = 0.05
SWITCH_SECONDS = 0.001
"""How long a thread that reckons may keep the others waiting, the one that serves among them."""

log = structlog.get_logger(__name__)


def taken_port(host: str, port: int) -> socket.socket:
    """A socket bound to the port, so that nobody else gets it. Raises Failure when somebody else has it."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        made = socket.socket(family, kind, protocol)
    except OSError as error:
        raise Failure(f"There is no address {host} to serve on: {error.strerror}.") from error
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind(address)
    except OSError as error:
        made.close()
        raise Failure(
            f"Cannot serve on {host}:{port}: {error.strerror}. "
            "Stop the other program, or choose another port with --port."
        ) from error
    return made


class Server(uvicorn.Server):
    """A uvicorn server that says when it is ready; and, told to stop, sends those who stay elsewhere while it still
    answers requests. `state` is that of the application."""

    def __init__(
        self, config: uvicorn.Config, when_ready: Callable[[], None], state: Any, drain_seconds: float = 0
    ) -> None:
        super().__init__(config)
        self._when_ready, self._state, self._drain_seconds = when_ready, state, drain_seconds
        self._notice: float = 0

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop; a balancer is to see it first where it was not a person who stops it."""
        self._notice = min(NOTICE_SECONDS, self._drain_seconds) if sig == signal.SIGTERM else 0
        super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            gc.freeze()  # what was made until now stays; no collection needs to look at it again
            self._when_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Be ready no more, have everybody leave, then stop. A second Ctrl-C cuts it short."""
        self._state.stopping.set()
        # Who asks again comes over another connection, and so by way of whoever hands connections to servers.
        self.server_state.default_headers = [*self.server_state.default_headers, (b"connection", b"close")]
        draining = asyncio.create_task(self._drain())
        while not draining.done() and not self.force_exit:
            await asyncio.sleep(TICK_SECONDS)
        for each in self.servers:
            each.close()
        await asyncio.sleep(TICK_SECONDS)  # whoever came in the last moment has asked by then
        await super().shutdown(sockets)

    async def _drain(self) -> None:
        await asyncio.sleep(self._notice)
        stays = self._state.graph.stays
        seconds = min(len(stays) / LEAVING_A_SECOND, self._drain_seconds - self._notice)
        log.info("stopping", sent_elsewhere=len(stays), over_seconds=round(seconds, 2))
        await stays.end(seconds)
        log.info("stopped listening", still_here=len(stays))


def serve(settings: Settings, dsn: str, at: socket.socket, when_ready: Callable[[], None]) -> None:
    """Serve the app until SIGINT or SIGTERM. Raises Failure when it does not start."""
    # The whole graph: a port that is taken is said before it is made.
    from server.app import create_app
    from server.shedding import door

    sys.setswitchinterval(SWITCH_SECONDS)
    app = create_app(settings, dsn)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=door(app.state.graph.metered.admission, app.state.trusted),
        lifespan="on",
        ws_max_size=MESSAGE_BYTES,
        ws_per_message_deflate=False,
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = Server(config, when_ready, app.state, settings.drain_seconds)
    with suppress(SystemExit):
        server.run(sockets=[at, *(at.dup() for _ in range(DOORS - 1))])
    if not server.started:
        raise Failure("The server did not start; the lines above say why.")
