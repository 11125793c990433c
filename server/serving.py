"""Serving the app by uvicorn, on a port that is taken hold of before anything else is started."""

import asyncio
import gc
import socket
import sys
from collections.abc import Callable
from contextlib import suppress

import uvicorn

from server.settings import Settings
from server.terminal import Failure

MESSAGE_BYTES = 262_144
GRACE_SECONDS = 5
SWITCH_SECONDS = 0.001
"""How long a thread that reckons may keep the others waiting, the one that serves among them."""


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
    """A uvicorn server that says when it is ready, and breaks off event streams before it waits for their end."""

    def __init__(self, config: uvicorn.Config, when_ready: Callable[[], None], stopping: asyncio.Event) -> None:
        super().__init__(config)
        self._when_ready, self._stopping = when_ready, stopping

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            gc.freeze()  # what was made until now stays; no collection needs to look at it again
            self._when_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End every stream, then everything else."""
        self._stopping.set()
        await super().shutdown(sockets)


def serve(settings: Settings, dsn: str, at: socket.socket, when_ready: Callable[[], None]) -> None:
    """Serve the app until SIGINT or SIGTERM. Raises Failure when it does not start."""
    from server.app import create_app  # the whole graph: a port that is taken is said before it is made

    sys.setswitchinterval(SWITCH_SECONDS)
    app = create_app(settings, dsn)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        lifespan="on",
        ws_max_size=MESSAGE_BYTES,
        ws_per_message_deflate=False,
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = Server(config, when_ready, app.state.stopping)
    with suppress(SystemExit):
        server.run(sockets=[at])
    if not server.started:
        raise Failure("The server did not start; the lines above say why.")
