"""What a viewer may know of the tables: which rows exist for it, and which columns of them it may read."""

import re
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Table, Text, cast, func, literal_column, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from models.core.base import Base
from permissions.base import Permission, Rows
from permissions.viewer import Viewer
from resolvers.compiled.plan import DIALECT
from schema.core.made import snake
from schema.core.node import GRAMMARS
from tests.compiled.queries import GRAPH

Row = dict[str, Any]
Key = str
"""The primary key of a row, as text."""
Sight = dict[str, set[Key]]
"""The keys of the rows a viewer may know exist, by table."""
PLAIN = {"created_by", "client_id", "id", "version", "created_at", "updated_at", "archived_at", "xid", "seq"}
"""Columns every table has, or that say what a row belongs to."""


@cache
def tables() -> dict[str, Table]:
    """The tables rows are hidden in: those with a scope, and those that hang on a client."""
    scoped = {model.__table__.name for model in Rows.scopes}
    found = Base.metadata.sorted_tables
    return {table.name: table for table in found if table.name in scoped or "client_id" in table.c}


def key_of(table: Table, row: Row) -> Key:
    """The primary key of a row, as text."""
    return " ".join(str(row[column.name]) for column in table.primary_key)


def _key(table: Table) -> Any:
    return func.concat_ws(" ", *(cast(column, Text) for column in table.primary_key))


PLACES = {name: UUID(int=number, version=4) for number, name in enumerate(("user_id", "contact_id", "client_id"), 1)}
CLIENTS = UUID(int=4, version=4)


async def sight(connection: AsyncConnection, viewer: Viewer) -> Sight:
    """Ask the database for the keys of every row that exists for a viewer, past the last wall, in one statement."""
    named = {name: place for name, place in PLACES.items() if getattr(viewer, name)}
    asked = _sight(replace(viewer, **named, client_ids=(CLIENTS,) if viewer.client_ids else (), name=""))
    for name, place in named.items():
        asked = asked.replace(str(place), str(getattr(viewer, name)))
    clients = ", ".join(f"'{key}'" for key in viewer.client_ids)
    asked = re.sub(r"\bARRAY\[[^]]*\]", f"ARRAY[{clients}]::uuid[]", asked)
    found = await connection.exec_driver_sql(asked)
    return {name: set(keys or ()) for name, keys in found}


@cache
def _sight(viewer: Viewer) -> str:
    """The statement for viewers of equal rights; ids that stand for theirs are in their places."""
    models = {model.__table__.name: model for model in Rows.scopes}
    parts = []
    for name, table in tables().items():
        model = models.get(name)
        seen = Rows.scopes[model].rows(viewer) if model else _tied(table, viewer)
        parts.append(select(literal_column(f"'{name}'"), func.array_agg(_key(table))).select_from(table).where(seen))
    made = union_all(*parts).compile(dialect=DIALECT, compile_kwargs={"literal_binds": True})
    return str(made)


def _tied(table: Table, viewer: Viewer) -> Any:
    """Rows between two others, and those that only follow another one, are known with their client."""
    return viewer.covers(table.c.client_id)


@lru_cache(500)
def withheld_columns(viewer: Viewer) -> dict[str, dict[str, list[Permission]]]:
    """Columns of visible rows the viewer may not read: by table, each with the classes that have to be asked about the
    row; none where no row is open."""
    found: dict[str, dict[str, list[Permission]]] = {}
    for name, grammar in GRAMMARS.items():
        table = getattr(grammar.model, "__table__", None)
        if table is None or table.name not in tables():
            continue
        for field, declared in GRAPH.type_map[name].fields.items():
            guard = declared.extensions["strawberry-definition"].guard
            if guard.is_open or snake(field) not in table.c or snake(field) in PLAIN:
                continue
            if not all(permission.allows(viewer) for permission in guard.permissions):
                found.setdefault(table.name, {})[snake(field)] = []
            elif narrowing := [permission for permission in guard.permissions if permission.narrows]:
                found.setdefault(table.name, {})[snake(field)] = narrowing
    return found


async def closed_to(
    connection: AsyncConnection, table: Table, viewer: Viewer, permissions: list[Permission], keys: set[Key]
) -> set[Key]:
    """Of these rows, those on which the classes let the viewer read nothing."""
    if not permissions:
        return keys
    opened = select(_key(table)).where(*(permission.rows(viewer) for permission in permissions))
    return keys - set(await connection.scalars(opened))
