"""What is kept of tokens between two requests: never used unless a statement confirms it (permissions/standing.py)."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from permissions.viewer import Viewer

if TYPE_CHECKING:
    from resolvers.context import SessionInfo


@dataclass(frozen=True)
class Held:
    """What is kept of a token: whom it stood for, the mark of all that was decided by, and until when it may be so."""

    viewer: Viewer
    session: "SessionInfo"
    mark: str
    until: datetime


class Standings:
    """What is kept of tokens, the most recently used first, and no more than so many."""

    def __init__(self, most: int = 10_000) -> None:
        self._most = most
        self._kept: OrderedDict[str, Held] = OrderedDict()

    def find(self, token_hash: str, now: datetime) -> Held | None:
        """What is kept of a token; to be used only where a statement confirms the mark."""
        held = self._kept.get(token_hash)
        if held is None or held.until <= now:
            return None
        self._kept.move_to_end(token_hash)
        return held

    def keep(self, token_hash: str, held: Held) -> None:
        """Keep what was just read."""
        self._kept[token_hash] = held
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
