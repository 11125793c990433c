"""A small balancer for one machine: hands connections to replicas that are ready, the least busy first.

It stands in for whatever a deployment has in front (nginx, HAProxy, a cloud's own): it looks at `/readyz`, takes out
who is not ready or does not answer, and lets connections that are open end by themselves.
"""

import asyncio
import threading
from contextlib import suppress
from dataclasses import dataclass

import structlog

LOOK_SECONDS = 0.25
PATIENCE_SECONDS = 2
CHUNK = 65_536
NOBODY = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"

log = structlog.get_logger(__name__)


@dataclass
class Backend:
    """A replica as the balancer knows it."""

    host: str
    port: int
    is_ready: bool = False
    connections: int = 0


class Balancer:
    """Listens on one address for several replicas. `run` in a thread of its own, or `serve` on a loop."""

    def __init__(self, host: str, port: int, backends: list[Backend]) -> None:
        self._host, self._port, self.backends = host, port, backends
        self._open = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._carrying: set[asyncio.Task[None]] = set()

    def run(self) -> None:
        """Balance until `stop`."""
        asyncio.run(self.serve())

    async def serve(self) -> None:
        """The same on the loop that runs."""
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        await asyncio.gather(*(self._look(each) for each in self.backends))
        looking = [asyncio.create_task(self._keep_looking(each)) for each in self.backends]
        server = await asyncio.start_server(self._take, self._host, self._port, backlog=4096)
        self._open.set()
        try:
            await self._stopping.wait()
        finally:
            server.close()
            for each in (*looking, *self._carrying):
                each.cancel()
            await asyncio.gather(*looking, *self._carrying, return_exceptions=True)

    def wait_until_open(self, seconds: float = 10) -> None:
        """Return when connections are taken. Raises TimeoutError."""
        if not self._open.wait(seconds):
            raise TimeoutError("The balancer did not start; is its port taken?")

    def stop(self) -> None:
        """End it, from any thread."""
        if self._loop is not None and self._stopping is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)

    async def _keep_looking(self, backend: Backend) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            was = backend.is_ready
            await self._look(backend)
            if was is not backend.is_ready:
                log.info("replica", port=backend.port, ready=backend.is_ready)

    async def _look(self, backend: Backend) -> None:
        backend.is_ready = False if (answer := await _asked(backend)) is None else b" 200 " in answer

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        carrying = asyncio.current_task()
        assert carrying
        self._carrying.add(carrying)
        try:
            await self._pass_on(reader, writer)
        finally:
            self._carrying.discard(carrying)
            writer.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection: to the least busy replica that takes it, both ways until either side ends."""
        for backend in sorted((each for each in self.backends if each.is_ready), key=lambda each: each.connections):
            try:
                theirs, ours = await asyncio.wait_for(
                    asyncio.open_connection(backend.host, backend.port), PATIENCE_SECONDS
                )
            except OSError:
                backend.is_ready = False
                continue
            backend.connections += 1
            try:
                await asyncio.gather(_carry(reader, ours), _carry(theirs, writer))
            finally:
                backend.connections -= 1
            return
        with suppress(OSError):
            writer.write(NOBODY)
            await writer.drain()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Bytes one way; when there are no more, the other side is told."""
    with suppress(OSError):
        while chunk := await reader.read(CHUNK):
            writer.write(chunk)
            await writer.drain()
    with suppress(OSError):
        writer.close()


async def _asked(backend: Backend) -> bytes | None:
    """The first line of what a replica answers to whether it is ready; None where it does not answer."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            reader, writer = await asyncio.open_connection(backend.host, backend.port)
            try:
                writer.write(b"GET /readyz HTTP/1.1\r\nhost: balancer\r\nconnection: close\r\n\r\n")
                return await reader.readline()
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return None
