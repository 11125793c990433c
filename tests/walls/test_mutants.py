"""No small mistake in the permissions goes unnoticed (security.md A11): `make mutants` makes them one at a time, and
looks which the plain rules, the walls and the committed matrix tell from what is right.
"""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from models.core.base import Base
from permissions.base import Rows
from permissions.viewer import NOBODY, Viewer
from schema import schema
from server.matrix import VIEWERS, guards, printed
from tests.walls.mutating import Mutant, mutants
from tests.walls.oracle import Oracle, keys
from tests.walls.small_worlds import Keys, Onlookers
from tests.walls.test_same_rows import COLUMNS

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
    """What everybody sees in a world, by the plain rules."""

    def __init__(self, looking: Onlookers, rows: dict, viewers: dict[str, Viewer]) -> None:
        self.looking = looking
        self.seen: list[tuple[Viewer, Keys]] = []
        for viewer in viewers.values():
            oracle = Oracle(rows, viewer)
            self.seen.append((viewer, {table: keys(oracle.seen(table), named) for table, named in COLUMNS.items()}))

    async def tells(self, mutant: Mutant) -> bool:
        """Whether somebody sees other rows with the mistake."""
        with mutant.alive():
            for viewer, expected in self.seen:
                try:
                    past = await self.looking.past_the_walls(replace(viewer))
                    behind = await self.looking.behind_the_walls(replace(viewer)) if _is_viewer(mutant) else past
                except Exception:
                    await self.looking.superuser.rollback()
                    return True
                known = [table for table in expected if table in Base.metadata.tables]
                if past != expected or any(behind[table] != expected[table] for table in known):
                    return True
        return False


def _is_viewer(mutant: Mutant) -> bool:
    return mutant.place.startswith("permissions.viewer")


async def test_mistakes_are_noticed(looking: Onlookers, capsys):
    made, started = mutants(), time.monotonic()
    alive = made
    for seed in SEEDS:
        world = await looking.world(seed, SIZE)
        looked = Looked(looking, world.rows, {**world.viewers, "nobody": NOBODY})
        assert set(COLUMNS) == {model.__table__.name for model in Rows.scopes}
        alive = [each for each in alive if not await looked.tells(each)]
    right = answers()
    alive = [each for each in alive if not in_matrix(each, right)]
    with capsys.disabled():
        print(f"\n{len(made)} mistakes, {len(alive)} not noticed, {time.monotonic() - started:.0f} s")
        print("\n".join(each.place for each in alive))
    assert len(made) > 300 and len(alive) <= (1 - KILLED) * len(made)
