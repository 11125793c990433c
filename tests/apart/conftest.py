"""A world with a copy of itself."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.apart.hiding import Hiding
from tests.apart.sight import tables
from tests.compiled.worlds import World, invented

collect_ignore_glob = [] if "CLIENTGRAPH_PAIRS" in os.environ else ["test_*.py"]
"""Pairs take long: `make apart` asks them, and `make test` does not."""
SIZE, ODD = 24, 0.25
STRANGER = UUID(int=9, version=4)


async def stand(database: Callable[[str], str], name: str) -> tuple[World, Hiding]:
    """An invented world, and what it takes to change it behind a viewer's back."""
    dsn = await asyncio.to_thread(database, name)
    world = await invented(dsn, name, seed=7, size=SIZE, odd=ODD)
    for token, user in (("token, limited", "limited, some"), ("token, contact", "contact, all")):
        world.viewers[token] = replace(world.viewers[user])
    for viewer, seen in world.viewers.items():
        # Nobody's contacts of other clients: who one is elsewhere is one's own to know, and no invented row is meant.
        world.viewers[viewer] = replace(seen, identity_id=STRANGER if seen.is_signed_in else None)
    settings = {"timezone": "UTC", "session_replication_role": "replica"}
    hiding = Hiding(create_async_engine(dsn, connect_args={"server_settings": settings}), seed=7)
    await hiding.learn()
    return world, hiding


async def raise_walls(hiding: Hiding, stands: bool) -> None:
    """Put the last wall up, or take it down, so that predicates are all there is."""
    word = "ENABLE" if stands else "DISABLE"
    async with hiding.engine.begin() as connection:
        for table in tables():
            await connection.execute(text(f'ALTER TABLE "{table}" {word} ROW LEVEL SECURITY'))


@pytest.fixture(scope="session")
async def stood(database: Callable[[str], str]) -> AsyncIterator[tuple[World, Hiding]]:
    """The world, made once."""
    world, hiding = await stand(database, "apart")
    yield world, hiding
    await world.close()
    await hiding.engine.dispose()


@pytest.fixture
async def standing(stood: tuple[World, Hiding]) -> Any:
    """`await standing(walls=True)`: the world behind all its walls, or behind predicates alone."""

    async def given(*, walls: bool) -> tuple[World, Hiding]:
        await raise_walls(stood[1], walls)
        return stood

    return given
