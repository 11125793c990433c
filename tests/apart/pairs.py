"""Pairs of answers: the same question, asked by the same viewer, in two worlds it cannot tell apart."""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import cycle
from typing import Any

from tests.apart.asking import Asked, Asker, draw, nothing, said
from tests.apart.hiding import Hiding
from tests.compiled.dice import Seeded
from tests.compiled.running import stopped_clock
from tests.compiled.smaller import smaller
from tests.compiled.sweep import Sweeper, ways
from tests.compiled.visits import Visits
from tests.compiled.worlds import World

SWEPT = 4
"""Every so many-th question is one of those that read all fields of a type, which no dice would come to."""
PRIMED = 6
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
    """A viewer was told something of what it may not know."""


class Pairs:
    """Asks in two states of one world, viewer after viewer."""

    def __init__(self, world: World, hiding: Hiding, leak: Callable[[], AbstractContextManager[None]] = nothing):
        self.world, self.hiding, self.leak = world, hiding, leak
        self.asker = Asker(world)
        self.visits = Visited()
        self.kinds: Counter[str] = Counter()
        self.count = 0
        sweeper = Sweeper(world)
        self._swept = cycle([case.query for name in ways() for case in sweeper.cases(name, "owner")])

    def __str__(self) -> str:
        return (
            f"{self.count} pairs, {dict(self.kinds)}, hidden things otherwise {dict(self.hiding.done)}; {self.visits}"
        )

    def _draw(self, viewer: str, seed: str) -> Asked:
        dice = Seeded(seed)  # type: ignore[arg-type]
        if self.count % SWEPT == 0:
            return Asked(self.world, viewer, next(self._swept), compiled=self.count % 3 > 0, seed=seed)
        return draw(dice, self.world, viewer, seed)

    async def compare(self, viewer: str, number: int, first: int) -> None:
        """Ask so many questions as a viewer in both worlds. Raises Told at the first that is answered otherwise."""
        asked, expected = [], []
        for place in range(number):
            each = self._draw(viewer, f"{first}.{place}")
            asked.append(each)
            if place % PRIMED == 0:
                await self._answer(replace(each, viewer="owner", kind="query" if each.kind == "paged" else each.kind))
            expected.append(await self._answer(each))
            self.count += 1
        touched = await self.hiding.make(viewer, self.world.viewers[viewer], first)
        self.asker.turned()
        try:
            for place, (each, before) in enumerate(zip(asked, expected, strict=True)):
                after = await self._answer(each)
                self._note(each, before)
                if said(before) != said(after):
                    self.count -= number - place - 1
                    raise Told(await self._told(each, touched))
        finally:
            await self.hiding.turn("a", touched)
            self.asker.turned()

    async def _answer(self, asked: Asked) -> list[Any]:
        with stopped_clock(), self.leak():
            return await self.asker.answer(asked)

    def _note(self, asked: Asked, told: list[Any]) -> None:
        self.kinds[asked.kind] += 1
        if asked.kind not in ("stream", "verb") and "refused" not in told[0]:
            self.visits.note(asked.query, told[0].get("data"))

    async def _told(self, asked: Asked, touched: set[str]) -> str:
        """What was told, by a question made as small as it gets."""

        async def differs(case: Any) -> bool:
            answers = [await self._in(state, case, touched) for state in "ab"]
            return said(answers[0]) != said(answers[1]) and "refused" not in answers[0][0]

        if self.leak is nothing:
            asked = await smaller(asked, differs)  # type: ignore[assignment]
        one, other = [said(await self._in(state, asked, touched)) for state in "ab"]
        return f"after {self.count} pairs, {asked!r}\n{difference(one, other)}"

    async def _in(self, state: str, asked: Asked, touched: set[str]) -> list[Any]:
        await self.hiding.turn(state, touched)
        self.asker.turned()
        return await self._answer(asked)


def difference(one: str, other: str) -> str:
    """The lines around the first that differ."""
    lines, others = one.splitlines(), other.splitlines()
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
