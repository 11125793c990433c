"""Imports: a table becomes rows, all of them or none (domain.md A4, A5).

A verb reads its table before its transaction, then works out what every row comes to, and writes only where no row is
wrong and it is no dry run. Nothing is looked up or inserted row by row.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Any, TypeVar

from sqlalchemy import ARRAY, ColumnElement, Text, Uuid, any_, func, literal, select

from models import DuplicatePolicy
from models.core.address import PARTS, address
from models.core.base import Base
from models.errors import ErrorCode
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.given import Given
from resolvers.table_file import Column, Table
from resolvers.table_row import TableRow

SHOWN = 100
"""How many of the rows touched an answer shows."""
TURN = 200
"""Rows after which others have their turn."""
ADDRESS = tuple(Column(part) for part in PARTS)

Kept = TypeVar("Kept", bound=Base)


class Import:
    """An import under way: what its rows come to by the caller's policy, and what is wrong with them."""

    def __init__(self, change: Change, given: Given, table: Table) -> None:
        self.change, self.table, self.errors = change, table, table.errors
        self.policy: DuplicatePolicy = given.on_duplicate or DuplicatePolicy.REJECT
        self.is_dry = bool(given.dry_run)
        self.made: list[dict[str, Any]] = []
        self.changed: list[tuple[Any, dict[str, Any]]] = []
        self.skipped = 0

    def meet(self, row: TableRow, column: str, there: Base, values: dict[str, Any]) -> None:
        """Settle a row that is there already: an error, left out, or a change where any value differs."""
        if self.policy is DuplicatePolicy.REJECT:
            self.errors.add(row, column, ErrorCode.DUPLICATE, "There is one like it already.")
            return
        differing = {name: value for name, value in values.items() if getattr(there, name) != value}
        if self.policy is DuplicatePolicy.SKIP or not differing:
            self.skipped += 1
        else:
            self.changed.append((there, differing))

    @property
    def is_to_be_done(self) -> bool:
        """Whether there is nothing wrong, and it is meant."""
        return not self.errors and not self.is_dry

    def answer(self, name: str, touched: Iterable[Base] = ()) -> Answer:
        """What the caller is told: counts of what was or would be done, the rows touched, and the faults."""
        counts = {"created": len(self.made), "updated": len(self.changed), "skipped": self.skipped}
        if self.errors:
            counts = dict.fromkeys(counts, 0)
        shown = list(touched)[:SHOWN] if self.is_to_be_done else None
        return self.change.answer(**counts, **{name: shown}, row_errors=self.errors.told())


async def each_of(rows: Iterable[Any]) -> AsyncIterator[Any]:
    """The rows one by one, while others have their turn: fifty thousand take seconds."""
    for place, row in enumerate(rows):
        if place % TURN == 0:
            await asyncio.sleep(0)
        yield row


async def alone(change: Change, name: str) -> None:
    """Wait for other imports of the kind, and for writes that look for duplicates of it themselves."""
    await change.scalar(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def among(column: Any, values: Iterable[Any], kind: Any = Text) -> ColumnElement[bool]:
    """Whether a column holds one of any number of values, which are one parameter."""
    return column == any_(literal(list(values), ARRAY(kind())))


def among_keys(column: Any, keys: Iterable[Any]) -> ColumnElement[bool]:
    """The same for keys."""
    return among(column, keys, Uuid)


def address_of(row: TableRow) -> dict[str, Any] | None:
    """The address in a row's own columns; None where all of them are empty."""
    parts = {part: row.text(part) for part in PARTS}
    return address(parts if any(parts.values()) else None, [])
