"""Counting which fields are asked for."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from models import FieldUsage
from models.core import clock
from models.core.base import new_id
from permissions.viewer import SYSTEM
from resolvers.scope import enter_scope

KEPT = timedelta(days=400)
"""A year and what it takes to look back on it."""
AT_ONCE = 1_000


async def count(services: Any, asked: Mapping[tuple[date, str, str], int]) -> None:
    """Add up how many operations asked: by day, program and field. Several processes may at once."""
    rows = [
        {"id": new_id(), "day": day, "program": program, "field": field, "operations": operations}
        for (day, program, field), operations in sorted(asked.items())
    ]
    async with services.sessions.begin() as session:
        await enter_scope(session, SYSTEM)
        for begin in range(0, len(rows), AT_ONCE):
            added = insert(FieldUsage).values(rows[begin : begin + AT_ONCE])
            more = FieldUsage.operations + added.excluded.operations
            keys = (FieldUsage.field, FieldUsage.day, FieldUsage.program)
            await session.execute(
                added.on_conflict_do_update(index_elements=keys, set_={"operations": more, "updated_at": clock.now()})
            )


async def forget_usage(services: Any) -> None:
    """Take out what is older than anybody looks back."""
    async with services.sessions.begin() as session:
        await enter_scope(session, SYSTEM)
        await session.execute(delete(FieldUsage).where(FieldUsage.day < clock.now().date() - KEPT))
