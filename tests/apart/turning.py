"""Turns a database from one state into another and back, with one statement each way."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from tests.apart.sight import Key, Row, tables

FUNCTIONS = """
CREATE FUNCTION saved_a.change(gone jsonb, tried jsonb) RETURNS int[] LANGUAGE plpgsql AS $$
DECLARE each jsonb; place int := 0; done int[] := '{}';
BEGIN
  FOR each IN SELECT * FROM jsonb_array_elements(gone) LOOP
    EXECUTE each->>0 USING each->1;
  END LOOP;
  FOR each IN SELECT * FROM jsonb_array_elements(tried) LOOP
    BEGIN
      EXECUTE each->>0 USING each->1;
      done := done || place;
    EXCEPTION WHEN integrity_constraint_violation OR data_exception THEN NULL;
    END;
    place := place + 1;
  END LOOP;
  RETURN done;
END $$;
CREATE FUNCTION saved_a.run(statements jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE each text;
BEGIN
  FOR each IN SELECT * FROM jsonb_array_elements_text(statements) LOOP EXECUTE each; END LOOP;
END $$;
"""


@dataclass
class Tried:
    """A change the database may refuse: what it counts as, in which table, the statement, and its row."""

    what: str
    table: str
    statement: str
    row: Row


@dataclass
class Changes:
    """What is to be done to a database, first what is taken away, by table."""

    gone: dict[str, list[Key]] = field(default_factory=lambda: defaultdict(list))
    tried: list[Tried] = field(default_factory=list)

    def remove(self, name: str, key: Key) -> None:
        """Take a row away."""
        self.gone[name].append(key)

    def change(self, what: str, name: str, row: Row, values: Row) -> None:
        """Give a row other values."""
        if values:
            keys = {each.name: row[each.name] for each in tables()[name].primary_key}
            self.tried.append(Tried(what, name, _update(name, tuple(values)), values | keys))

    def add(self, name: str, row: Row) -> None:
        """Put a row there."""
        self.tried.append(Tried("added", name, _insert(name, tuple(row)), row))

    def touched(self, done: Iterable[int]) -> set[str]:
        """The tables that differ, where these of the changes were done."""
        return {*self.gone, *(self.tried[place].table for place in done)}


class Turning:
    """A database with a copy of every row as it was."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine

    async def prepare(self) -> None:
        """Copy everything, and lay the functions that change it."""
        async with self.engine.begin() as connection:
            for state in "ab":
                await connection.execute(text(f"CREATE SCHEMA saved_{state}"))
                for name in tables():
                    await connection.execute(text(f'CREATE TABLE saved_{state}."{name}" AS TABLE public."{name}"'))
            raw = await connection.get_raw_connection()
            await raw.driver_connection.execute(FUNCTIONS)  # type: ignore[union-attr]

    async def change(self, connection: AsyncConnection, changes: Changes) -> list[int]:
        """Do what the database does not refuse; answers the places of it."""
        gone = [[_delete(name), keys] for name, keys in changes.gone.items()]
        tried = [[each.statement, each.row] for each in changes.tried]
        given = {"gone": _json(gone), "tried": _json(tried)}
        statement = text("SELECT saved_a.change(cast(:gone AS jsonb), cast(:tried AS jsonb))")
        return list(await connection.scalar(statement, given))

    async def back(self, connection: AsyncConnection, touched: Iterable[str] | Mapping[str, set[Key]]) -> None:
        """Make tables, or some rows of them, what they were."""
        statements = []
        for name in sorted(touched):
            keys = touched[name] if isinstance(touched, Mapping) else None
            chosen = "" if keys is None else f" WHERE {_key(name)} = ANY('{{{','.join(sorted(keys))}}}')"
            statements += [f'DELETE FROM public."{name}"{chosen}', f"{_copy(name, 'a')}{chosen}"]
        await self._run(connection, statements)

    async def keep(self, touched: set[str]) -> None:
        """Keep tables as they are now as the other state."""
        statements = []
        for name in touched:
            statements += [
                f'DELETE FROM saved_b."{name}"',
                f'INSERT INTO saved_b."{name}" SELECT * FROM public."{name}"',
            ]
        async with self.engine.begin() as connection:
            await self._run(connection, statements)

    async def turn(self, state: str, touched: set[str]) -> None:
        """Make tables what they are in a state."""
        statements = []
        for name in sorted(touched):
            statements += [f'DELETE FROM public."{name}"', _copy(name, state)]
        async with self.engine.begin() as connection:
            await self._run(connection, statements)

    async def _run(self, connection: AsyncConnection, statements: list[str]) -> None:
        await connection.execute(text("SELECT saved_a.run(cast(:all AS jsonb))"), {"all": _json(statements)})


def _json(value: Any) -> str:
    return json.dumps(value, default=lambda each: each.name if isinstance(each, Enum) else str(each))


def _named(columns: Iterable[str], prefix: str = "") -> str:
    return ", ".join(f'{prefix}"{each}"' for each in columns)


def _keys(name: str) -> list[str]:
    return [each.name for each in tables()[name].primary_key]


def _key(name: str) -> str:
    return f"concat_ws(' ', {_named(_keys(name))})"


def _copy(name: str, state: str) -> str:
    return f'INSERT INTO public."{name}" OVERRIDING SYSTEM VALUE SELECT * FROM saved_{state}."{name}"'


@cache
def _delete(name: str) -> str:
    return f'DELETE FROM public."{name}" WHERE {_key(name)} IN (SELECT jsonb_array_elements_text($1))'


@cache
def _update(name: str, columns: tuple[str, ...]) -> str:
    given = f'jsonb_populate_record(NULL::public."{name}", $1)'
    values = ", ".join(f'"{each}" = given."{each}"' for each in columns)
    same = f"({_named(_keys(name), 'kept.')}) = ({_named(_keys(name), 'given.')})"
    return f'UPDATE public."{name}" kept SET {values} FROM {given} given WHERE {same}'


@cache
def _insert(name: str, columns: tuple[str, ...]) -> str:
    given = f'jsonb_populate_record(NULL::public."{name}", $1)'
    return f'INSERT INTO public."{name}" ({_named(columns)}) SELECT {_named(columns)} FROM {given}'
