"""Batched reads for one operation. Siblings ask for one thing each; the database is asked once for all of them."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from aiodataloader import DataLoader
from sqlalchemy import select

from models.core.base import Base
from permissions.base import scope, visible
from resolvers.reading import Link, Ordering, Reading, order_by

if TYPE_CHECKING:
    from resolvers.context import Context


class Loaders:
    """The loaders of one operation, made on first use. Every read goes through the scope of its target."""

    def __init__(self, context: "Context") -> None:
        self._context = context
        self._made: dict[Hashable, DataLoader] = {}

    def _loader(self, key: Hashable, load: Callable[..., Any]) -> DataLoader:
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = DataLoader(load)
        return made

    def one(self, model: type[Base]) -> DataLoader:
        """The row with a key, or None where it is unknown or hidden."""
        return self._loader(("one", model), partial(self._one, model))

    async def _one(self, model: type[Base], keys: list[UUID]) -> list[Any]:
        rows = await self._context.scalars(visible(model, self._context.viewer).where(model.id.in_(keys)))
        found = {row.id: row for row in rows}
        return [found.get(key) for key in keys]

    def several(self, link: Link, orderings: Sequence[Ordering] = ()) -> DataLoader:
        """All visible rows that hang on a parent, in order. For lists that stay short; pages are for the rest."""
        return self._loader(("several", link, tuple(orderings)), partial(self._several, link, orderings))

    async def _several(self, link: Link, orderings: Sequence[Ordering], keys: list[UUID]) -> list[list[Any]]:
        viewer = self._context.viewer
        statement = (
            select(link.target, link.parent.label("parent"))
            .where(scope(link.target, viewer), link.parent.in_(keys), *link.conditions(viewer))
            .order_by(*order_by(orderings, viewer, link.target.id))
        )
        found = defaultdict(list)
        for row, parent in await self._context.rows(statement):
            found[parent].append(row)
        return [found[key] for key in keys]

    def value(self, reading: Reading, key: UUID) -> Any:
        """A computed value of one row, as this viewer reads it; all values asked of a model share a statement.

        The answer is the value, or `(value, currency)` for money.
        """
        return self._loader(("value", reading.model), partial(self._values, reading.model)).load((key, reading))

    async def _values(self, model: type[Base], keys: list[tuple[UUID, Reading]]) -> list[Any]:
        viewer = self._context.viewer
        readings = list(dict.fromkeys(reading for _, reading in keys))
        columns: list[Any] = []
        for number, reading in enumerate(readings):
            columns.append(reading.as_read_by(viewer).label(f"value_{number}"))
            if reading.currency:
                columns.append(reading.currency(viewer).label(f"currency_{number}"))
        ids = list(dict.fromkeys(key for key, _ in keys))
        found = {row.id: row for row in await self._context.rows(select(model.id, *columns).where(model.id.in_(ids)))}
        places = {reading: number for number, reading in enumerate(readings)}

        def answer(key: UUID, reading: Reading) -> Any:
            row, place = found.get(key), places[reading]
            if row is None:
                return None
            value = getattr(row, f"value_{place}")
            return value if reading.currency is None else (value, getattr(row, f"currency_{place}"))

        return [answer(*key) for key in keys]

    def batch(self, key: Hashable, load: Callable[[list[Any]], Any]) -> DataLoader:
        """A loader of somebody else's making, shared by all siblings that name the same key."""
        return self._loader(("batch", key), load)
