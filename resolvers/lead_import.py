"""Leads from a table. One with the same e-mail address, not converted yet, is a duplicate."""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from models import EventKind, Lead, LeadStatus, PipelineStage, User, UserStatus
from models.core.money import Money
from models.errors import ErrorCode, Rejected
from resolvers import client_standards as rules
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context
from resolvers.given import Given
from resolvers.importing import ADDRESS, Import, address_of, alone, among, each_of
from resolvers.inputs import amount
from resolvers.lead import first_stage
from resolvers.table_file import Column, read
from resolvers.table_row import RowErrors, TableRow

COLUMNS = (
    *(Column(name) for name in ("name", "company_name", "email", "phone")),
    *ADDRESS,
    *(Column(name) for name in ("source", "stage", "owner", "value", "currency")),
)


@dataclass(frozen=True)
class Known:
    """What rows name: stages by their name, users by their address, and the organisation's own currency."""

    stages: dict[str, UUID]
    users: dict[str, UUID]
    currency: str


async def import_leads(context: Context, given: Given) -> Answer:
    """Take leads in, all or none. Nobody is notified: whoever imports knows (domain.md A4)."""
    table = await read(given.file, COLUMNS, "file")
    async with context.change() as change:
        await alone(change, "import of leads")
        known = await _known(change)
        first = (await first_stage(change)).id
        found = Import(change, given, table)
        values = await asyncio.to_thread(_all_values, table.rows, known, found.errors)
        there = await _there(change, [each["email"] for each in values if each.get("email")])
        async for row, each in each_of(zip(table.rows, values, strict=True)):
            alike = there.get(each.get("email") or "", [])
            if len(alike) > 1:
                found.errors.add(row, "email", ErrorCode.CONFLICT, "Several leads have this address.")
            elif alike:
                found.meet(row, "email", alike[0], each)
            else:
                found.made.append({"stage_id": first, "name": each.get("email")} | each)
        return found.answer("leads", await _write(change, found) if found.is_to_be_done else ())


async def _write(change: Change, found: Import) -> list[Lead]:
    made = await change.add_all([Lead(**values) async for values in each_of(found.made)])
    async for lead in each_of(made):
        change.record(EventKind.LEAD_CREATED, lead)
    async for lead, values in each_of(found.changed):
        for name, value in values.items():
            setattr(lead, name, value)
        change.record(EventKind.LEAD_UPDATED, lead)
    return [*made, *(lead for lead, _ in found.changed)]


async def _known(change: Change) -> Known:
    stages = await change.session.execute(select(func.lower(PipelineStage.name), PipelineStage.id))
    active = select(func.lower(User.email), User.id).where(User.status != UserStatus.DISABLED)
    users = await change.session.execute(active)
    return Known(dict(map(tuple, stages)), dict(map(tuple, users)), (await change.organisation()).currency)


async def _there(change: Change, emails: list[str]) -> dict[str, list[Lead]]:
    wanted = select(Lead).where(among(func.lower(Lead.email), emails), Lead.status != LeadStatus.CONVERTED)
    there: dict[str, list[Lead]] = {}
    for lead in await change.all(wanted.order_by(Lead.id).with_for_update(key_share=True)):
        there.setdefault(lead.email.lower(), []).append(lead)
    return there


def _all_values(rows: list[TableRow], known: Known, errors: RowErrors) -> list[dict[str, Any]]:
    values = [_values(row, known, errors) for row in rows]
    errors.repeated(zip(rows, (each.get("email") for each in values), strict=True), "email")
    return values


def _values(row: TableRow, known: Known, errors: RowErrors) -> dict[str, Any]:
    """The columns a row fills; an empty cell leaves what is there."""
    values: dict[str, Any] = {}
    with errors.of(row):
        values["email"] = rules.email(row.text("email"))
    with errors.of(row):
        if "name" not in row and "email" not in row:
            raise Rejected(ErrorCode.REQUIRED, "A lead needs a name or an e-mail address.", ["name"])
    for name in ("name", "company_name", "phone", "source"):
        values[name] = rules.text(row.text(name))
    with errors.of(row):
        values["address"] = address_of(row)
    with errors.of(row):
        values["stage_id"] = _named(row, "stage", known.stages)
    with errors.of(row):
        values["owner_id"] = _named(row, "owner", known.users)
    with errors.of(row):
        currency = (row.text("currency") or known.currency).upper()
        if (worth := amount(row.number("value"), currency, Money.of, "value")) is not None:
            values |= {"value": worth, "value_currency": currency}
    return {name: value for name, value in values.items() if value is not None}


def _named(row: TableRow, column: str, known: dict[str, UUID]) -> UUID | None:
    text = row.text(column)
    if text is not None and text.lower() not in known:
        raise Rejected(ErrorCode.NOT_FOUND, f"There is no {column} {text[:80]}.", [column])
    return known[text.lower()] if text else None
