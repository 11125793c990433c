"""Trusted documents: what a page may ask. Who is signed in by a cookie runs what our own pages were built with.

A document is named by `documentId`, `sha256:` and the digest of its text in hex, as the build of the pages writes it
into its manifest. Programs, which bring their token themselves, may send any text; a browser may not be made to.
"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

from server.credentials import Credentials
from server.graphql.engine import Call
from server.graphql.errors import refused

UNKNOWN = "DOCUMENT_NOT_FOUND"
UNTRUSTED = "DOCUMENT_NOT_TRUSTED"
ENDED = {"x-clientgraph-session": "ended"}
"""The header of an answer to a cookie whose session is over: it shows what strangers see, and a page must not."""


class Trusted:
    """The documents of a manifest, by their ids; it is read again when it was made anew. `alone`: they are all that a
    cookie may run."""

    def __init__(self, manifest: Path | None = None, *, alone: bool = True) -> None:
        self.manifest, self.alone = manifest, alone
        self.documents: Mapping[str, str] = {}
        self._made_at = 0
        self._read()

    def _read(self) -> None:
        """Take the documents the pages were built with; none where they were not built."""
        with suppress(FileNotFoundError):
            if self.manifest and (made_at := self.manifest.stat().st_mtime_ns) != self._made_at:
                self.documents = orjson.loads(self.manifest.read_bytes())
                self._made_at = made_at

    def _text(self, document_id: str) -> str | None:
        if document_id not in self.documents:
            self._read()
        return self.documents.get(document_id)

    def check(self, call: Call, credentials: Credentials) -> None:
        """Give a call that names its document the text; refuse one that has to name it. Raises `Refused`."""
        if call.document_id is None:
            if self.alone and credentials.by_cookie and not credentials.explores:
                raise refused(UNTRUSTED, "A page asks by documentId for what it was built with, and nothing else.")
            return
        text = self._text(call.document_id)
        if text is None:
            raise refused(
                UNKNOWN, "No document has this id. The page is of another version than the server: reload it."
            )
        call.query = text

    def ended(self, credentials: Credentials, context: Any) -> bool:
        """Whether a page asked with the cookie of a session that is over."""
        return self.alone and credentials.by_cookie and not context.viewer.is_signed_in

    def check_viewer(self, call: Call, credentials: Credentials, context: Any) -> None:
        """Exploring is for the business's own people: its clients' browsers run trusted documents alone."""
        if self.alone and call.document_id is None and credentials.by_cookie and not context.viewer.is_user:
            raise refused(UNTRUSTED, "Only users of the business may ask whatever they like.")
