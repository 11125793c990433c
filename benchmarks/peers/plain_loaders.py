"""How the plain server reaches its rows: sessions, and a loader for each edge."""

import os
from collections.abc import Callable
from typing import Any
from uuid import UUID

from aiodataloader import DataLoader
from sqlalchemy import URL, func, select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import aliased

from benchmarks.peers import plain_models as rows

address = URL.create(
    "postgresql+asyncpg",
    username=os.environ["PGUSER"],
    database=os.environ["PGDATABASE"],
    query={"host": os.environ["PGHOST"]},
)
engine = create_async_engine(address, pool_size=int(os.environ["POOL"]), max_overflow=0)
sessions = async_sessionmaker(engine, expire_on_commit=False)


class ById(DataLoader):
    """Rows by their key."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    async def batch_load_fn(self, keys: list[UUID]) -> list[Any]:
        async with sessions() as session:
            found = await session.scalars(select(self.model).where(self.model.id.in_(keys)))
        by_id = {row.id: row for row in found}
        return [by_id.get(key) for key in keys]


class FirstOf(DataLoader):
    """The first rows of each parent. A key is the parent's and how many."""

    def __init__(self, model: Any, parent: Any, *order: Any) -> None:
        super().__init__()
        self.model, self.parent, self.order = model, parent, order

    async def batch_load_fn(self, keys: list[tuple[UUID, int]]) -> list[list[Any]]:
        place = func.row_number().over(partition_by=self.parent, order_by=self.order).label("place")
        placed = select(self.model, place).where(self.parent.in_({key for key, _ in keys})).subquery()
        row = aliased(self.model, placed)
        first = select(row).where(placed.c.place <= max(first for _, first in keys)).order_by(placed.c.place)
        children: dict[UUID, list[Any]] = {}
        async with sessions() as session:
            for each in await session.scalars(first):
                children.setdefault(getattr(each, self.parent.key), []).append(each)
        return [children.get(key, [])[:count] for key, count in keys]


LOADERS: dict[str, Callable[[], DataLoader]] = {
    "client": lambda: ById(rows.Client),
    "project": lambda: ById(rows.Project),
    "projects": lambda: FirstOf(rows.Project, rows.Project.client_id, rows.Project.due_on, rows.Project.id),
    "tasks": lambda: FirstOf(rows.Task, rows.Task.project_id, rows.Task.due_on, rows.Task.id),
    "invoices": lambda: FirstOf(rows.Invoice, rows.Invoice.client_id, rows.Invoice.issued_on.desc(), rows.Invoice.id),
    "lines": lambda: FirstOf(rows.InvoiceLine, rows.InvoiceLine.invoice_id, rows.InvoiceLine.position),
}
