"""No small mistake in the permissions goes unnoticed (security.md A11): `make mutants` makes them one at a time, and
looks which the plain rules, the walls and the committed matrix tell from what is right.
"""

import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import CodeType

import pytest

from models.core.base import Base
from permissions.base import Rows, scope
from permissions.viewer import NOBODY, Viewer
from schema import schema
from server.matrix import VIEWERS, guards, printed
from tests.walls.mutating import Mutant, mutants
from tests.walls.oracle import Oracle, keys
from tests.walls.small_worlds import Keys, Onlookers
from tests.walls.test_same_rows import COLUMNS

EVERY = int(os.environ.get("CLIENTGRAPH_MUTANTS", "1"))
"""Every so many-th mistake is made."""
SEEDS, SIZE = (3, 8, 11), 30
KILLED = 0.95
MATRIX = Path(__file__).parents[2] / "docs" / "permissions.txt"
pytestmark = pytest.mark.at_length("CLIENTGRAPH_MUTANTS")


GUARDS = {permission for *_, guard in guards(schema) for permission in guard.permissions}


def answers() -> list[bool]:
    """What every class that guards a field says to everybody."""
    return [permission.allows(viewer) for permission in GUARDS for viewer in VIEWERS]


def in_matrix(mutant: Mutant, right: list[bool]) -> bool:
    """Whether the matrix is another with the mistake."""
    with mutant.alive():
        try:
            return answers() != right and printed(schema) != MATRIX.read_text()
        except Exception:
            return True


class Looked:
    """What everybody sees in a world, by the plain rules, and which permission code says so."""

    def __init__(self, looking: Onlookers, rows: dict, viewers: dict[str, Viewer]) -> None:
        self.looking = looking
        self.seen: list[tuple[Viewer, Keys, dict[type[Base], set[CodeType]]]] = []
        for viewer in viewers.values():
            oracle = Oracle(rows, viewer)
            expected = {table: keys(oracle.seen(table), named) for table, named in COLUMNS.items()}
            self.seen.append((viewer, expected, {model: asked_by(model, viewer) for model in Rows.scopes}))

    async def tells(self, mutant: Mutant) -> bool:
        """Whether somebody sees other rows with the mistake."""
        right = mutant.function.__code__
        with mutant.alive():
            for viewer, expected, asked in self.seen:
                models = [model for model, codes in asked.items() if right in codes]
                try:
                    past = await self.looking.past_the_walls(replace(viewer), models) if models else {}
                    behind = await self.looking.behind_the_walls(replace(viewer)) if _is_setting(mutant) else {}
                except Exception:
                    await self.looking.superuser.rollback()
                    return True
                for table, found in (*past.items(), *behind.items()):
                    if found != expected.get(table, found):
                        return True
        return False


def asked_by(model: type[Base], viewer: Viewer) -> set[CodeType]:
    """The functions a scope is made by."""
    found: set[CodeType] = set()
    sys.setprofile(lambda frame, event, _: found.add(frame.f_code) if event == "call" else None)
    try:
        scope(model, viewer)
    finally:
        sys.setprofile(None)
    return found


def _is_setting(mutant: Mutant) -> bool:
    """Whether the mistake is in what the walls are told of a viewer."""
    return mutant.function.__qualname__ in ("Viewer.sets", "Viewer.is_admin")


async def test_mistakes_are_noticed(looking: Onlookers, capsys):
    made, started = mutants()[::EVERY], time.monotonic()
    alive = made
    for seed in SEEDS:
        world = await looking.world(seed, SIZE)
        looked = Looked(looking, world.rows, {**world.viewers, "nobody": NOBODY})
        assert set(COLUMNS) == {model.__table__.name for model in Rows.scopes}
        alive = [each for each in alive if not await looked.tells(each)]
        with capsys.disabled():
            print(f"\nworld {seed}: {len(alive)} of {len(made)} alive, {time.monotonic() - started:.0f} s", flush=True)
    right = answers()
    alive = [each for each in alive if not in_matrix(each, right)]
    with capsys.disabled():
        print(f"\n{len(made)} mistakes, {len(alive)} not noticed, {time.monotonic() - started:.0f} s")
        print("\n".join(each.place for each in alive))
    assert len(made) > 300 / EVERY and len(alive) <= (1 - KILLED) * len(made)
