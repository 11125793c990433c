"""Automatic persisted queries: a document sent once may be sent again by its hash alone, to spare the way.

This saves bytes and grants nothing: whoever may send a text may send its hash, and nobody else. What a page may ask is
said by trusted documents, which are made when it is built and not by who asks (trusted.py).
"""

from collections import OrderedDict
from hashlib import sha256

from server.graphql.engine import Call
from server.graphql.errors import BAD_INPUT, refused

NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"


class Automatic:
    """The documents of one process by their hashes, those used last, and so many characters of them."""

    def __init__(self, most_characters: int) -> None:
        self._most, self._size = most_characters, 0
        self._texts: OrderedDict[str, str] = OrderedDict()

    def fill(self, call: Call) -> None:
        """Give a call its text by the hash it brings instead; or hold the text it brings against the hash. Raises
        `Refused`, in the words clients wait for before they send the text."""
        if call.query:
            if sha256(call.query.encode()).hexdigest() != call.digest:
                raise refused(BAD_INPUT, "provided sha does not match query")
        elif call.digest in self._texts:
            self._texts.move_to_end(call.digest)
            call.query = self._texts[call.digest]
        else:
            raise refused(NOT_FOUND, "PersistedQueryNotFound")

    def keep(self, call: Call) -> None:
        """Keep the text of a call that may run, where it came with its hash."""
        if call.digest is None or call.digest in self._texts or len(call.query) > self._most:
            return
        self._texts[call.digest] = call.query
        self._size += len(call.query)
        while self._size > self._most:
            _, dropped = self._texts.popitem(last=False)
            self._size -= len(dropped)
