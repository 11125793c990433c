"""A plain server: Strawberry, SQLAlchemy's ORM and aiodataloader, as their documentation shows them.

It answers the same documents as the graph does. Nobody signs in, and every row is everybody's.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import strawberry
from aiodataloader import DataLoader
from sqlalchemy import Date, cast, func, select
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL

from benchmarks.peers import plain_models as rows
from benchmarks.peers.plain_inputs import ClientFilter, GroupBy, InvoiceFilter, TaskFilter
from benchmarks.peers.plain_loaders import LOADERS, sessions


@strawberry.type
class Money:
    amount: str
    currency: str


def money(amount: Decimal, currency: str) -> Money:
    """An amount with two decimals."""
    return Money(amount=f"{amount:.2f}", currency=currency)


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class InvoiceLine:
    id: strawberry.ID
    description: str
    quantity: Decimal

    @strawberry.field
    def unit_price(self) -> Money:
        return money(self.unit_price, self.currency)


@strawberry.type
class TaskConnection:
    nodes: list["Task"]


@strawberry.type
class ProjectConnection:
    nodes: list["Project"]


@strawberry.type
class MonthKey:
    issued_on: date


@strawberry.type
class Sums:
    total: list[Money]


@strawberry.type
class Figures:
    sum: Sums


@strawberry.type
class InvoiceGroup:
    key: MonthKey
    aggregate: Figures


@strawberry.type
class InvoiceConnection:
    statement: strawberry.Private[Any]
    first: strawberry.Private[int]
    found: strawberry.Private[list[Any] | None] = None

    @strawberry.field
    async def nodes(self) -> list["Invoice"]:
        return (await self.page())[: self.first]

    @strawberry.field
    async def total_count(self) -> int:
        async with sessions() as session:
            return await session.scalar(select(func.count()).select_from(self.statement.subquery()))

    @strawberry.field
    async def page_info(self) -> PageInfo:
        found = await self.page()
        shown = found[: self.first]
        end = f"{shown[-1].issued_on}|{shown[-1].id}" if shown else None
        return PageInfo(has_next_page=len(found) > self.first, end_cursor=end)

    @strawberry.field
    async def groups(self, by: list[GroupBy]) -> list[InvoiceGroup]:
        found = self.statement.subquery()
        month = cast(func.date_trunc("month", found.c.issued_on), Date).label("month")
        sums = select(month, found.c.currency, func.sum(found.c.total)).group_by(month, found.c.currency)
        groups: dict[date, list[Money]] = {}
        async with sessions() as session:
            for first_day, currency, total in await session.execute(sums.order_by(month)):
                groups.setdefault(first_day, []).append(money(total, currency))
        return [
            InvoiceGroup(key=MonthKey(issued_on=day), aggregate=Figures(sum=Sums(total=totals)))
            for day, totals in groups.items()
        ]

    async def page(self) -> list[Any]:
        """One row more than is shown, read once."""
        if self.found is None:
            ordered = self.statement.order_by(rows.Invoice.issued_on.desc(), rows.Invoice.id)
            async with sessions() as session:
                self.found = list(await session.scalars(ordered.limit(self.first + 1)))
        return self.found


@strawberry.type
class NodesOfInvoices:
    nodes: list["Invoice"]


@strawberry.type
class Client:
    id: strawberry.ID
    name: str
    type: str
    status: str
    currency: str
    payment_terms_days: int
    created_at: datetime

    @strawberry.field
    async def projects(self, info: strawberry.Info, first: int = 50) -> ProjectConnection:
        return ProjectConnection(nodes=await info.context["projects"].load((self.id, first)))

    @strawberry.field
    async def invoices(self, info: strawberry.Info, first: int = 50) -> NodesOfInvoices:
        return NodesOfInvoices(nodes=await info.context["invoices"].load((self.id, first)))


@strawberry.type
class Project:
    id: strawberry.ID
    name: str
    status: str
    starts_on: date | None

    @strawberry.field
    async def tasks(self, info: strawberry.Info, first: int = 50) -> TaskConnection:
        return TaskConnection(nodes=await info.context["tasks"].load((self.id, first)))

    @strawberry.field
    async def client(self, info: strawberry.Info) -> Client | None:
        return await info.context["client"].load(self.client_id)


@strawberry.type
class Task:
    id: strawberry.ID
    name: str
    status: str
    priority: str
    estimate_minutes: int | None
    due_on: date | None

    @strawberry.field
    async def project(self, info: strawberry.Info) -> Project | None:
        return await info.context["project"].load(self.project_id)


@strawberry.type
class Invoice:
    id: strawberry.ID
    number: str | None
    status: str
    issued_on: date | None
    due_on: date | None

    @strawberry.field
    def total(self) -> Money:
        return money(self.total, self.currency)

    @strawberry.field
    async def lines(self, info: strawberry.Info) -> list[InvoiceLine]:
        return await info.context["lines"].load((self.id, 1_000))

    @strawberry.field
    async def client(self, info: strawberry.Info) -> Client | None:
        return await info.context["client"].load(self.client_id)


@strawberry.type
class Query:
    @strawberry.field
    async def client(self, id: strawberry.ID) -> Client | None:
        async with sessions() as session:
            return await session.get(rows.Client, UUID(id))

    @strawberry.field
    async def clients(self, filter: ClientFilter, first: int = 50) -> "ClientConnection":
        wanted = select(rows.Client).where(rows.Client.account_number == filter.account_number.eq)
        async with sessions() as session:
            found = await session.scalars(wanted.order_by(rows.Client.name, rows.Client.id).limit(first))
        return ClientConnection(nodes=list(found))

    @strawberry.field
    async def tasks(self, filter: TaskFilter, first: int = 50) -> TaskConnection:
        wanted = select(rows.Task).where(rows.Task.client_id == UUID(filter.client.id.eq))
        async with sessions() as session:
            found = await session.scalars(wanted.order_by(rows.Task.due_on, rows.Task.id).limit(first))
        return TaskConnection(nodes=list(found))

    @strawberry.field
    async def invoices(self, filter: InvoiceFilter, first: int = 50) -> InvoiceConnection:
        wanted = select(rows.Invoice)
        if filter.client:
            wanted = wanted.where(rows.Invoice.client_id.in_([UUID(each) for each in filter.client.id.in_]))
        if filter.status:
            wanted = wanted.where(rows.Invoice.status.in_([each.value for each in filter.status.in_]))
        if filter.issued_on:
            wanted = wanted.where(
                rows.Invoice.issued_on >= filter.issued_on.gte, rows.Invoice.issued_on < filter.issued_on.lt
            )
        return InvoiceConnection(statement=wanted, first=first)


@strawberry.type
class ClientConnection:
    nodes: list[Client]


class Endpoint(GraphQL):
    """Makes loaders for every request."""

    async def get_context(self, request: Any, response: Any) -> dict[str, DataLoader]:
        return {name: make() for name, make in LOADERS.items()}


app = Starlette(routes=[Route("/graphql", Endpoint(strawberry.Schema(Query), graphql_ide=None))])
