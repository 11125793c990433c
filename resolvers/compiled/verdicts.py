"""Two small questions asked at every turn of the log, written once for viewers of a shape: which entries exist for
them, and which of the rows they follow are there."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, String, Text, Uuid, any_, cast, func, literal_column, select

import models
from models.core.base import Base
from permissions.base import visible
from permissions.event import about, seen
from permissions.viewer import Viewer, ViewerShape
from resolvers.compiled.parameters import Parameter, Run
from resolvers.compiled.plan import Plan, plan_of
from resolvers.compiled.scopes import client_of
from resolvers.compiled.shape import Shape

KEPT = 1_000
NOTHING = ""


async def existing_entries(context: Any, keys: Iterable[UUID], types: Iterable[str]) -> set[UUID]:
    """Those of the entries, whose subjects are of these types, that exist for the viewer of a context."""
    plan = _entries(context.viewer.shape, tuple(sorted(types)))
    return {UUID(each) for each in (await _asked(context, plan, keys)).split()}


async def existing_rows(context: Any, model: type[Base], keys: Iterable[UUID]) -> dict[UUID, UUID | None]:
    """Those of the rows that exist for the viewer of a context, each with its client."""
    pairs = (each.partition(":") for each in (await _asked(context, _rows(context.viewer.shape, model), keys)).split())
    return {UUID(key): UUID(client) if client else None for key, _, client in pairs}


@lru_cache(maxsize=KEPT)
def _entries(shape: ViewerShape, types: tuple[str, ...]) -> Plan:
    viewer, event = Shape(*shape).viewer(), models.Event
    found = select(_list(cast(event.id, Text))).where(_given(event.id), about(viewer), seen(viewer, types))
    return _plan(viewer, found)


@lru_cache(maxsize=KEPT)
def _rows(shape: ViewerShape, model: Any) -> Plan:
    viewer, client = Shape(*shape).viewer(), client_of(model)
    home = literal_column("''", String()) if client is None else func.coalesce(cast(client, Text), NOTHING)
    pair = func.concat(cast(model.id, Text), ":", home)
    return _plan(viewer, visible(model, viewer).where(_given(model.id)).with_only_columns(_list(pair)))


def _list(text: ColumnElement[str]) -> ColumnElement[str]:
    return func.coalesce(func.string_agg(text, " "), NOTHING)


def _given(key: Any) -> ColumnElement[bool]:
    return key == any_(Parameter("keys", lambda run: list(run.keys), ARRAY(Uuid())))


def _plan(viewer: Viewer, found: Any) -> Plan:
    return plan_of(viewer, found.scalar_subquery())


async def _asked(context: Any, plan: Plan, keys: Iterable[UUID]) -> str:
    values = plan.values(Run(context.viewer, {}, keys=tuple(keys)))
    if context.services.readers is not None:
        return (await context.services.readers.answer(context.viewer, plan.statement, values))[0]
    async with context.reading() as session:
        return (await (await session.connection()).exec_driver_sql(plan.statement, tuple(values))).scalar_one()
