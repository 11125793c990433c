"""The other world: equal in everything a viewer may know, and different in all the rest.

Rows the viewer does not see are taken away, changed, hung elsewhere and added; so are the values of columns it may not
read.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from uuid import UUID

from sqlalchemy import Table
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from permissions.viewer import Viewer
from tests.apart.sight import PLAIN, Key, Row, Sight, closed_to, key_of, sight, tables, withheld_columns
from tests.apart.turning import Changes, Turning
from tests.compiled.invented import Inventor

ABSENT = 0.4
"""How often everything hidden is gone; else some of it is, and the rest is another."""
CHANGES, ADDED = 60, 30
"""How many rows are changed and added at most."""
MOVED = 0.25
"""How often a changed row hangs on others than before, too."""
TRIES = 6
"""How many other worlds are made until one is equal in what the viewer sees."""
KEPT = {"organisation", "user_client"}
"""Tables whose rows everybody reads something of, and those that say for which clients a colleague may be named."""
TOLD = {"user": {"name", "status"}, "contact": {"name"}}
"""Columns that are told beside the row: who did something is named wherever it was done (contract, Actor)."""
DECIDING = {
    "organisation": {"show_job_sale_in_portal", "limit_staff_to_own_team", "data_standards"},
    "user": {"role", "all_clients", "abilities", "status"},
}
"""Columns that say who may read what, or what a verb takes: in another world with other rights, everybody may see
something else, and with other rules, whoever breaks one is told."""


Rows = dict[str, dict[Key, Row]]
Place = tuple[str, Key]
"""A row, by table and key."""


@dataclass
class Known:
    """What a viewer may know: the rows, and the columns it may not read with the rows it may not read them on."""

    me: UUID | None
    rows: Sight
    withheld: list[tuple[str, str, set[Key]]] = field(default_factory=list)


class Hanging:
    """What hangs on what."""

    def __init__(self, rows: Rows) -> None:
        owner = {row["id"]: (name, key) for name, found in rows.items() for key, row in found.items() if "id" in row}
        self.at: dict[Place, dict[str, Place]] = {}
        self.on: dict[Place, list[Place]] = {}
        self.borne: set[Place] = set()
        """Rows a key points at: these stay with their clients, as the keys of a database ask."""
        for name, found in rows.items():
            for key, row in found.items():
                pointed = {column: owner[row[column]] for column in _pointing(name) if row[column] in owner}
                self.at[name, key], self.on[name, key] = pointed, list(pointed.values())
                self.borne |= {place for column, place in pointed.items() if column != "created_by"}


class Hiding:
    """One database in two states: as it was made, and with what one viewer may not know made otherwise."""

    def __init__(self, engine: AsyncEngine, seed: int) -> None:
        self.engine, self.seed = engine, seed
        self.turning = Turning(engine)
        self.rows: Rows = {}
        self.known: dict[str, Known] = {}
        self.done: dict[str, int] = defaultdict(int)
        """What was done to hidden rows and columns, in all."""

    async def learn(self) -> None:
        """Note every row, and keep a copy of all."""
        await self.turning.prepare()
        async with self.engine.connect() as connection:
            for name, table in tables().items():
                found = (await connection.execute(table.select())).mappings()
                self.rows[name] = {key_of(table, row): dict(row) for row in found}
        self.hangs = Hanging(self.rows)

    async def make(self, name: str, viewer: Viewer, seed: int) -> set[str]:
        """Make the other world for a viewer, and stay in it; answers the tables that differ, none where there is
        nothing to hide."""
        async with self.engine.begin() as connection:
            if name not in self.known:
                self.known[name] = await self._learnt(connection, viewer)
            for attempt in range(TRIES):
                dice = random.Random(f"{self.seed} {name} {seed} {attempt}")
                changes = Other(self.rows, self.hangs, self.known[name], dice).changes()
                done = await self.turning.change(connection, changes)
                touched = changes.touched(done)
                if await self._is_equal(connection, name, viewer, touched):
                    self._count(changes, done)
                    return touched
                await self.turning.back(connection, touched)
            self.done["given up"] += 1
            return set()

    async def _learnt(self, connection: AsyncConnection, viewer: Viewer) -> Known:
        known = Known(viewer.user_id, await sight(connection, viewer))
        for name, columns in withheld_columns(viewer).items():
            for column in sorted(columns.keys() - DECIDING.get(name, set())):
                permissions = columns[column]
                closed = await closed_to(connection, tables()[name], viewer, permissions, set(self.rows[name]))
                known.withheld.append((name, column, closed & known.rows[name]))
        return known

    async def _is_equal(self, connection: AsyncConnection, name: str, viewer: Viewer, touched: set[str]) -> bool:
        """Whether the viewer sees what it saw, once what has come into its sight was taken back."""
        expected = self.known[name].rows
        for _ in range(4):
            found = await sight(connection, viewer)
            more = {each: keys - expected[each] for each, keys in found.items() if keys - expected[each]}
            if any(expected[each] - keys for each, keys in found.items()):
                return False
            if not more:
                return True
            touched |= set(more)
            try:
                async with connection.begin_nested():
                    await self.turning.back(connection, more)
            except IntegrityError:  # something hidden that is not taken back has its name by now
                return False
        return False

    def _count(self, changes: Changes, done: list[int]) -> None:
        self.done["removed"] += sum(map(len, changes.gone.values()))
        for place in done:
            self.done[changes.tried[place].what] += 1


class Other:
    """One draft of another world."""

    def __init__(self, rows: Rows, hangs: Hanging, known: Known, dice: random.Random) -> None:
        self.rows, self.hangs, self.known, self.dice = rows, hangs, known, dice
        self.made = Changes()
        self.inventor = Inventor(dice.getrandbits(30), 30, 0.3)
        self.inventor.dice = dice
        self.hidden = [
            (name, key)
            for name, found in rows.items()
            for key, row in found.items()
            if name not in KEPT and key not in known.rows[name] and not self._is_own_clock(name, row)
        ]
        self.pointers = [
            (name, key, column, *place)
            for name, found in rows.items()
            if "id" in tables()[name].c
            for key in sorted(known.rows[name])
            if key in found
            for column, place in hangs.at[name, key].items()
            if column != "created_by" and place[0] not in KEPT and place[1] not in known.rows[place[0]]
        ]
        """What visible rows point at, where that is hidden: row, column, target."""

    def changes(self) -> Changes:
        """Take away, change and add."""
        is_absent = self.dice.random() < ABSENT
        gone = self._gone(1.0 if is_absent else self.dice.choice([0.0, 0.1, 0.3, 0.7]))
        for name, key in sorted(gone):
            self.made.remove(name, key)
        # Nothing new hangs on what is gone, nor on what may belong to another client by then.
        self.inventor.rows = {
            name: [row for key, row in found.items() if (name, key) not in gone] for name, found in self.rows.items()
        }
        left = [each for each in self.hidden if each not in gone]
        for name, key in self.dice.sample(left, min(CHANGES, len(left))):
            self._change(name, key)
        if not is_absent:
            names = [name for name in tables() if name not in KEPT]
            for name in self.dice.choices(names, k=ADDED):
                row = self._invented(tables()[name])
                if row is not None and not self._is_own_clock(name, row):
                    self.made.add(name, row)
        cells = [(name, column, key) for name, column, keys in self.known.withheld for key in sorted(keys)]
        for name, column, key in self.dice.sample(cells, min(CHANGES, len(cells))):
            self._withheld(name, column, key)
        left_by_table: dict[str, list[Key]] = defaultdict(list)
        for name, key in left:
            left_by_table[name].append(key)
        pointers = [each for each in self.pointers if (each[3], each[4]) not in gone]
        for name, key, column, target, _ in self.dice.sample(pointers, min(CHANGES, len(pointers))):
            self._point(name, key, column, target, left_by_table[target])
        return self.made

    def _is_own_clock(self, name: str, row: Row) -> bool:
        """Whether it is a clock of the viewer's: one runs, and who starts another is told, wherever the first runs."""
        return name == "timer" and row["user_id"] == self.known.me

    def _gone(self, part: float) -> set[tuple[str, Key]]:
        """Hidden rows nothing that stays points at."""
        gone = {each for each in self.hidden if self.dice.random() < part}
        waiting = [each for each in self.hangs.on if each not in gone]
        while waiting:
            for pointed in self.hangs.on[waiting.pop()]:
                if pointed in gone:
                    gone.discard(pointed)
                    waiting.append(pointed)
        return gone

    def _point(self, name: str, key: Key, column: str, target: str, others: list[Key]) -> None:
        """Let a visible row point at another hidden one of the same client: of both there is nothing to be seen."""
        row, found = self.rows[name][key], self.rows[target]
        client = found[str(row[column])].get("client_id")
        others = [each for each in others if found[each].get("client_id") == client]
        if others:
            self.made.change("pointing", name, row, {column: found[self.dice.choice(others)]["id"]})

    def _invented(self, table: Table) -> Row | None:
        try:
            return self.inventor._row(table)
        except (KeyError, IndexError, StopIteration):
            return None

    def _change(self, name: str, key: Key) -> None:
        """Other values, and now and then other parents; the same keys."""
        other = self._invented(tables()[name])
        if other is None or self._is_own_clock(name, other):
            return
        row, hung = self.rows[name][key], {*_pointing(name), "client_id"}
        if (name, key) not in self.hangs.borne and self.dice.random() < MOVED:
            hung = set()
            self.inventor.rows[name] = [each for each in self.inventor.rows[name] if each is not row]
        kept = PLAIN - {"client_id"} | TOLD.get(name, set()) | {each.name for each in tables()[name].primary_key}
        self.made.change("changed", name, row, {each: other[each] for each in other if each not in kept | hung})

    def _withheld(self, name: str, column: str, key: Key) -> None:
        other = self._invented(tables()[name])
        if other is not None:
            values = {each: other[each] for each in (column, f"{column}_currency") if each in other}
            self.made.change("columns", name, self.rows[name][key], values)


@cache
def _pointing(name: str) -> list[str]:
    """The columns of a table that may hold another row's id."""
    table = tables()[name]
    return [column.name for column in table.c if column.type.python_type.__name__ == "UUID" and column.name != "id"]
