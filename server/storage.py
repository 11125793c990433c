"""Where the bytes of files lie: a directory, or any object storage `obstore` speaks to."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import obstore
from obstore.store import LocalStore, ObjectStore, from_url

from server.settings import Settings

CHUNK = 5 * 1024 * 1024
"""Bytes of a large file that are sent at a time; no object storage takes fewer."""


class Storage:
    """Bytes under random keys. Raises FileNotFoundError for a key that is not there."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(self, key: str, content: bytes) -> None:
        """Keep bytes, whole or not at all."""
        await obstore.put_async(self._store, key, content)

    async def put_file(self, key: str, file: BinaryIO) -> None:
        """Keep what a file holds, from where it stands, without reading all of it at once."""
        await obstore.put_async(self._store, key, file, chunk_size=CHUNK, max_concurrency=2)

    async def part(self, key: str, start: int, end: int) -> bytes:
        """The bytes of a key from `start` up to `end`."""
        return bytes(await obstore.get_range_async(self._store, key, start=start, end=end))

    async def forget(self, folder: str, before: datetime) -> None:
        """Delete what lies in a folder and was last written before an instant."""
        async for found in obstore.list(self._store, folder):
            for each in found:
                if each["last_modified"] < before:
                    await self.delete(each["path"])

    async def delete(self, key: str) -> None:
        """Forget the bytes of a key, if there are any."""
        with suppress(FileNotFoundError):
            await obstore.delete_async(self._store, key)

    async def get(self, key: str) -> bytes:
        """The bytes of a key."""
        found = await obstore.get_async(self._store, key)
        return bytes(await found.bytes_async())


def storage(settings: Settings) -> Storage:
    """The storage the settings name; unset, the directory `files` of the data directory."""
    if settings.storage_url is None:
        return Storage(LocalStore(Path(settings.files_dir), mkdir=True))
    return Storage(from_url(settings.storage_url))
