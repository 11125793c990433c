"""The one reader of the log in a process, whoever follows it (design.md section 5, ADR 10).

At each wake-up it reads what is new once, sees in the same moment who of those it concerns may still come in, asks for
each audience once which entries exist for it, and hands those on. An audience are all followers of the same thing who
see the same: one question and one answer serve it, however many they are.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import BigInteger, Text, cast, func, select, tuple_
from sqlalchemy.exc import DBAPIError

import models
from models.core import clock
from permissions.event import about
from permissions.viewer import Viewer
from resolvers import session as sessions
from resolvers.audience import Audience, Follower, Only, audience_key, is_private, private_subjects, scope_key
from resolvers.compiled.verdicts import existing_entries, existing_rows
from resolvers.context import Context, Services
from resolvers.gathering import Gathering
from resolvers.positions import END_OF_TRANSACTION, Position
from resolvers.scope import Busy
from resolvers.watching import Entry, Watching, may_concern, named

BATCH = 500
RING = 2_000
"""Entries kept in memory: who comes back from before a restart, or a tunnel, is told from here."""
IDLE_SECONDS = 0.8
"""How long nothing is looked at without a wake-up, and how long who lost access may still be told what came before."""
HORIZON_SECONDS = 0.02
RETRY_SECONDS = 0.5
MOST_FAILED = 5
"""Turns that fail one after the other, though the database is there, before all streams end with the reason."""
AT_ONCE = 4
"""How many audiences are asked for at the same time."""
HORIZON = select(cast(cast(func.pg_snapshot_xmin(func.pg_current_snapshot()), Text), BigInteger))
"""Transactions below it have ended: what they wrote is all there is."""
BEARERS = ("User", "Contact", "Client", "ApiToken", "Organisation")
"""Subjects whose entries may say that somebody may see less from now on."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _New:
    """What one look at the log found."""

    entries: list[Entry]
    horizon: int
    waits: bool
    """Whether something there has to wait for an older transaction to end."""

    def personal(self, audience: Audience) -> list[Entry]:
        """Those of which everybody in an audience may see his own."""
        private = private_subjects(audience.viewer.shape)
        return [each for each in self.entries if each.event.subject_type in private]


class Tail:
    """The reader. It runs for as long as somebody follows."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.position = Position(0, 0)
        """Everything up to here was handed on."""
        self.horizon = 0
        """Everything of transactions below it was handed on."""
        self.followers: set[Follower] = set()
        self.reads = 0
        """How often the log was looked at."""
        self._ring: deque[Entry] = deque(maxlen=RING)
        self._since = (0, 0)
        """The place behind which the ring is complete."""
        self._audiences: dict[Hashable, Audience] = {}
        self._marks: dict[str, str] = {}
        self._tokens: dict[str, set[Follower]] = defaultdict(set)
        self._due_at = 0.0
        """When it is looked next who all of them are."""
        self._forgotten: int | None = None
        self._started: asyncio.Future[None] | None = None
        self._task: asyncio.Task[None] | None = None
        self._snapshots: Gathering[None, Position] = Gathering(self._here)
        self._admissions: Gathering[Follower, bool] = Gathering(self._admit)

    @property
    def following(self) -> int:
        """How many were told all there was and wait for what comes."""
        return sum(len(each.followers) for each in self._audiences.values())

    # --- for those who follow

    async def here(self) -> Position:
        """The position behind everything committed by now."""
        return await self._snapshots.ask(None)

    async def admits(self, follower: Follower) -> bool:
        """Whether what they want to follow exists for them."""
        return not follower.watching.of or await self._admissions.ask(follower)

    async def add(self, follower: Follower) -> None:
        """Take in a follower; answers once the reader runs."""
        self.followers.add(follower)
        if follower.context.session is not None:
            # They may have been read before the last look at who they are.
            self._marks.pop(follower.context.session.token_hash, None)
            self._tokens[follower.context.session.token_hash].add(follower)
        if self._task is None:
            self._started = asyncio.get_running_loop().create_future()
            self._task = asyncio.create_task(self._run(), name="log read")
        if self._started is not None and not self._started.done():
            await asyncio.shield(self._started)

    def discard(self, follower: Follower) -> None:
        """They follow no more. The reader stops with the last one."""
        self.followers.discard(follower)
        if follower.context.session is not None:
            token_hash = follower.context.session.token_hash
            self._tokens[token_hash].discard(follower)
            if not self._tokens[token_hash]:
                del self._tokens[token_hash]
                self._marks.pop(token_hash, None)
        if not self.followers and self._task is not None:
            self._task.cancel()
            self._task = self._started = None
            self._audiences.clear()
            self._marks.clear()

    def forgot(self, position: Position) -> bool:
        """Whether the log no longer reaches back to a position."""
        return position.is_foreign or (self._forgotten is not None and position.xid < self._forgotten)

    def reaches(self, position: Position) -> bool:
        """Whether all there is behind a position is in memory."""
        return position.lowest >= self._since

    def behind(self, position: Position) -> list[Entry]:
        """The entries in memory that were not seen at a position, in order."""
        found: list[Entry] = []
        for entry in reversed(self._ring):
            if entry.place <= position.lowest:
                break
            if position.precedes(*entry.place):
                found.append(entry)
        return found[::-1]

    def join(self, follower: Follower) -> Audience:
        """The audience they belong to, from here on."""
        key = audience_key(follower)
        audience = self._audiences.get(key)
        if audience is None:
            audience = self._audiences[key] = Audience(key, follower.watching, follower.viewer, follower.homes)
        audience.followers.add(follower)
        follower.moved = False
        return audience

    def leave(self, audience: Audience, follower: Follower) -> None:
        """They belong to it no more."""
        audience.followers.discard(follower)
        if not audience.followers and self._audiences.get(audience.key) is audience:
            del self._audiences[audience.key]

    async def judged(self, watching: Watching, viewer: Viewer, entries: list[Entry]) -> list[Entry]:
        """Those of the entries that are wanted and exist for a viewer."""
        entries = [each for each in entries if may_concern(watching, viewer, each)]
        if not entries:
            return []
        context, event = Context(self.services, viewer), models.Event
        keys = [each.event.id for each in entries]
        if not watching.is_exact:
            coarse = [] if watching.as_platform else [about(viewer)]
            keys = await context.as_system().scalars(
                select(event.id).where(event.id.in_(keys), watching.wanted(viewer), *coarse)
            )
        if keys and not watching.as_platform:
            keys = await existing_entries(context, keys, {each.event.subject_type for each in entries})
        kept = set(keys)
        return [each for each in entries if each.event.id in kept]

    # --- the reader

    async def _run(self) -> None:
        try:
            await self._read_on()
        except Exception as raised:
            log.exception("the log is read no more")
            for each in self.followers:
                each.end(raised)
            self._task = None

    async def _read_on(self) -> None:
        started = self._started
        assert started
        while not started.done():
            try:
                await self._start()
                started.set_result(None)
            except (Busy, DBAPIError, OSError) as lost:
                await self._wait_out(lost)
        failed = 0
        while True:
            woken = self.services.bus.wakes
            try:
                new, failed = await self._turn(), 0
            except Exception as lost:
                # What is no matter of connections may pass as well, as a statement that was stopped does.
                failed += not isinstance(lost, Busy | DBAPIError | OSError)
                if failed > MOST_FAILED:
                    raise
                await self._wait_out(lost)
                continue
            if len(new.entries) < BATCH:
                until_due = max(self._due_at - asyncio.get_running_loop().time(), HORIZON_SECONDS)
                await self.services.bus.wait(HORIZON_SECONDS if new.waits else until_due, woken)

    async def _wait_out(self, lost: Exception) -> None:
        """Nothing is lost while the database is away: everybody has a position."""
        log.warning("the log cannot be read", reason=str(lost).split("\n")[0])
        await asyncio.sleep(RETRY_SECONDS)

    async def _start(self) -> None:
        """Fill the memory with the latest entries, so that who comes back is told from it."""
        event = models.Event
        async with Context(self.services).as_system().reading() as session:
            horizon = await session.scalar(HORIZON)
            latest = select(event).where(event.xid < horizon).order_by(event.xid.desc(), event.seq.desc()).limit(RING)
            found = list((await session.scalars(latest)).all())[::-1]
            entries = await named(session, found)
            self._forgotten = await session.scalar(select(models.LogRetention.forgotten_xid))
        self._ring = deque(entries, maxlen=RING)
        self._since = entries[0].place if len(entries) == RING else (0, 0)
        self.position, self.horizon = Position(horizon - 1, END_OF_TRANSACTION), horizon

    async def _turn(self) -> _New:
        """Read what is new and hand it on to whom it concerns."""
        self.reads += 1
        now = asyncio.get_running_loop().time()
        async with Context(self.services).as_system().reading() as session:
            new = await self._read(session)
            concerned = self._concerned(new.entries)
            is_due = now >= self._due_at or any(each.event.subject_type in BEARERS for each in new.entries)
            await self._see_who_they_are(session, self.followers if is_due else _members(concerned))
        if is_due:
            self._due_at = now + IDLE_SECONDS
        await self._see_what_they_follow(new.entries, now)
        self._hand_on(new, await self._judged_for_all(new))
        return new

    async def _judged_for_all(self, new: _New) -> dict[Audience, Any]:
        """What there is for each audience. Those that came up meanwhile are asked for too, and again those somebody
        joined of whom each sees his own, so that there is no gap between them and the memory."""
        judged: dict[Audience, Any] = {}
        asked: dict[Audience, set[UUID | None]] = {}
        while waiting := [
            each
            for each in self._concerned(new.entries)
            if each not in judged or (new.personal(each) and not each.actors.keys() <= asked[each])
        ]:
            for start in range(0, len(waiting), AT_ONCE):
                some = waiting[start : start + AT_ONCE]
                asked |= {each: set(each.actors) for each in some}
                judged |= dict(zip(some, await asyncio.gather(*(self._for(each, new) for each in some)), strict=True))
        return judged

    async def _read(self, session: Any) -> _New:
        event = models.Event
        horizon = await session.scalar(HORIZON)
        later = tuple_(event.xid, event.seq) > tuple_(self.position.xid, self.position.seq)
        statement = select(event).where(later).order_by(event.xid, event.seq).limit(BATCH)
        found = list((await session.scalars(statement)).all())
        ready = [each for each in found if each.xid < horizon]
        if not ready:
            self._forgotten = await session.scalar(select(models.LogRetention.forgotten_xid))
        return _New(await named(session, ready), horizon, len(ready) < len(found))

    def _concerned(self, entries: list[Entry]) -> list[Audience]:
        return [each for each in self._audiences.values() if each.concerns_any(entries)]

    async def _see_who_they_are(self, session: Any, followers: Iterable[Follower]) -> None:
        """Read again whose marks have moved (permissions/standing.py); end those who may come in no more."""
        held = list({each.token_hash: each for one in followers if (each := one.context.session)}.values())
        if not held:
            return
        marks, now = await sessions.marks(session, held), clock.now()
        moved = [
            each
            for each in held
            if each.expires_at <= now or self._marks.get(each.token_hash) != marks.get(each.token_hash, "")
        ]
        if not moved:
            return
        found = await sessions.viewers(session, moved)
        for each in moved:
            standing = found.get(each.token_hash)
            for follower in self._tokens.get(each.token_hash, ()):
                follower.become(standing.viewer if standing else None)
            if standing:
                self._marks[each.token_hash] = standing.mark
            else:
                self._marks.pop(each.token_hash, None)

    async def _see_what_they_follow(self, entries: list[Entry], now: float) -> None:
        """End those for whom what they follow is no longer there."""
        moved = {each.event.client_id for each in entries}, {each.event.subject_id for each in entries}
        asked = [each for each in self._audiences.values() if each.watching.of and each.may_have_lost(*moved, now)]
        for audience, homes in zip(asked, await self._homes(asked), strict=True):
            if homes is None:
                for follower in audience.followers:
                    follower.end()
            else:
                audience.homes, audience.looked_at = homes, now

    async def _for(self, audience: Audience, new: _New) -> list[tuple[Entry, Only]] | Exception:
        """What of the new there is for an audience; or why that could not be said."""
        personal = new.personal(audience)
        common = [each for each in new.entries if each not in personal]
        try:
            found: dict[Entry, Only] = dict.fromkeys(await self.judged(audience.watching, audience.viewer, common))
            if personal:
                whose: dict[Entry, set[UUID | None]] = defaultdict(set)
                for viewer in audience.actors.values():
                    for entry in await self.judged(audience.watching, viewer, personal):
                        whose[entry].add(viewer.actor_id)
                found |= {entry: frozenset(some) for entry, some in whose.items()}
        except (Busy, OSError):
            raise
        except Exception as raised:
            return raised
        return [(each, found[each]) for each in new.entries if each in found]

    def _hand_on(self, new: _New, judged: dict[Audience, Any]) -> None:
        """Nothing else runs while this does: from one moment to the next everybody is further."""
        if len(self._ring) + len(new.entries) > RING:
            gone = self._ring[min(len(self._ring) + len(new.entries) - RING, len(self._ring)) - 1]
            self._since = gone.place
        self._ring.extend(new.entries)
        if new.entries:
            self.position = Position(*new.entries[-1].place)
            self.horizon = self.position.xid
        if len(new.entries) < BATCH:
            self.position = self.position.advanced(new.horizon)
            self.horizon = new.horizon
        for audience, found in judged.items():
            if isinstance(found, Exception):
                for follower in audience.followers:
                    follower.end(found)
            elif found:
                audience.add(found)
                for follower in audience.followers:
                    follower.wake()

    # --- for many at once

    async def _here(self, asked: Sequence[None]) -> list[Position]:
        context = Context(self.services).as_system()
        snapshot = await context.scalar(select(cast(func.pg_current_snapshot(), Text)))
        return [Position.of_snapshot(snapshot)] * len(asked)

    async def _admit(self, followers: Sequence[Follower]) -> list[bool]:
        found = await self._homes(followers)
        for follower, homes in zip(followers, found, strict=True):
            follower.homes = homes or frozenset()
        return [homes is not None for homes in found]

    async def _homes(self, asked: Sequence[Follower | Audience]) -> list[frozenset[UUID | None] | None]:
        """The clients of the rows that have to be there; None where one of them is not. Asked once for all who see the
        same."""
        wanted: dict[Hashable, tuple[type[Any], Viewer, set[UUID]]] = {}
        for each in asked:
            for model, key in each.watching.of:
                if key is not None:
                    wanted.setdefault(_place(model, each.viewer), (model, each.viewer, set()))[2].add(key)
        found: dict[Hashable, dict[UUID, UUID | None]] = {}
        for place, (model, viewer, keys) in wanted.items():
            found[place] = await existing_rows(Context(self.services, viewer), model, keys)
        return [_homes_of(each, found) for each in asked]


def _place(model: type[Any], viewer: Viewer) -> Hashable:
    return model, scope_key(viewer, is_personal=is_private(model, viewer.shape))


def _homes_of(
    asked: Follower | Audience, found: dict[Hashable, dict[UUID, UUID | None]]
) -> frozenset[UUID | None] | None:
    homes = set()
    for model, key in asked.watching.of:
        rows = found.get(_place(model, asked.viewer), {})
        if key is None or key not in rows:
            return None
        homes.add(rows[key])
    return frozenset(homes)


def _members(audiences: Iterable[Audience]) -> set[Follower]:
    return {follower for audience in audiences for follower in audience.followers}
