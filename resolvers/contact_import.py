"""Contacts from a table. `client` is the client's id, its account number or its name; a contact of that client with the
same e-mail address is a duplicate (OC-05)."""

import asyncio
from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, or_, select

from models import Client, ClientStatus, ClientType, Contact, EventKind
from models.core import ids
from models.errors import ErrorCode, Rejected
from permissions.base import visible
from resolvers import client_standards as rules
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context
from resolvers.given import Given
from resolvers.importing import Import, among, among_keys, each_of
from resolvers.table_file import Column, read
from resolvers.table_row import RowErrors, TableRow

COLUMNS = (
    Column("client", required=True),
    Column("name", required=True),
    *(Column(name) for name in ("email", "phone", "job_role")),
)


async def import_contacts(context: Context, given: Given) -> Answer:
    """Take people in at clients that are there, all or none."""
    table = await read(given.file, COLUMNS, "file")
    async with context.change() as change:
        standards = (await change.organisation()).data_standards
        found = Import(change, given, table)
        clients = await Clients.of(change, {text for row in table.rows if (text := row.text("client"))})
        values = await asyncio.to_thread(_all_values, table.rows, clients, standards, found.errors)
        there = await _there(change, values)
        async for row, each in each_of(zip(table.rows, values, strict=True)):
            client, email = each.get("client"), each.get("email")
            known = there.get((client.id, email)) if client and email else None
            own = {name: value for name, value in each.items() if name != "client"}
            if known is not None:
                found.meet(row, "email", known, own)
            elif client is not None:
                if client.type is ClientType.INDIVIDUAL:
                    message = "An individual has exactly one contact; make it a company first."
                    found.errors.add(row, "client", ErrorCode.CONFLICT, message)
                found.made.append(own | {"client_id": client.id})
        return found.answer("contacts", await _write(change, found) if found.is_to_be_done else ())


class Clients:
    """The clients a table names, locked as long as people are added to them."""

    def __init__(self, rows: Iterable[Client]) -> None:
        self._found: dict[str, set[Client]] = {}
        for client in rows:
            self._name(ids.global_id("Client", client.id), client)
            if client.account_number:
                self._name(client.account_number.lower(), client)
            if client.status is not ClientStatus.ARCHIVED:
                self._name(client.name.lower(), client)

    @classmethod
    async def of(cls, change: Change, names: set[str]) -> "Clients":
        """Look up those the caller sees."""
        small = [name.lower() for name in names]
        named = or_(
            among_keys(Client.id, [key for name in names if (key := ids.key_of("Client", name))]),
            among(func.lower(Client.account_number), small),
            among(func.lower(Client.name), small),
        )
        wanted = visible(Client, change.viewer).where(named).order_by(Client.id)
        return cls(await change.all(wanted.with_for_update(of=Client, key_share=True)))

    def _name(self, name: str, client: Client) -> None:
        self._found.setdefault(name, set()).add(client)

    def named(self, text: str) -> Client:
        """The one client meant: NOT_FOUND where there is none, CONFLICT where there are several."""
        found = self._found.get(text) or self._found.get(text.lower()) or set()
        if len(found) > 1:
            raise Rejected(ErrorCode.CONFLICT, "Several clients are called so; give the client's id.", ["client"])
        if not found:
            raise Rejected(ErrorCode.NOT_FOUND, f"There is no client {text[:80]}.", ["client"])
        return next(iter(found))


async def _there(change: Change, values: list[dict[str, Any]]) -> dict[Any, Contact]:
    keys = {each["client"].id for each in values if "client" in each}
    emails = {each["email"] for each in values if "email" in each}
    wanted = select(Contact).where(
        among_keys(Contact.client_id, keys), among(func.lower(Contact.email), emails), Contact.archived_at.is_(None)
    )
    rows = await change.all(wanted.order_by(Contact.id).with_for_update(key_share=True))
    return {(row.client_id, row.email.lower()): row for row in rows}


async def _write(change: Change, found: Import) -> list[Contact]:
    made = await change.add_all([Contact(**values) async for values in each_of(found.made)])
    async for contact in each_of(made):
        change.record(EventKind.CONTACT_ADDED, contact)
    async for contact, values in each_of(found.changed):
        for name, value in values.items():
            setattr(contact, name, value)
        change.record(EventKind.CONTACT_UPDATED, contact)
    return [*made, *(contact for contact, _ in found.changed)]


def _all_values(
    rows: list[TableRow], clients: Clients, standards: dict[str, Any], errors: RowErrors
) -> list[dict[str, Any]]:
    values = [_values(row, clients, standards, errors) for row in rows]
    keys = (f"{each['client'].id} {each['email']}" if {"client", "email"} <= each.keys() else None for each in values)
    errors.repeated(zip(rows, keys, strict=True), "email")
    return values


def _values(row: TableRow, clients: Clients, standards: dict[str, Any], errors: RowErrors) -> dict[str, Any]:
    """The columns a row fills; an empty cell leaves what is there."""
    values: dict[str, Any] = {"phone": rules.text(row.text("phone")), "job_role": rules.text(row.text("job_role"))}
    with errors.of(row):
        values["client"] = clients.named(row.required("client"))
    with errors.of(row):
        values["name"] = rules.contact_name(standards, row.text("name"))
    with errors.of(row):
        values["email"] = rules.email(row.text("email"))
    return {name: value for name, value in values.items() if value is not None}
