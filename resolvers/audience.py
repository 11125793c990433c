"""Those who follow the log, and their audiences: who follows the same and sees the same is told by one answer."""

import asyncio
from collections import deque
from collections.abc import Hashable, Iterable
from functools import lru_cache
from typing import Any
from uuid import UUID

from permissions.base import Rows
from permissions.event import is_told
from permissions.viewer import Kind, Viewer, ViewerShape
from resolvers.compiled.scopes import scope_of
from resolvers.context import Context
from resolvers.positions import Position
from resolvers.watching import Entry, Watching, may_concern

AUDIENCE_RING = 256
"""Entries an audience keeps; who is further behind reads for himself."""
ADMITTED_SECONDS = 30
"""How often it is looked whether what is followed is still there though no entry says it moved."""
IDENTIFYING = ("me", "my_contact")
"""Parameters of scopes that say who somebody is."""

Only = frozenset[UUID | None] | None
"""The only ones of an audience an entry is for; None: it is for all."""


class Follower:
    """Somebody who follows the log: who they are now, what they follow, and up to where they have been told."""

    __slots__ = (
        "_woken",
        "context",
        "ended",
        "fault",
        "first",
        "homes",
        "moved",
        "position",
        "viewer",
        "watching",
    )

    def __init__(self, context: Context, watching: Watching, position: Position) -> None:
        self.context, self.watching, self.position = context, watching, position
        self.first = self.viewer = context.viewer
        self.homes: frozenset[UUID | None] = frozenset()
        """The clients of the rows that have to be there, as they were when it was asked."""
        self.ended = self.moved = False
        """Whether access was lost; whether who they are has changed, so that they belong elsewhere."""
        self.fault: Exception | None = None
        self._woken: asyncio.Future[None] | None = None

    async def wait(self) -> None:
        """Return when there is something to look at."""
        self._woken = asyncio.get_running_loop().create_future()
        await self._woken

    def wake(self) -> None:
        """Have them look."""
        if self._woken is not None and not self._woken.done():
            self._woken.set_result(None)

    def end(self, fault: Exception | None = None) -> None:
        """They may not follow any longer, or it cannot be said what there is for them."""
        self.ended, self.fault = fault is None, fault
        self.wake()

    def become(self, viewer: Viewer | None) -> None:
        """Take who they are now; nobody, or somebody with less than they began with, has lost access."""
        narrower = viewer is None or viewer.kind is not self.first.kind
        if narrower or not set(self.first.client_ids) <= set(viewer.client_ids):  # type: ignore[union-attr]
            self.end()
        elif viewer != self.viewer:
            self.viewer, self.moved = viewer, True  # type: ignore[assignment]
            self.wake()


class Audience:
    """All who follow the same and see the same, and what there was for them lately, by number."""

    def __init__(self, key: Hashable, watching: Watching, viewer: Viewer, homes: frozenset[UUID | None]) -> None:
        self.key, self.watching, self.viewer = key, watching, viewer
        self.followers: set[Follower] = set()
        self.homes, self.looked_at = homes, asyncio.get_running_loop().time()
        """The clients of the rows that have to be there, and when it was looked last whether they are."""
        self._entries: deque[tuple[Entry, Only]] = deque(maxlen=AUDIENCE_RING)
        self.next = 0
        """The number the next entry will have."""

    @property
    def first(self) -> int:
        """The number of the oldest entry kept."""
        return self.next - len(self._entries)

    def may_have_lost(self, clients: set[UUID | None], subjects: set[UUID], now: float) -> bool:
        """Whether it has to be looked again whether the rows that have to be there are: something happened to them, or
        about their clients or about none, or it was long ago."""
        if self.looked_at + ADMITTED_SECONDS <= now or not subjects.isdisjoint(key for _, key in self.watching.of):
            return True
        return bool(clients) and (None in clients or None in self.homes or not clients.isdisjoint(self.homes))

    @property
    def actors(self) -> dict[UUID | None, Viewer]:
        """Who is in it, each person once."""
        return {each.viewer.actor_id: each.viewer for each in self.followers}

    def concerns_any(self, entries: Iterable[Entry]) -> bool:
        """Whether any of the entries may be for it."""
        return any(may_concern(self.watching, self.viewer, each) for each in entries)

    def entry(self, number: int) -> tuple[Entry, Only]:
        """An entry that is kept, and the only ones it is for; None: for all."""
        return self._entries[number - self.first]

    def add(self, entries: Iterable[tuple[Entry, Only]]) -> None:
        """There is more."""
        for each in entries:
            self._entries.append(each)
            self.next += 1


def audience_key(follower: Follower) -> Hashable:
    return follower.watching.key, scope_key(follower.viewer, is_personal=follower.watching.is_personal)


def scope_key(viewer: Viewer, *, is_personal: bool) -> Hashable:
    """Equal for viewers who see the same. Limited users see what is theirs in many places, so each is alone."""
    alone = is_personal or viewer.kind is Kind.LIMITED
    return viewer.shape, viewer.client_id, viewer.client_ids, viewer.actor_id if alone else None


@lru_cache(maxsize=1_000)
def private_subjects(shape: ViewerShape) -> frozenset[str]:
    """The subjects of which viewers of one scope see each their own. Limited users are alone in their audience."""
    if shape[0] is Kind.LIMITED:
        return frozenset()
    return frozenset(each.__name__ for each in Rows.scopes if is_told(each) and is_private(each, shape))


@lru_cache(maxsize=10_000)
def is_private(model: type[Any], shape: ViewerShape) -> bool:
    return any(each.key in IDENTIFYING for each in scope_of(model, shape).parameters)
