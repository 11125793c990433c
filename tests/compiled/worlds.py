"""Worlds to ask about: the demo business, and two invented ones. Nobody writes in them once they stand."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine

import models
from models.core import ids
from models.core.access import Ability, PortalPermission, Role
from models.core.base import Base
from permissions.viewer import NOBODY, Kind, Viewer
from resolvers.context import Context, Services
from resolvers.provider import Sandbox
from schema import schema
from server.demo import load
from server.readers import Readers
from tests.compiled.invented import Inventor
from tests.graph.conftest import Shelf, Wakes

KEPT = 40
"""How many values of a column are kept to ask about."""


@dataclass
class World:
    """A database, who may ask, and what can be asked about. `values` are by table and column, `keys` by model."""

    name: str
    services: Services
    viewers: dict[str, Viewer]
    values: dict[tuple[str, str], list[Any]]
    keys: dict[str, list[UUID]]
    cursors: list[str] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"<{self.name}>"

    async def close(self) -> None:
        """Hang up."""
        await self.services.sessions.kw["bind"].dispose()
        await self.services.readers.close()

    def ids(self, type_name: str) -> list[str]:
        """The global ids of a type's rows."""
        return [ids.global_id(type_name, key) for key in self.keys.get(type_name, [])]


async def build(name: str, dsn: str, fill: Callable[[AsyncEngine, Services], Any]) -> World:
    """Fill a fresh database and learn what is in it."""
    engine = create_async_engine(
        dsn, connect_args={"server_settings": {"timezone": "UTC", "role": "clientgraph_app"}}, pool_size=10
    )
    providers = {"sandbox": Sandbox(b"k" * 32, "http://127.0.0.1:8000")}
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    services = Services(sessions, b"k" * 32, Wakes(), Shelf(), providers=providers, readers=Readers(dsn, 4))
    platform = create_async_engine(dsn)
    await fill(platform, replace(services, readers=None))
    async with platform.begin() as connection:
        await connection.execute(text("ANALYZE"))
        values, keys = defaultdict(list), {}
        for mapper in sorted(Base.registry.mappers, key=lambda each: each.class_.__name__):
            table = mapper.local_table
            if table not in Base.metadata.tables.values():
                continue
            rows = (
                (await connection.execute(table.select().order_by(*table.primary_key.columns).limit(KEPT)))
                .mappings()
                .all()
            )
            for column in table.columns:
                values[table.name, column.name] = [row[column.name] for row in rows if row[column.name] is not None]
            if "id" in table.c:
                keys[mapper.class_.__name__] = list(await connection.scalars(select(table.c.id).order_by(table.c.id)))
        viewers = await viewers_of(connection)
    await platform.dispose()
    return World(name, services, viewers, dict(values), keys, await _cursors(services, viewers["owner"]))


async def _cursors(services: Services, viewer: Viewer) -> list[str]:
    """Cursors of some lists, which are refused by all others."""
    lists = ("clients", "tasks", "invoices(orderBy: [{field: TOTAL}])", "events", "documents", "timeEntries")
    asked = " ".join(f"l{place}: {each} {{ pageInfo {{ endCursor }} }}" for place, each in enumerate(lists))
    context = Context(replace(services, readers=None), viewer)
    answer = await schema.execute(f"{{ {asked} }}", context_value=context)
    return [each["pageInfo"]["endCursor"] for each in answer.data.values() if each["pageInfo"]["endCursor"]]


async def invented(dsn: str, name: str, seed: int, size: int, odd: float) -> World:
    """A world of invented rows."""

    async def fill(platform: AsyncEngine, _services: Services) -> None:
        async with platform.begin() as connection:
            await Inventor(seed, size, odd).fill(connection)

    return await build(name, dsn, fill)


async def demo(dsn: str) -> World:
    """The world of the demo business."""

    async def fill(_platform: AsyncEngine, services: Services) -> None:
        await load(services)

    return await build("demo", dsn, fill)


async def viewers_of(connection: Any) -> dict[str, Viewer]:
    """Everybody who may ask: users of every role with abilities of every kind, contacts with every set of rights."""
    users = (await connection.execute(models.User.__table__.select().order_by(models.User.id))).mappings().all()
    contacts = (
        (await connection.execute(models.Contact.__table__.select().order_by(models.Contact.id))).mappings().all()
    )
    clients = list(await connection.scalars(select(models.Client.id).order_by(models.Client.id)))
    zone = await connection.scalar(select(models.Organisation.time_zone))
    viewers = {"nobody": NOBODY}

    def user(number: int, name: str, role: Role, abilities: Any = (), assigned: Any = None) -> None:
        row = users[number % len(users)]
        viewers[name] = Viewer(
            kind=Kind.ALL if assigned is None else Kind.LIMITED,
            role=role,
            user_id=row["id"],
            client_ids=tuple(assigned or ()),
            abilities=frozenset(abilities),
            name=row["name"],
            time_zone=zone,
        )

    costs, bill = frozenset({Ability.SEE_COSTS}), frozenset({Ability.BILL})
    user(0, "owner", Role.OWNER)
    user(1, "admin", Role.ADMIN)
    user(2, "staff", Role.STAFF)
    user(3, "staff, costs", Role.STAFF, costs)
    user(4, "staff, bill", Role.STAFF, bill)
    user(5, "staff, both", Role.STAFF, costs | bill)
    user(6, "analyst", Role.ANALYST)
    user(7, "limited, none", Role.STAFF_LIMITED, (), [])
    user(8, "limited, one", Role.STAFF_LIMITED, (), clients[:1])
    user(9, "limited, some", Role.STAFF_LIMITED, costs, clients[1:4])
    user(10, "limited analyst", Role.ANALYST, (), clients[:2])
    user(11, "limited, all", Role.STAFF_LIMITED, costs | bill, clients)
    every = list(PortalPermission)
    subsets = [every, [], *([each] for each in every), every[:2], every[2:], [every[0], every[4]]]
    for number, rights in enumerate(subsets):
        row = contacts[number % len(contacts)]
        name = "contact, " + ("all" if rights == every else "+".join(each.name for each in rights) or "none")
        viewers[name] = Viewer(
            kind=Kind.CONTACT,
            role=Role.CONTACT,
            contact_id=row["id"],
            client_id=row["client_id"],
            portal_permissions=frozenset(rights),
            name=row["name"],
            time_zone=zone,
        )
    return viewers


async def build_all(database: Callable[[str], str]) -> list[World]:
    """Every world the tests ask about."""
    names = ["equal_plain", "equal_odd", "equal_demo"]
    dsns = [await asyncio.to_thread(database, name) for name in names]
    return [
        await invented(dsns[0], "plain", seed=1, size=30, odd=0.1),
        await invented(dsns[1], "odd", seed=2, size=60, odd=0.8),
        await demo(dsns[2]),
    ]
