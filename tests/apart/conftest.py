"""A world with a copy of itself."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.apart.crowd import Groups, crowd
from tests.apart.hiding import Hiding
from tests.apart.sight import tables
from tests.compiled.conftest import unrecorded as unrecorded
from tests.compiled.worlds import World, invented

SIZE, ODD = 24, 0.25


@dataclass
class Stood:
    """A world, who asks in it, and what it takes to change it behind their backs."""

    world: World
    groups: Groups
    hiding: Hiding


async def stand(database: Callable[[str], str], name: str) -> Stood:
    """An invented world, and what it takes to change it behind a viewer's back."""
    dsn = await asyncio.to_thread(database, name)
    world = await invented(dsn, name, seed=7, size=SIZE, odd=ODD)
    settings = {"timezone": "UTC", "session_replication_role": "replica"}
    hiding = Hiding(create_async_engine(dsn, connect_args={"server_settings": settings}), seed=7)
    await hiding.learn()
    groups = crowd(world, {row["id"]: row["client_id"] for row in hiding.rows["contact"].values()})
    return Stood(world, groups, hiding)


async def raise_walls(hiding: Hiding, stands: bool) -> None:
    """Put the last wall up, or take it down, so that predicates are all there is."""
    word = "ENABLE" if stands else "DISABLE"
    async with hiding.engine.begin() as connection:
        for table in tables():
            await connection.execute(text(f'ALTER TABLE "{table}" {word} ROW LEVEL SECURITY'))


@pytest.fixture(scope="session")
async def stood(database: Callable[[str], str]) -> AsyncIterator[Stood]:
    """The world, made once."""
    stood = await stand(database, "apart")
    yield stood
    await stood.world.close()
    await stood.hiding.engine.dispose()


@pytest.fixture
async def standing(stood: Stood) -> Any:
    """`await standing(walls=True)`: the world behind all its walls, or behind predicates alone."""

    async def given(*, walls: bool) -> Stood:
        await raise_walls(stood.hiding, walls)
        return stood

    return given
