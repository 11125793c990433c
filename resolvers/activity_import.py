"""Activities from a table: all rows or none (domain.md A3 to A6).

The rows are worked out before anything is written, and written in a few large statements, so that fifty thousand of
them take seconds. Prices of a row that names a work log type or days are a rate of the client's; else the activity's.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from models import Activity, Client, DuplicatePolicy, EventKind, ImportPhase, Service, Team, WorkLogType
from models.core.money import LIMIT, RATE_PLACES, is_currency
from models.core.naming import spaced
from models.errors import ErrorCode, Rejected
from permissions.base import visible
from resolvers.activity_bulk import SPAN, Bulk, Values, activities_there, rates_there
from resolvers.activity_import_progress import Progress
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context
from resolvers.given import Given
from resolvers.table_file import Column, Table, read
from resolvers.table_row import TableRow

COLUMNS = (
    *(Column(name, required=True) for name in ("code", "name", "service", "unit", "duration_minutes")),
    *(Column(name, required=True) for name in ("default_quantity", "sale", "cost", "currency")),
    *(Column(name) for name in ("work_log_type", "default_team", "starts_on", "ends_on")),
)
NAMED = {"service": Service, "default_team": Team, "work_log_type": WorkLogType}
"""The columns that name something there is."""
SHOWN = 100
"""How many of the activities touched an answer shows."""


async def import_activities(context: Context, given: Given) -> Answer:
    """Take activities in for a client. What is wrong with rows stands in `rowErrors`, and then nothing is stored."""
    table = await read(given.csv, COLUMNS, "csv")
    progress, answer = Progress(context, bool(given.dry_run), len(table.rows)), None
    try:
        async with context.change() as change:
            client = await change.find(Client, given.client_id, "clientId", lock=False)
            await progress.begin(client)
            answer = await _take_in(change, client, table, given, progress)
    finally:
        errors = answer["row_errors"] if answer is not None else []
        is_done = answer is not None and not errors
        await progress.end(ImportPhase.DONE if is_done else ImportPhase.REFUSED, errors)
    return answer


async def _take_in(change: Change, client: Client, table: Table, given: Given, progress: Progress) -> Answer:
    # Two imports at once would each take a code the other makes for a new one.
    await change.scalar(select(func.pg_advisory_xact_lock(func.hashtextextended("import of activities", 0))))
    errors, known = table.errors, {column: await _names(change, model) for column, model in NAMED.items()}
    rows = await asyncio.to_thread(_read_all, table, known)
    errors.repeated(((each.row, each.code) for each in rows), "code")
    there = await activities_there(change, client.id, (each.code for each in rows))
    bulk = Bulk(change, client.id, await rates_there(change, client.id, there.values()))
    policy = given.on_duplicate or DuplicatePolicy.REJECT
    for each in rows:
        held = there.get(each.code)
        if held is not None and policy is DuplicatePolicy.REJECT:
            errors.add(each.row, "code", ErrorCode.DUPLICATE, "There is an activity with this code.")
        elif held is not None and policy is DuplicatePolicy.SKIP:
            bulk.skipped += 1
        elif not errors and held is None:
            bulk.make(each.code, each.values, each.span)
        elif not errors:
            bulk.update(each.code, held, each.values, each.span)
    if errors:
        return change.answer(**dict.fromkeys(bulk.counts, 0), activities=None, row_errors=errors.told())
    if given.dry_run:
        return change.answer(**bulk.counts, activities=None, row_errors=[])
    await bulk.write(progress.wrote)
    if bulk.touched:
        title = f"Activities imported: {client.name}"
        change.record(EventKind.ACTIVITIES_IMPORTED, client, title, data=bulk.counts)
    return change.answer(**bulk.counts, activities=await first_of(change, bulk.touched), row_errors=[])


async def first_of(change: Change, codes: list[str]) -> list[Activity]:
    """The activities with these codes that an answer shows: the first of them by code."""
    shown = select(Activity).where(Activity.code.in_(sorted(codes)[:SHOWN]))
    return await change.all(shown.order_by(Activity.code))


class Names:
    """The rows of a noun by name, whatever the capitals: what a word in a table means. Inactive ones are not meant."""

    def __init__(self, found: list[tuple[str, UUID, bool]]) -> None:
        self._keys: dict[str, set[UUID]] = {}
        for name, key, is_active in found:
            if is_active:
                self._keys.setdefault(name.lower(), set()).add(key)

    def key(self, row: TableRow, column: str) -> UUID | None:
        """The one that is meant; NOT_FOUND for an unknown name, CONFLICT where several have it."""
        name = row.required(column) if column == "service" else row.text(column)
        if name is None:
            return None
        found = self._keys.get(spaced(name).lower(), set())
        if not found:
            raise Rejected(ErrorCode.NOT_FOUND, f"There is no {column.replace('_', ' ')} “{name[:80]}”.", [column])
        if len(found) > 1:
            raise Rejected(ErrorCode.CONFLICT, f"Several are called “{name[:80]}”.", [column])
        return next(iter(found))


async def _names(change: Change, model: Any) -> Names:
    is_active = getattr(model, "active", model.id.is_not(None))
    found = visible(model, change.viewer).with_only_columns(model.name, model.id, is_active)
    return Names([tuple(row) for row in await change.session.execute(found)])


@dataclass(frozen=True, slots=True)
class Read:
    """A row, worked out: what it says of an activity, and of the span of its prices where it says that."""

    row: TableRow
    code: str
    values: Values
    span: Values | None


def _read_all(table: Table, known: dict[str, Names]) -> list[Read]:
    readers = READERS | {column: names.key for column, names in known.items()}
    said: dict[tuple[str, str | None], Any] = {}
    """What cells came to, as most of them say what others said before."""
    found = []
    for row in table.rows:
        cells: Values = {}
        for column, reader in readers.items():
            cell = column, row.text(column)
            if cell not in said:
                try:
                    said[cell] = reader(row, column)
                except Rejected as no:
                    table.errors.add(row, column, no.code, no.message)
                    cells[column] = None
                    continue
            cells[column] = said[cell]
        if cells["starts_on"] and cells["ends_on"] and cells["ends_on"] < cells["starts_on"]:
            table.errors.add(row, "ends_on", ErrorCode.INVALID, "It cannot end before it starts.")
        for column in known:
            cells[f"{column}_id"] = cells.pop(column)
        span = {name: cells.pop(name) for name in SPAN}
        found.append(Read(row, cells.pop("code"), cells, span if any(span.values()) else None))
    return found


def _text(row: TableRow, column: str) -> str:
    return spaced(row.required(column))


def _minutes(row: TableRow, column: str) -> int:
    row.required(column)
    minutes = row.whole(column) or 0
    if minutes < 0:
        raise Rejected(ErrorCode.INVALID, "This cannot be negative.", [column])
    return minutes


def _number(row: TableRow, column: str) -> Decimal:
    number = row.number(column)
    if number is None:
        raise Rejected(ErrorCode.REQUIRED, "This cannot be empty.", [column])
    if number < 0 or number >= LIMIT or -int(number.as_tuple().exponent) > RATE_PLACES:
        raise Rejected(ErrorCode.INVALID, "Write a number from 0 on, with up to four decimals.", [column])
    return number


def _quantity(row: TableRow, column: str) -> Decimal:
    number = _number(row, column) if column in row else Decimal(1)
    if not number:
        raise Rejected(ErrorCode.INVALID, "A quantity is more than zero.", [column])
    return number


def _currency(row: TableRow, column: str) -> str:
    code = row.required(column)
    if not is_currency(code):
        raise Rejected(ErrorCode.INVALID, "This is not the code of a currency in use, such as GBP.", [column])
    return code


READERS: dict[str, Callable[[TableRow, str], Any]] = {
    "code": _text,
    "name": _text,
    "unit": _text,
    "duration_minutes": _minutes,
    "default_quantity": _quantity,
    "sale": _number,
    "cost": _number,
    "currency": _currency,
    "starts_on": TableRow.day,
    "ends_on": TableRow.day,
}
