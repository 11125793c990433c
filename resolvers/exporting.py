"""Exports: all pages of a list in one snapshot of its viewer's scope, and a note in the log of who took it along."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from models import Contact, EventKind, User
from resolvers.compiled.operation import Operation
from resolvers.compiled.plan import Plans
from resolvers.context import Context
from resolvers.scope import enter_scope
from resolvers.session import confirm

Ask = Callable[[Operation, dict[str, Any]], Any]
"""Answers an operation's `data`."""


@asynccontextmanager
async def snapshot(
    context: Context, plans: Plans, sessions: async_sessionmaker[AsyncSession] | None = None
) -> AsyncIterator[Ask]:
    """Ask operations that all see the same moment, of a standby where its sessions are given. Raises Uncompilable for
    one that is not answered by a statement."""
    await confirm(context)
    async with (sessions or context.services.sessions)() as session:
        connection = await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        await enter_scope(session, context.viewer)
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver

        async def ask(operation: Operation, given: dict[str, Any]) -> Any:
            variables = operation.variables(given)
            plan = plans.find(operation, context.viewer, variables)
            run = await plan.started(context, variables)
            row = await driver.fetchrow(plan.statement, *plan.values(run))
            finished = plan.finished(context, row[0])
            context.withheld |= finished.withheld
            return orjson.loads(finished.data)

        yield ask


async def note(context: Context, **about: Any) -> None:
    """Record that the viewer exported a list (domain.md L4). For the staff to read, by the one who did it."""
    async with context.change() as change:
        viewer = context.viewer
        who: type[User] | type[Contact] = Contact if viewer.is_contact else User
        (actor,) = await change.all(select(who).where(who.id == viewer.actor_id))
        summary = f"List exported: {about['rows']} {about['list']}"
        change.record(EventKind.LIST_EXPORTED, actor, summary, data=about)
