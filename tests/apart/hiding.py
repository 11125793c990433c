"""The other world: equal in everything a viewer may know, and different in all the rest.

Rows the viewer does not see are taken away, changed and added; so are the values of columns it may not read.
"""

import random
from collections import defaultdict
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert, text, tuple_
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from permissions.viewer import Viewer
from tests.apart.sight import PLAIN, Key, Row, Sight, closed_to, key_of, sight, tables, withheld_columns
from tests.compiled.invented import Inventor

ABSENT = 0.4
"""How often everything hidden is gone; else some of it is, and the rest is another."""
CHANGES, ADDED = 60, 30
"""How many rows are changed and added at most."""
KEPT = {"organisation"}
"""Tables whose rows everybody reads something of."""
TOLD = {"user": {"name", "status"}, "contact": {"name"}}
"""Columns that are told beside the row: who did something is named wherever it was done (contract, Actor)."""


class Hiding:
    """One database in two states: as it was made, and with what one viewer may not know made otherwise."""

    def __init__(self, engine: AsyncEngine, seed: int) -> None:
        self.engine, self.seed = engine, seed
        self.rows: dict[str, dict[Key, Row]] = {}
        self.sights: dict[str, Sight] = {}
        self.withheld: dict[str, list[tuple[str, str, set[Key]]]] = {}
        """Columns that are no viewer's to read, with the rows they are not to be read on, by viewer."""
        self.done: dict[str, int] = defaultdict(int)
        """What was done to hidden rows and columns, in all."""

    async def learn(self) -> None:
        """Note every row, and keep two copies of all."""
        async with self.engine.begin() as connection:
            for state in "ab":
                await connection.execute(text(f"CREATE SCHEMA saved_{state}"))
            for name, table in tables().items():
                for state in "ab":
                    await connection.execute(text(f'CREATE TABLE saved_{state}."{name}" AS TABLE public."{name}"'))
                found = (await connection.execute(table.select())).mappings()
                self.rows[name] = {key_of(table, row): dict(row) for row in found}

    async def _columns(
        self, connection: AsyncConnection, viewer: Viewer, seen: Sight
    ) -> list[tuple[str, str, set[Key]]]:
        """Columns the viewer may not read, with the rows it may not read them on."""
        found = []
        for name, columns in withheld_columns(viewer).items():
            for column, permissions in columns.items():
                closed = await closed_to(connection, tables()[name], viewer, permissions, set(self.rows[name]))
                found.append((name, column, closed & seen[name]))
        return found

    async def turn(self, state: str, touched: set[str]) -> None:
        """Make the tables what they are in a state."""
        async with self.engine.begin() as connection:
            await self._turn(connection, state, touched)

    async def _turn(self, connection: AsyncConnection, state: str, touched: set[str]) -> None:
        for name in sorted(touched):
            await connection.execute(text(f'DELETE FROM public."{name}"'))
            await connection.execute(
                text(f'INSERT INTO public."{name}" OVERRIDING SYSTEM VALUE SELECT * FROM saved_{state}."{name}"')
            )

    async def make(self, name: str, viewer: Viewer, seed: int) -> set[str]:
        """Make the other world for a viewer, and stay in it; answers the tables that differ."""
        dice = random.Random(f"{self.seed} {name} {seed}")
        async with self.engine.begin() as connection:
            if name not in self.sights:
                self.sights[name] = await sight(connection, viewer)
                self.withheld[name] = await self._columns(connection, viewer, self.sights[name])
            touched = await _Other(self, connection, name, dice).make()
            found = await sight(connection, viewer)
            wrong = {each for each in found if found[each] != self.sights[name][each]}
            if wrong:
                touched |= await self._right(connection, viewer, name, found)
            for each in touched:
                await connection.execute(text(f'DELETE FROM saved_b."{each}"'))
                await connection.execute(text(f'INSERT INTO saved_b."{each}" SELECT * FROM public."{each}"'))
        return touched

    async def _right(self, connection: AsyncConnection, viewer: Viewer, name: str, found: Sight) -> set[str]:
        """Take back what changed what the viewer sees, until it sees what it saw."""
        touched: set[str] = set()
        for _ in range(4):
            for each, keys in found.items():
                for key in keys - self.sights[name][each]:
                    await self._take_back(connection, tables()[each], key)
                    touched.add(each)
            found = await sight(connection, viewer)
            if all(found[each] == self.sights[name][each] for each in found):
                return touched
            if any(self.sights[name][each] - found[each] for each in found):
                break
        self.done["given up"] += 1
        await self._turn(connection, "a", set(tables()))
        return set(tables())

    async def _take_back(self, connection: AsyncConnection, table: Table, key: Key) -> None:
        await connection.execute(table.delete().where(tuple_(*table.primary_key) == key))
        if key in self.rows[table.name]:
            await connection.execute(
                text(
                    f'INSERT INTO public."{table.name}" OVERRIDING SYSTEM VALUE SELECT * FROM saved_a."{table.name}" '
                    f"WHERE ({', '.join(column.name for column in table.primary_key)}) = "
                    f"({', '.join(f':k{place}' for place in range(len(key)))})"
                ),
                {f"k{place}": each for place, each in enumerate(key)},
            )


class _Other:
    """One making of another world."""

    def __init__(self, hiding: Hiding, connection: AsyncConnection, viewer: str, dice: random.Random) -> None:
        self.hiding, self.connection, self.dice = hiding, connection, dice
        self.seen, self.withheld = hiding.sights[viewer], hiding.withheld[viewer]
        self.touched: set[str] = set()
        self.inventor = Inventor(dice.getrandbits(30), 30, 0.3)
        self.inventor.dice = dice
        self.inventor.rows = {name: list(rows.values()) for name, rows in hiding.rows.items()}
        self.hidden = [
            (name, key)
            for name, rows in hiding.rows.items()
            for key in rows
            if name not in KEPT and key not in self.seen[name]
        ]

    async def make(self) -> set[str]:
        """Take away, change and add."""
        is_absent = self.dice.random() < ABSENT
        gone = self._gone(1.0 if is_absent else self.dice.choice([0.0, 0.1, 0.3, 0.7]))
        await self._remove(gone)
        left = [each for each in self.hidden if each not in gone]
        for name, key in self.dice.sample(left, min(CHANGES, len(left))):
            await self._change(name, key)
        if not is_absent:
            names = [name for name in tables() if name not in KEPT]
            for name in self.dice.choices(names, k=ADDED):
                await self._add(name)
        cells = [(name, column, key) for name, column, keys in self.withheld for key in sorted(keys, key=str)]
        for name, column, key in self.dice.sample(cells, min(CHANGES, len(cells))):
            await self._change(name, key, [column])
        return self.touched

    def _gone(self, part: float) -> set[tuple[str, Key]]:
        """Hidden rows nothing that stays points at."""
        gone = {each for each in self.hidden if self.dice.random() < part}
        owner = {key[0]: (name, key) for name, rows in self.hiding.rows.items() for key in rows if len(key) == 1}
        staying = [(name, key) for name, rows in self.hiding.rows.items() for key in rows if (name, key) not in gone]
        while staying:
            name, key = staying.pop()
            for value in self.hiding.rows[name][key].values():
                pointed = owner.get(value) if isinstance(value, UUID) else None
                if pointed in gone:
                    gone.discard(pointed)
                    staying.append(pointed)
        return gone

    async def _remove(self, gone: set[tuple[str, Key]]) -> None:
        keys = defaultdict(list)
        for name, key in gone:
            keys[name].append(key)
        for name, found in keys.items():
            table = tables()[name]
            await self.connection.execute(table.delete().where(tuple_(*table.primary_key).in_(found)))
            self.touched.add(name)
        self.hiding.done["removed"] += len(gone)

    def _invented(self, table: Table) -> Row | None:
        try:
            return self.inventor._row(table)
        except (KeyError, IndexError, StopIteration):
            return None

    async def _change(self, name: str, key: Key, only: list[str] | None = None) -> None:
        """Other values, the same keys."""
        table = tables()[name]
        other = self._invented(table)
        if other is None:
            return
        pointing = {column.name for column in table.c if column.foreign_keys} | PLAIN | TOLD.get(name, set())
        keys = {column.name for column in table.primary_key}
        names = only or [each for each in other if each not in pointing | keys]
        if only:
            names += [each for each in (f"{only[0]}_currency",) if each in table.c]
        values = {each: other[each] for each in names if each in other}
        if values and await self._try(table.update().where(tuple_(*table.primary_key) == key).values(values)):
            self.touched.add(name)
            self.hiding.done["columns" if only else "changed"] += 1

    async def _add(self, name: str) -> None:
        row = self._invented(tables()[name])
        if row is not None and await self._try(insert(tables()[name]).values(row)):
            self.touched.add(name)
            self.hiding.done["added"] += 1

    async def _try(self, statement: Any) -> bool:
        """Run it unless the database refuses."""
        try:
            async with self.connection.begin_nested():
                await self.connection.execute(statement)
        except DBAPIError:
            return False
        return True
