"""Where the bytes of files lie: a directory, or any object storage `obstore` speaks to."""

from contextlib import suppress
from pathlib import Path

import obstore
from obstore.store import LocalStore, ObjectStore, from_url

from server.settings import Settings


class Storage:
    """Bytes under random keys. Raises FileNotFoundError for a key that is not there."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(self, key: str, content: bytes) -> None:
        """Keep bytes, whole or not at all."""
        await obstore.put_async(self._store, key, content)

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
