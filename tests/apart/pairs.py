"""Pairs of answers: the same question, asked by the same viewer, in two worlds it cannot tell apart."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from typing import Any

from graphql import get_named_type, is_composite_type

from tests.apart.aiming import Aimer
from tests.apart.asking import Asker, nothing, said, settled
from tests.apart.crowd import Groups, audience, turn_of
from tests.apart.drawing import Asked, draw
from tests.apart.hiding import Hiding
from tests.apart.owning import lifted, owned
from tests.compiled.dice import Dice, Seeded
from tests.compiled.queries import GRAPH
from tests.compiled.running import stopped_clock
from tests.compiled.smaller import smaller
from tests.compiled.visits import Place, Visits, reachable
from tests.compiled.worlds import World

VISITS, EDGE_VISITS = 20, 5
"""How often a long run comes to every field, and everybody to every edge they can come to (security.md A2)."""
QUESTIONS = 36
"""How many questions are drawn for a group, for each of it to ask them between one other world and the next."""
APART = 97
"""How far from one another groups begin to go through the fields."""
PRIMED = 12
"""Every so many-th question was asked by the owner just before: what is kept of it is the owner's."""


class Counted(Counter[Any]):
    """A set that knows how often each was added."""

    def add(self, place: Any) -> None:
        """Once more."""
        self[place] += 1


class Visited(Visits):
    """How often each field was asked for, and had a value."""

    def __init__(self) -> None:
        self.asked = Counted()  # type: ignore[assignment]
        self.answered = Counted()  # type: ignore[assignment]


class Told(AssertionError):
    """A viewer was told something of what it may not know, by the answer to a question between worlds of a seed."""

    def __init__(self, message: str, asked: Asked, seed: int) -> None:
        super().__init__(message)
        self.asked, self.seed = asked, seed


class Pairs:
    """Asks in two states of one world, group after group."""

    def __init__(
        self,
        world: World,
        groups: Groups,
        hiding: Hiding,
        leak: Callable[[], AbstractContextManager[None]] = nothing,
    ) -> None:
        self.world, self.groups, self.hiding, self.leak = world, groups, hiding, leak
        self.asker, self.aimer = Asker(world), Aimer(world)
        self.audiences: dict[str, Visited] = defaultdict(Visited)
        self.kinds: Counter[str] = Counter()
        self.count = self.drawn = 0

    def __str__(self) -> str:
        kinds, done = dict(self.kinds), dict(self.hiding.done)
        return f"{self.count} pairs of {self.drawn} questions, {kinds}, hidden things otherwise {done}; {self.visits}"

    @property
    def visits(self) -> Visited:
        """Those of all audiences."""
        found = Visited()
        for each in self.audiences.values():
            found.asked.update(each.asked)
            found.answered.update(each.answered)
        return found

    async def compare(self, seed: int, number: int = QUESTIONS) -> None:
        """Draw so many questions for a group, and let each of it ask them in both worlds. Raises Told at the first that
        is answered otherwise."""
        place, group = turn_of(self.groups, seed)
        begin = seed // (2 * len(self.groups)) * QUESTIONS + place * APART
        self.drawn += number
        await self.ask(group, seed, [self._draw(group, f"{seed}.{each}", begin + each) for each in range(number)])

    def seldom(self) -> dict[str, set[Place]]:
        """By audience, the edges it came to less often than it should, and the fields all came to less often."""
        asked = self.visits.asked
        rare = {place for place in reachable() if asked[place] < VISITS}
        found = {}
        for name, visited in self.audiences.items():
            edges = {place for place, times in visited.asked.items() if times < EDGE_VISITS and is_edge(place)}
            found[name] = edges | rare
        return {name: places for name, places in found.items() if places}

    async def make_up(self, seed: int) -> None:
        """Let everybody ask for what they seldom came to by chance. Raises Told at the first that is answered
        otherwise."""
        seldom = self.seldom()
        for group in self.groups:
            places = sorted(seldom.get(audience(group, self.world.viewers[group]), ()))
            for start in range(0, len(places), QUESTIONS):
                asked = []
                for number, place in enumerate(places[start : start + QUESTIONS], start):
                    dice: Dice = Seeded(f"{seed} {number}")  # type: ignore[arg-type]
                    query = self.aimer.at(place, dice)
                    asked.append(lifted(Asked(self.world, group, query, kind="aimed", seed=f"{seed}.{number} made up")))
                self.drawn += len(asked)
                await self.ask(group, seed, asked)

    async def again(self, told: Told) -> None:
        """Ask what told something elsewhere. Raises Told where it tells something here."""
        await self._compare(told.asked.viewer, told.seed, [told.asked])

    async def ask(self, group: str, seed: int, asked: list[Asked]) -> None:
        """Let each of a group ask them in both worlds. Raises Told at the first that is answered otherwise."""
        for viewer in self.groups[group]:
            await self._compare(viewer, seed, asked)

    def _draw(self, viewer: str, seed: str, place: int) -> Asked:
        dice: Dice = Seeded(seed)  # type: ignore[arg-type]
        return lifted(draw(dice, self.world, viewer, seed, partial(self.aimer.aimed, place)))

    async def _compare(self, viewer: str, seed: int, drawn: list[Asked]) -> None:
        touched = await self._other(viewer, seed)
        if not touched:
            return
        sight = self.hiding.known[viewer].rows
        asked = [owned(each, viewer, sight, Seeded(f"{each.seed} {viewer}")) for each in drawn]  # type: ignore[arg-type]
        told = []
        try:
            for place, each in enumerate(asked):
                if place % PRIMED == 0 and each.kind != "verb":
                    await self._answer(replace(each, viewer="owner"))
                told.append(await self._answer(each))
        finally:
            await self._as_it_was(touched)
        for each, otherwise in zip(asked, told, strict=True):
            expected = await self._answer(each)
            self.count += 1
            self._note(each, expected)
            if said(expected) != said(otherwise):
                raise Told(await self._told(each, seed), each, seed)

    async def _other(self, viewer: str, seed: int) -> set[str]:
        touched = await self.hiding.make(viewer, self.world.viewers[viewer], seed)
        self.asker.turned()
        return touched

    async def _as_it_was(self, touched: set[str]) -> None:
        await self.hiding.turning.turn("a", touched)
        self.asker.turned()

    async def _answer(self, asked: Asked) -> list[Any]:
        with stopped_clock(), self.leak():
            return await self.asker.answer(asked)

    def _note(self, asked: Asked, told: list[Any]) -> None:
        self.kinds[asked.kind] += 1
        if asked.kind not in ("stream", "verb") and "refused" not in told[0]:
            sort = audience(asked.viewer, self.world.viewers[asked.viewer])
            self.audiences[sort].note(asked.query, told[0].get("data"))

    async def _told(self, asked: Asked, seed: int) -> str:
        """What was told, by a question made as small as it gets."""
        touched = await self._other(asked.viewer, seed)
        await self.hiding.turning.keep(touched)

        async def differs(case: Any) -> bool:
            answers = [await self._in(state, case, touched) for state in "ab"]
            return said(answers[0]) != said(answers[1]) and "refused" not in answers[0][0]

        if self.leak is nothing:
            asked = await smaller(asked, differs)  # type: ignore[assignment]
        one, other = [settled(await self._in(state, asked, touched)) for state in "ab"]
        await self._as_it_was(touched)
        return f"after {self.count} pairs, {asked!r}\n{difference(one, other)}"

    async def _in(self, state: str, asked: Asked, touched: set[str]) -> list[Any]:
        await self.hiding.turning.turn(state, touched)
        self.asker.turned()
        return await self._answer(asked)


def is_edge(place: Place) -> bool:
    """Whether a field leads to other objects."""
    return is_composite_type(get_named_type(GRAPH.type_map[place[0]].fields[place[1]].type))


def difference(one: list[Any], other: list[Any]) -> str:
    """The lines around the first that differ."""
    lines, others = (json.dumps(each, ensure_ascii=False, indent=1).splitlines() for each in (one, other))
    same = next(
        (n for n, (a, b) in enumerate(zip(lines, others, strict=False)) if a != b), min(len(lines), len(others))
    )
    around = "\n".join(lines[max(0, same - 12) : same])
    return (
        f"{around}\n--- as it is\n"
        + "\n".join(lines[same : same + 5])
        + "\n--- with hidden things otherwise\n"
        + ("\n".join(others[same : same + 5]))
    )
