"""Many writes of the demo business in one unit of work, each at its own moment, and logged as a verb logs it."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, inspect, update

from models import (
    Appointment,
    BillingAllocation,
    Event,
    EventKind,
    Invoice,
    InvoiceLine,
    Job,
    JobActivity,
    JobClock,
    Site,
)
from models.core.base import Base
from resolvers.change import Change
from resolvers.row_state import state_of

TABLES: tuple[type[Base], ...] = (
    Site,
    Invoice,
    Job,
    InvoiceLine,
    JobClock,
    JobActivity,
    BillingAllocation,
    Appointment,
)
"""What is written, each after what it points at."""


class Bulk(Change):
    """A unit of work whose rows live in memory until `write`. `now` is moved from one moment to the next."""

    _new: defaultdict[type[Base], list[Any]]
    _old: defaultdict[type[Base], dict[Any, Any]]

    def at(self, moment: datetime) -> None:
        """Go to a moment."""
        self.now = moment

    def open(self, earlier: list[Any]) -> None:
        """Begin with rows that an earlier unit of work has written."""
        self._new, self._old = defaultdict(list), defaultdict(dict)
        for row in earlier:
            self._before[row] = state_of(row)

    def make(self, row: Any) -> Any:
        """A new row, made now."""
        row.created_at = row.updated_at = self.now
        row.created_by = self.viewer.actor_id
        self._new[type(row)].append(row)
        return row

    def note(self, *rows: Any) -> None:
        """What a new row is from now on compared with."""
        for row in rows:
            self._before[row] = state_of(row)

    def touch(self, *rows: Any) -> None:
        """Rows of which something changed: the next version of each."""
        for row in rows:
            if self.changed(row):
                row.version, row.updated_at = row.version + 1, self.now
                self._old[type(row)][row.id] = row
                self._before[row] = state_of(row)

    def tell(self, kind: EventKind, row: Any, summary: str | None = None) -> Event:
        """Record what happened to a row, and what changed on it."""
        event = self.record(kind, row, summary)
        if event.changes:
            row.version, row.updated_at = row.version + 1, self.now
            self._old[type(row)][row.id] = row
        return event

    async def write(self) -> None:
        """Insert what is new, and update what was there before."""
        for model in TABLES:
            new = self._new[model]
            if new:
                await self.add_all(new)
            made = {row.id for row in new}
            changed = [row for key, row in self._old[model].items() if key not in made]
            if changed:
                await self._update(model, changed)

    async def _update(self, model: type[Base], rows: list[Any]) -> None:
        names = [each.key for each in inspect(model).column_attrs if each.key not in ("id", "created_at", "created_by")]
        table = model.__table__
        statement = (
            update(table)
            .where(table.c.id == bindparam("row_id"))
            .values({name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names})
        )
        values = [{"row_id": row.id} | {f"new_{name}": getattr(row, name) for name in names} for row in rows]
        connection = await self.session.connection()
        await connection.execute(statement, values)
