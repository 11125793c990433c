"""Serving the app by uvicorn, on a port that is taken hold of before anything else is started."""

import signal
import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from server.settings import Settings
from server.terminal import Failure

MESSAGE_BYTES = 262_144
GRACE_SECONDS = 5


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
    """A uvicorn server that says when it is ready."""

    def __init__(self, config: uvicorn.Config, when_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._when_ready = when_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            self._when_ready()


def serve(app: ASGIApp, settings: Settings, at: socket.socket, when_ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM. Raises Failure when the app does not start."""
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
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = Server(config, when_ready)
    server.run(sockets=[at])
    if not server.started:
        raise Failure("The server did not start; the log says why.")


def stop_cleanly() -> None:
    """Let SIGTERM and a closed terminal end a command as Ctrl-C does, so that what it started is stopped."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:
        signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
