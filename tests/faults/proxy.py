"""A TCP proxy in front of PostgreSQL whose line can be cut, silenced and mended."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress

CHUNK = 65_536


class Proxy:
    """Carries connections from a port of this machine to a socket of PostgreSQL, on a loop of its own."""

    def __init__(self, target: str) -> None:
        self.target = target
        self._pairs: set[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = set()
        self._loop = asyncio.new_event_loop()
        self.port = 0

    @property
    def open(self) -> int:
        """How many connections it carries."""
        return len(self._pairs)

    def start(self) -> None:
        """Begin to carry."""
        opened = threading.Event()

        async def begin() -> None:
            self._flowing = asyncio.Event()
            self._flowing.set()
            self._server = await asyncio.start_server(self._take, "127.0.0.1", 0, backlog=512)
            self.port = self._server.sockets[0].getsockname()[1]
            opened.set()

        def run() -> None:
            asyncio.set_event_loop(self._loop)
            self._loop.create_task(begin())
            self._loop.run_forever()

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()
        opened.wait(10)

    def stop(self) -> None:
        """Cut everything and end."""
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def cut(self) -> None:
        """Break every connection that is open; new ones are carried."""
        self._do(self._cut)

    def silence(self) -> None:
        """Swallow everything, of connections that are open and of new ones, without telling anybody."""
        self._do(self._clear)

    def mend(self) -> None:
        """Carry again. What was swallowed arrives now, unless its connection was given up."""
        self._do(self._set)

    def _clear(self) -> None:
        self._flowing.clear()

    def _set(self) -> None:
        self._flowing.set()

    def _do(self, what: Callable[[], object]) -> None:
        done = threading.Event()
        self._loop.call_soon_threadsafe(lambda: (what(), done.set()))
        done.wait(10)

    def _cut(self) -> None:
        for pair in self._pairs:
            for each in pair:
                each.transport.abort()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            theirs, ours = await asyncio.open_unix_connection(self.target)
        except OSError:
            writer.transport.abort()
            return
        pair = (writer, ours)
        self._pairs.add(pair)
        try:
            await asyncio.gather(self._carry(reader, ours), self._carry(theirs, writer))
        finally:
            self._pairs.discard(pair)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while chunk := await reader.read(CHUNK):
                await self._flowing.wait()
                writer.write(chunk)
                await writer.drain()
        with suppress(OSError):
            await self._flowing.wait()
            writer.close()
