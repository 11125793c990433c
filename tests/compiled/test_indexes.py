"""At a hundred times the demo business, what people ask all day is answered from indexes, whoever asks.

PostgreSQL plans each statement with values bound, in the scope of the viewer and behind the last wall.
"""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from graphql import OperationDefinitionNode, parse
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from models.core.access import PortalPermission, Role
from models.core.base import Base
from models.core.ids import global_id
from permissions.viewer import Kind, Viewer
from resolvers.compiled.explain import planned, steps
from resolvers.compiled.operation import Operation
from resolvers.context import Context, Services
from schema import schema
from server.embedded import SUPERUSER
from server.readers import Readers
from tests.graph.conftest import Shelf, Wakes

ROOT = Path(__file__).parents[2]
FILLED_BY = (ROOT / "benchmarks/world.sql", Path(__file__).with_name("bulk.sql"))
CLIENTS = 400
"""With 80 tasks, 20 invoices of 3 lines and 100 entries of the log each, on the average."""
BIG = ("task", "task_assignee", "invoice", "invoice_line", "project", "event", "notification", "payment")
"""Tables no query of a page may read from one end to the other."""


def key(kind: int, number: int) -> UUID:
    """A key as world.sql makes them."""
    return UUID(f"0190000{kind:x}-0000-7000-8000-{number:012x}")


ACCOUNT = [key(3, number) for number in range(0, CLIENTS, CLIENTS // 50)]
VIEWERS = {
    "owner": Viewer(kind=Kind.ALL, role=Role.OWNER, user_id=key(2, 2)),
    "limited": Viewer(kind=Kind.LIMITED, role=Role.STAFF_LIMITED, user_id=key(2, 3), client_ids=tuple(ACCOUNT)),
    "contact": Viewer(
        kind=Kind.CONTACT,
        role=Role.CONTACT,
        contact_id=key(11, 8),
        client_id=key(3, 8),
        portal_permissions=frozenset(PortalPermission),
    ),
}


def cursor(order: str, value: str | None, number: int, kind: int) -> str:
    """A cursor in the middle of a list."""
    text = json.dumps([1, [order], [value], str(key(kind, number))], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


CLIENT, PROJECT = global_id("Client", key(3, 8)), global_id("Project", key(4, 8))
INVOICE, TASK = global_id("Invoice", key(6, 8)), global_id("Task", key(5, 8))
DUE = cursor("dueOn", "2025-06-01", 8, 5)
NAMED = cursor("name", "Dunmore", 8, 3)
ISSUED = cursor("-issuedOn", "2025-06-01", 8, 6)
ASKED = {
    "a client": f'{{ client(id: "{CLIENT}") {{ name }} }}',
    "a project": f'{{ project(id: "{PROJECT}") {{ name client {{ name }} }} }}',
    "an invoice": f'{{ invoice(id: "{INVOICE}") {{ number lines {{ description }} payments {{ totalCount }} }} }}',
    "a task": f'{{ task(id: "{TASK}") {{ name assignees {{ name }} project {{ name }} }} }}',
    "a node": f'{{ node(id: "{TASK}") {{ ... on Task {{ name }} }} }}',
    "a nested page": """{ clients(first: 20, filter: { accountNumber: { eq: "A-0000" } }) { nodes { name
        projects(first: 4) { nodes { name tasks(first: 5) { nodes { name } } } }
        invoices(first: 5) { nodes { number lines { description } } } } } }""",
    "a client's projects": f'{{ client(id: "{CLIENT}") {{ projects(first: 20) {{ nodes {{ name }} }} }} }}',
    "a client's tasks": f'{{ client(id: "{CLIENT}") {{ tasks(first: 20) {{ nodes {{ name }} }} }} }}',
    "a client's invoices": f'{{ client(id: "{CLIENT}") {{ invoices(first: 9) {{ totalCount nodes {{ number }} }} }} }}',
    "a client's payments": f'{{ client(id: "{CLIENT}") {{ payments(first: 20) {{ nodes {{ id }} }} }} }}',
    "tasks of a client": f'{{ tasks(filter: {{ client: {{ id: {{ eq: "{CLIENT}" }} }} }}) {{ nodes {{ name }} }} }}',
    "clients": "{ clients(first: 20) { nodes { name } } }",
    "projects": "{ projects(first: 20) { nodes { name } } }",
    "tasks": "{ tasks(first: 20) { nodes { name } } }",
    "invoices": "{ invoices(first: 20) { nodes { number } } }",
    "payments": "{ payments(first: 20) { nodes { id } } }",
    "clients further on": f'{{ clients(first: 20, after: "{NAMED}") {{ nodes {{ name }} }} }}',
    "tasks further on": f'{{ tasks(first: 20, after: "{DUE}") {{ nodes {{ name }} pageInfo {{ endCursor }} }} }}',
    "invoices further on": f'{{ invoices(first: 20, after: "{ISSUED}") {{ nodes {{ number }} }} }}',
    "my tasks": "{ myTasks(first: 20) { nodes { name } } }",
    "a client's timeline": f'{{ client(id: "{CLIENT}") {{ timeline(first: 20) {{ nodes {{ summary }} }} }} }}',
    "a project's timeline": f'{{ project(id: "{PROJECT}") {{ timeline(first: 20) {{ nodes {{ summary }} }} }} }}',
    "unread": """{ viewer { notifications(first: 20, filter: { unread: true }) { unreadCount nodes { title } } } }""",
    "notifications": "{ viewer { notifications(first: 20) { nodes { title } } } }",
}


CHOSEN = {
    "a client": "client",
    "a project": "project",
    "an invoice": "invoice",
    "a task": "task",
    "a node": "task",
    "a nested page": "invoice_line",
    "a client's projects": "project",
    "a client's tasks": "task",
    "a client's invoices": "invoice",
    "a client's payments": "payment",
    "tasks of a client": "task",
    "clients further on": "client",
    "my tasks": "task_assignee",
    "a client's timeline": "event",
    "a project's timeline": "event",
    "unread": "notification",
}
"""Where a few rows of a table are meant, they are found by a condition on one of its indexes."""


@pytest.fixture(scope="module")
async def services(database) -> AsyncIterator[Services]:
    """A large business."""
    dsn = await asyncio.to_thread(database, "large")
    connection = await asyncpg.connect(host=make_url(dsn).query["host"], user=SUPERUSER, database="large")
    async with connection.transaction():
        await connection.execute(f"SET LOCAL bench.clients = {CLIENTS}")
        for file in FILLED_BY:
            await connection.execute(file.read_text())
    await connection.execute("VACUUM ANALYZE")
    await connection.close()
    engine = create_async_engine(dsn)
    lent = Services(async_sessionmaker(engine), b"k" * 32, Wakes(), Shelf(), readers=Readers(dsn, 3))
    yield lent
    await lent.readers.close()
    await engine.dispose()


def cases() -> list[Any]:
    """Everything that is asked, by everybody."""
    return [(viewer, asked) for viewer in VIEWERS for asked in ASKED]


@pytest.mark.parametrize("viewer, asked", cases())
async def test_pages_are_read_from_indexes(services, viewer, asked):
    node = parse(ASKED[asked])
    (definition,) = (each for each in node.definitions if isinstance(each, OperationDefinitionNode))
    operation = Operation(schema._schema, node, definition, asked)
    told = await planned(Context(services, VIEWERS[viewer]), operation, {})
    scanned = {step["Relation Name"] for step in steps(told["plan"]) if step["Node Type"] == "Seq Scan"}
    assert not scanned & set(BIG)
    if asked in CHOSEN and (viewer, asked) != ("contact", "my tasks"):  # contacts have no tasks
        table = Base.metadata.tables[CHOSEN[asked]]
        indexes = {each.name for each in (*table.indexes, *table.constraints)}
        assert indexes & {step["Index Name"] for step in steps(told["plan"]) if "Index Cond" in step}
