"""Admission: who is let in when more is asked of this process than it can answer (security.md 3F F4).

So many operations run at once. A burst waits; but once somebody has always waited for a second, only so many wait as
will have their turn in a moment, by how fast turns came lately. Who comes then is told at once to come again: a line
that only grows would have everybody wait for answers nobody wants any more. What takes long by experience has few of
the places, and no document has all of them, so that what is slow holds up itself and nothing else. Signing in and
paying have places of their own.
"""

import asyncio
import re
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum
from time import monotonic

from graphql import FieldNode

from resolvers.scope import Busy
from server.graphql.documents import Documents
from server.limits import Limits

FIRST = frozenset(
    "login logout acceptUserInvitation acceptPortalInvitation requestPasswordReset resetPassword payInvoice"
    " recordPayment".split()
)
"""Verbs that are let in before others."""
NAMED_FIRST = re.compile(rb"\b(?:%s)\b" % "|".join(sorted(FIRST)).encode())
DOCUMENT = re.compile(rb'"documentId"\s*:\s*"([^"\\]{1,256})"')
FIRST_PLACES = 8
FIRST_WAITING = 64
SOON_SECONDS = 0.1
"""How long those who are let in may have to wait, by how it went lately."""
PATIENCE_SECONDS = 2.0
"""How long anybody waits at most, however it went."""
BURST_SECONDS = 1.0
BURST_WAITING = 100
"""Many who come at once, as when a page opens, are no overload; only those who still wait after a while are."""
LEAST_WAITING = 4
COUNTED_SECONDS = 0.2
LONG_SECONDS = 1.0
"""What takes as long is known as long from then on."""
LONG_POINTS = 20_000
"""What is taken for long before it ever ran."""
LONG_WAITING = 20
LEARNING = 0.2
"""What the latest is worth beside all that was before."""
KNOWN = 2_000
"""Documents whose time is remembered, those used last."""


class Overtaxed(Busy):
    """Somebody is not let in."""


class Sort(Enum):
    """What an operation is, to whom it has to be admitted."""

    FIRST = "Signing in, and paying."
    USUAL = "Anything else that is answered quickly."
    LONG = "What takes long."


@dataclass(eq=False, slots=True)
class Waiting:
    """An operation that waits to be let in."""

    query: str
    since: float
    coming: asyncio.Future[None]


@dataclass
class Line:
    """Operations of one sort: how many run, at most, and who waits."""

    places: int
    running: int = 0
    waiting: deque[Waiting] = field(default_factory=deque)


class Admission:
    """Everybody's operations in this process."""

    def __init__(self, documents: Documents, limits: Limits) -> None:
        self._documents = documents
        self._at_once, self._alike_at_once = limits.at_once, limits.alike_at_once
        self._lines = {
            Sort.FIRST: Line(FIRST_PLACES),
            Sort.USUAL: Line(limits.at_once),
            Sort.LONG: Line(limits.long_at_once),
        }
        self._alike: Counter[str] = Counter()
        """How many run of each document."""
        self._took: OrderedDict[str, float] = OrderedDict()
        self._pace = 0.0
        """Turns a second, lately, while somebody waited for one."""
        self._turns, self._since = 0, 0.0
        self._waited_for_since = 0.0
        """Since when there has always been somebody waiting."""

    @property
    def room(self) -> int:
        """How many usual operations would be let in right now."""
        free = self._at_once - self._lines[Sort.USUAL].running - self._lines[Sort.LONG].running
        still_waiting = self._most_waiting(Sort.USUAL) - len(self._lines[Sort.USUAL].waiting)
        return max(free, 0) + max(still_waiting, 0)

    @asynccontextmanager
    async def place(self, query: str, name: str | None, cost: int) -> AsyncIterator[None]:
        """A place to run an operation in. Raises Overtaxed where there is none soon."""
        sort = self._sort(query, name, cost)
        await self._begin(sort, query)
        began = monotonic()
        try:
            yield
            self._learn(query, monotonic() - began)
        except Busy:
            raise
        except BaseException:
            if (seconds := monotonic() - began) > LONG_SECONDS:
                self._learn(query, seconds)
            raise
        finally:
            self._end(sort, query)

    def _sort(self, query: str, name: str | None, cost: int) -> Sort:
        operation = self._documents.operation(query, name)
        if operation is not None and not operation.is_query:
            verbs = {each.name.value for each in operation.node.selection_set.selections if isinstance(each, FieldNode)}
            if verbs <= FIRST:
                return Sort.FIRST
        took = self._took.get(query)
        is_long = cost > LONG_POINTS if took is None else took > LONG_SECONDS
        return Sort.LONG if is_long else Sort.USUAL

    def _is_free(self, sort: Sort, query: str) -> bool:
        line = self._lines[sort]
        if line.running >= line.places or sort is Sort.FIRST:
            return line.running < line.places
        others = self._lines[Sort.USUAL].running + self._lines[Sort.LONG].running
        return others < self._at_once and self._alike[query] < self._alike_at_once

    def _most_waiting(self, sort: Sort) -> int:
        if sort is Sort.USUAL:
            line = self._lines[sort].waiting
            is_burst = not line or monotonic() - self._waited_for_since < BURST_SECONDS
            return BURST_WAITING if is_burst else LEAST_WAITING + int(SOON_SECONDS * self._pace)
        return FIRST_WAITING if sort is Sort.FIRST else LONG_WAITING

    async def _begin(self, sort: Sort, query: str) -> None:
        line = self._lines[sort]
        if self._is_free(sort, query):
            self._let_in(sort, query)
            return
        if len(line.waiting) >= self._most_waiting(sort):
            raise Overtaxed
        waiting = Waiting(query, monotonic(), asyncio.get_running_loop().create_future())
        if sort is Sort.USUAL and not line.waiting:
            self._waited_for_since = waiting.since
        line.waiting.append(waiting)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await waiting.coming
        except BaseException as raised:
            if waiting.coming.done() and not waiting.coming.cancelled():
                self._end(sort, query)  # it came in the very moment of giving up
            elif waiting in line.waiting:
                line.waiting.remove(waiting)
            if isinstance(raised, TimeoutError):
                raise Overtaxed from None
            raise

    def _let_in(self, sort: Sort, query: str) -> None:
        self._lines[sort].running += 1
        self._alike[query] += 1

    def _end(self, sort: Sort, query: str) -> None:
        self._lines[sort].running -= 1
        self._alike[query] -= 1
        if not self._alike[query]:
            del self._alike[query]
        self._note_turn(sort)
        while following := [found for each in Sort if (found := self._next_of(each))]:
            next_sort, waiting = min(following, key=lambda found: found[1].since)
            self._lines[next_sort].waiting.remove(waiting)
            if not waiting.coming.done():
                self._let_in(next_sort, waiting.query)
                waiting.coming.set_result(None)

    def _next_of(self, sort: Sort) -> tuple[Sort, Waiting] | None:
        """Who waits longest of those who might be let in."""
        found = (each for each in self._lines[sort].waiting if self._is_free(sort, each.query))
        waiting = next(found, None)
        return (sort, waiting) if waiting else None

    def _note_turn(self, sort: Sort) -> None:
        """Learn how fast turns come while somebody waits. They come in bursts, so they are counted for a while."""
        if sort is not Sort.USUAL:
            return
        now = monotonic()
        if not self._lines[sort].waiting:
            self._turns, self._since = 0, now
            return
        self._turns += 1
        if now - self._since >= COUNTED_SECONDS:
            self._pace = self._turns / (now - self._since)
            self._turns, self._since = 0, now

    def _learn(self, query: str, seconds: float) -> None:
        before = self._took.pop(query, seconds)
        self._took[query] = before + LEARNING * (seconds - before)
        if len(self._took) > KNOWN:
            self._took.popitem(last=False)


def may_go_first(body: bytes, texts: Mapping[str, str]) -> bool:
    """Whether a request may be of those let in before others, by a look at its bytes. `texts` are documents by id."""
    if named := DOCUMENT.search(body):
        return NAMED_FIRST.search(texts.get(named[1].decode(), "").encode()) is not None
    return NAMED_FIRST.search(body) is not None
