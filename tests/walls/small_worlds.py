"""Small worlds, one after another in the same database, and everybody who looks at them."""

import random
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, Select, Subquery, Text, cast, func, literal_column, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from models.core.base import Base, new_id
from permissions.base import Rows, scope
from permissions.viewer import APP_ROLE, READERS, Viewer
from resolvers.scope import ENTER_SCOPE
from tests.compiled.invented import Inventor
from tests.compiled.worlds import viewers_of
from tests.walls.oracle import Row

SIZE = 12
"""How many rows most tables have."""
ODD = 0.1
"""How much of the text is odd; here it is the keys that matter."""
PLANNED_ONCE = {"timezone": "UTC", "plan_cache_mode": "force_generic_plan"}

WITH_KEYS = [table for table in Base.metadata.sorted_tables if "id" in table.c and table.name != "event"]
"""What an entry of the log can be about."""

Keys = dict[str, set[str]]
"""Rows by table, each as its key in text."""


@dataclass
class World:
    """One world: what is in it, and who looks at it."""

    seed: int
    rows: dict[str, list[Row]]
    viewers: dict[str, Viewer]


class Onlookers:
    """Connections that read the keys of all tables that have a scope, past the walls or behind them."""

    def __init__(self, superuser: AsyncConnection, readers: dict[str, AsyncConnection]) -> None:
        self.superuser, self.readers = superuser, readers

    async def world(self, seed: int, size: int = SIZE) -> World:
        """Empty the database and invent another world."""
        for table in reversed(Base.metadata.sorted_tables):
            await self.superuser.execute(table.delete())
        await Inventor(seed, size, ODD).fill(self.superuser)
        rows = {}
        for model in Rows.scopes:
            rows[model.__table__.name] = await self._read(model.__table__)
        for table in Base.metadata.sorted_tables:
            if table.name not in rows:
                rows[table.name] = await self._read(table)
        rows["event"] += await self._more_events(random.Random(seed), rows)
        viewers = await viewers_of(self.superuser)
        await self.superuser.commit()
        return World(seed, rows, viewers)

    async def past_the_walls(self, viewer: Viewer, models: Iterable[Any] | None = None) -> Keys:
        """By predicate alone, as the superuser; of all models, or of some."""
        conditions = {model: scope(model, viewer) for model in (Rows.scopes if models is None else models)}
        found = await self.superuser.execute(_keys_of({model: [each] for model, each in conditions.items()}))
        return _by_table(found)

    async def behind_the_walls(self, viewer: Viewer) -> Keys:
        """By role and settings alone, without any predicate."""
        reader = self.readers[READERS.get(viewer.kind, APP_ROLE)]
        settings = viewer.sets() | {"statement_timeout": "0"}
        await reader.execute(ENTER_SCOPE, {name.replace(".", "_"): value for name, value in settings.items()})
        found = _by_table(await reader.execute(EVERYTHING))
        await reader.rollback()
        return found

    async def _read(self, table: Any) -> list[Row]:
        return [dict(row) for row in (await self.superuser.execute(select(table))).mappings()]

    async def _more_events(self, dice: random.Random, rows: dict[str, list[Row]]) -> list[Row]:
        """Entries about rows of every type, for the invented log is about a few types alone."""
        told = []
        for model in Rows.scopes:
            found = rows[model.__table__.name]
            if model.__table__ not in WITH_KEYS or not found or not rows["event"]:
                continue
            subject = dice.choice(found)
            client = subject["id"] if model.__name__ == "Client" else subject.get("client_id")
            about = {"subject_type": model.__name__, "subject_id": subject["id"], "client_id": client}
            told.append({**dice.choice(rows["event"]), **about, "id": new_id(), "seq": None, "hash": None})
        table = Base.metadata.tables["event"]
        generated = {"seq", "xid"}
        values = [{name: each[name] for name in each if name not in generated} for each in told]
        if values:
            await self.superuser.execute(table.insert(), values)
        return told


@asynccontextmanager
async def onlookers(dsn: str) -> AsyncIterator[Onlookers]:
    """Connect: past the walls, where no trigger keeps what may never be deleted, and as each of the roles."""
    async with AsyncExitStack() as opened:
        past = {**PLANNED_ONCE, "session_replication_role": "replica"}
        superuser = await _connected(opened, dsn, past)
        roles = [APP_ROLE, *READERS.values()]
        readers = {role: await _connected(opened, dsn, {**PLANNED_ONCE, "role": role}) for role in roles}
        yield Onlookers(superuser, readers)


async def _connected(opened: AsyncExitStack, dsn: str, settings: dict[str, str]) -> AsyncConnection:
    engine: AsyncEngine = create_async_engine(dsn, connect_args={"server_settings": settings})
    opened.push_async_callback(engine.dispose)
    return await opened.enter_async_context(engine.connect())


def key_columns(source: Any) -> list[Any]:
    """The columns that tell one row from another."""
    return [source.c.id] if isinstance(source, Subquery | CTE) else list(source.primary_key.columns)


def _keys_of(conditions: dict[Any, list[Any]]) -> Any:
    parts: list[Select[Any]] = []
    for model, asked in conditions.items():
        key = func.concat_ws(" ", *(cast(column, Text) for column in key_columns(model.__table__)))
        name = literal_column(f"'{model.__table__.name}'")
        parts.append(select(name, func.array_agg(key)).select_from(model.__table__).where(*asked))
    return union_all(*parts)


EVERYTHING = union_all(
    *(
        select(
            literal_column(f"'{table.name}'"),
            func.array_agg(func.concat_ws(" ", *(cast(column, Text) for column in table.primary_key))),
        )
        for table in Base.metadata.sorted_tables
    )
)
"""All keys of all tables, as far as whoever asks can see."""


def _by_table(found: Any) -> Keys:
    return {table: set(keys or ()) for table, keys in found.all()}
