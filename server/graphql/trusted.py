"""Trusted documents: what a page may ask. Who is signed in by a cookie runs what pages were built with.

A document is named by `documentId`, as the build of a page writes it into its manifest: in ours it is `sha256:` and the
digest of the text in hex, and the prefix may be left out. Apollo's clients name it by `persistedQuery` instead.
Programs, which bring their token themselves, may send any text; a browser may not be made to.
"""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from server.credentials import Credentials
from server.graphql.automatic import Automatic
from server.graphql.engine import Call
from server.graphql.errors import refused
from server.graphql.manifests import documents_of
from server.limits import DEFAULT

UNKNOWN = "DOCUMENT_NOT_FOUND"
UNTRUSTED = "DOCUMENT_NOT_TRUSTED"
ENDED = {"x-clientgraph-session": "ended"}
"""The header of an answer to a cookie whose session is over: it shows what strangers see, and a page must not."""


class Trusted:
    """The documents of manifests, by their ids; a manifest is read again when it was made anew. `alone`: they are all
    that a cookie may run. Raises `Failure` for a file that is none; one that is not there has no documents."""

    def __init__(
        self, *manifests: Path, alone: bool = True, automatic_characters: int = DEFAULT.automatic_characters
    ) -> None:
        self.manifests: Sequence[Path] = manifests
        self.alone = alone
        self.documents: dict[str, str] = {}
        self.automatic = Automatic(automatic_characters)
        self._made_at: dict[Path, int] = {}
        self._read()

    def _read(self) -> None:
        """Take the documents that were made since."""
        for manifest in self.manifests:
            with suppress(FileNotFoundError):
                made_at = manifest.stat().st_mtime_ns
                if made_at != self._made_at.get(manifest):
                    self.documents |= documents_of(manifest)
                    self._made_at[manifest] = made_at

    def _text(self, document_id: str) -> str | None:
        found = self._found(document_id)
        if found is None:
            self._read()
            found = self._found(document_id)
        return found

    def _found(self, document_id: str) -> str | None:
        return self.documents.get(document_id) or self.documents.get(f"sha256:{document_id}")

    def check(self, call: Call, credentials: Credentials) -> None:
        """Give a call that names its document the text; refuse one that has to name it. Raises `Refused`."""
        if call.document_id is None and call.digest is not None and not call.query and self._text(call.digest):
            call.document_id = call.digest
        if call.document_id is None:
            if self.alone and credentials.by_cookie and not credentials.explores:
                raise refused(UNTRUSTED, "A page asks by documentId for what it was built with, and nothing else.")
            if call.digest is not None:
                self.automatic.fill(call)
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
