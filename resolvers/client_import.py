"""Clients from a table, each with its point of contact. One whose contact has the same e-mail address, or that has the
same tax number, is a duplicate (domain.md C4, OC-16)."""

import asyncio
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from models import Client, ClientStatus, ClientType, Contact, EventKind, Organisation
from models.core.money import Money
from models.errors import ErrorCode, Rejected
from permissions.base import visible
from permissions.viewer import Kind
from resolvers import client_standards as rules
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.client import ONE_AT_A_TIME, assign
from resolvers.context import Context
from resolvers.given import Given
from resolvers.importing import ADDRESS, Import, address_of, alone, among, among_keys, each_of
from resolvers.inputs import amount
from resolvers.table_file import Column, read
from resolvers.table_row import RowErrors, TableRow

COLUMNS = (
    Column("name", required=True),
    *(Column(name) for name in ("type", "contact_name", "email", "phone", "currency")),
    *ADDRESS,
    *(Column(name) for name in ("tax_id", "account_number", "payment_terms_days", "source", "hourly_rate")),
    Column("internal_notes", longest=65_536),
)
OF_CONTACT = ("contact_name", "email", "phone")
"""What the point of contact of a new client takes. People who are there already are changed by importContacts."""


async def import_clients(context: Context, given: Given) -> Answer:
    """Take clients in, all or none, by the data standards."""
    table = await read(given.file, COLUMNS, "file")
    async with context.change() as change:
        await alone(change, ONE_AT_A_TIME)
        organisation = await change.organisation()
        found = Import(change, given, table)
        values = await asyncio.to_thread(_all_values, table.rows, organisation, found.errors)
        there = await Alike.of(change, values)
        async for row, each in each_of(zip(table.rows, values, strict=True)):
            _settle(found, row, each, there, organisation)
        return found.answer("clients", await _write(change, found) if found.is_to_be_done else ())


class Alike:
    """The clients that the rows of a table may mean, by the address of a contact and by tax number."""

    def __init__(self, clients: dict[UUID, Client]) -> None:
        self._clients = clients
        self._by_email: dict[str, set[UUID]] = {}
        self._by_tax_id: dict[str, set[UUID]] = {}

    @classmethod
    async def of(cls, change: Change, values: list[dict[str, Any]]) -> "Alike":
        """Look them up; locked, as far as the caller sees them."""
        emails = [each["email"] for each in values if each.get("email")]
        tax_ids = [each["tax_id"].lower() for each in values if each.get("tax_id")]
        held = (
            select(func.lower(Contact.email), Contact.client_id)
            .join(Client, Client.id == Contact.client_id)
            .where(among(func.lower(Contact.email), emails), Contact.archived_at.is_(None))
            .where(Client.status != ClientStatus.ARCHIVED)
        )
        of_tax = among(func.lower(Client.tax_id), tax_ids) & (Client.status != ClientStatus.ARCHIVED)
        by_email = (await change.session.execute(held)).all()
        by_tax_id = (await change.session.execute(select(func.lower(Client.tax_id), Client.id).where(of_tax))).all()
        keys = {key for _, key in (*by_email, *by_tax_id)}
        seen = visible(Client, change.viewer).where(among_keys(Client.id, keys)).order_by(Client.id)
        rows = await change.all(seen.with_for_update(of=Client, key_share=True))
        made = cls({row.id: row for row in rows})
        for email, key in by_email:
            made._by_email.setdefault(email, set()).add(key)
        for tax_id, key in by_tax_id:
            made._by_tax_id.setdefault(tax_id, set()).add(key)
        return made

    def find(self, values: dict[str, Any]) -> tuple[str, Client | None] | None:
        """The client a row means and the column that tells, without the client where the caller may not see it; None
        where it is new. CONFLICT where it means several."""
        by_email = self._by_email.get(values.get("email") or "", set())
        by_tax_id = self._by_tax_id.get((values.get("tax_id") or "").lower(), set())
        keys = by_email | by_tax_id
        column = "email" if by_email else "tax_id"
        if len(keys) > 1:
            message = "Several clients have this e-mail address or tax number."
            raise Rejected(ErrorCode.CONFLICT, message, [column])
        return (column, self._clients.get(next(iter(keys)))) if keys else None


def _settle(found: Import, row: TableRow, values: dict[str, Any], there: Alike, organisation: Organisation) -> None:
    with found.errors.of(row):
        alike = there.find(values)
        if alike is None:
            found.made.append(_complete(values, organisation))
            return
        column, client = alike
        if client is None:
            raise Rejected(ErrorCode.DUPLICATE, "There is one like it already.", [column])
        for fixed, verb in (("currency", "updateClient"), ("type", "changeClientType")):
            if values.get(fixed) not in (None, getattr(client, fixed)):
                raise Rejected(ErrorCode.CONFLICT, f"The client has another one; {verb} changes it.", [fixed])
        own = {name: value for name, value in values.items() if name not in OF_CONTACT}
        if "name" in own:
            own["name"] = rules.client_name(organisation.data_standards, own["name"], client.type)
        if "hourly_rate" in own:
            own["hourly_rate"] = amount(own["hourly_rate"], client.currency, Money.rate, "hourly_rate")
        found.meet(row, column, client, own)


def _complete(values: dict[str, Any], organisation: Organisation) -> dict[str, Any]:
    """What a new client is made of. REQUIRED where the data standards miss something."""
    standards = organisation.data_standards
    try:
        rules.require_fields(standards, SimpleNamespace(**dict.fromkeys(COLUMN_NAMES) | values))
    except Rejected as missing:
        missing.path = ["street"] if missing.path == ["billingAddress"] else missing.path
        raise
    kind = values.get("type") or ClientType.COMPANY
    currency = values.get("currency") or organisation.currency
    name = rules.client_name(standards, values.get("name"), kind)
    contact = values.get("contact_name")
    return values | {
        "name": name,
        "type": kind,
        "currency": currency,
        "hourly_rate": amount(values.get("hourly_rate"), currency, Money.rate, "hourly_rate"),
        "payment_terms_days": values.get("payment_terms_days", organisation.payment_terms_days),
        "contact_name": rules.contact_name(standards, contact) if contact else name,
    }


COLUMN_NAMES = (*(column.name for column in COLUMNS), "billing_address")


async def _write(change: Change, found: Import) -> list[Client]:
    of_clients = [{name: each[name] for name in each if name not in OF_CONTACT} for each in found.made]
    made = await change.add_all([Client(**values) async for values in each_of(of_clients)])
    people = [
        Contact(
            client_id=client.id,
            name=values["contact_name"],
            email=values.get("email"),
            phone=values.get("phone"),
            is_point_of_contact=True,
        )
        for client, values in zip(made, found.made, strict=True)
    ]
    async for client, contact in each_of(zip(made, await change.add_all(people), strict=True)):
        change.record(EventKind.CLIENT_CREATED, client, data={"contactId": str(contact.id)})
        if change.viewer.kind is Kind.LIMITED:
            await assign(change, change.viewer.user_id, client.id)
    async for client, values in each_of(found.changed):
        for name, value in values.items():
            setattr(client, name, value)
        change.record(EventKind.CLIENT_UPDATED, client)
    return [*made, *(client for client, _ in found.changed)]


def _all_values(rows: list[TableRow], organisation: Organisation, errors: RowErrors) -> list[dict[str, Any]]:
    values = [_values(row, organisation, errors) for row in rows]
    for column in ("email", "tax_id"):
        keys = ((each.get(column) or "").lower() or None for each in values)
        errors.repeated(zip(rows, keys, strict=True), column)
    return values


def _values(row: TableRow, organisation: Organisation, errors: RowErrors) -> dict[str, Any]:
    """The columns a row fills; an empty cell leaves what is there."""
    values: dict[str, Any] = {}
    with errors.of(row):
        values["name"] = row.required("name")
    with errors.of(row):
        values["type"] = row.choice("type", ClientType)
    with errors.of(row):
        values["email"] = rules.email(row.text("email"))
    with errors.of(row):
        if "currency" in row:
            values["currency"] = rules.checked_currency(row.required("currency").upper())
    with errors.of(row):
        values["billing_address"] = address_of(row)
    with errors.of(row):
        if "payment_terms_days" in row:
            values["payment_terms_days"] = rules.terms(row.whole("payment_terms_days"), 0)
    with errors.of(row):
        rules.require_source(organisation.data_standards, row.text("source"))
    with errors.of(row):
        values["hourly_rate"] = row.number("hourly_rate")
    for name in ("contact_name", "phone", "tax_id", "account_number", "source"):
        values[name] = rules.text(row.text(name))
    values["internal_notes"] = row.text("internal_notes")
    return {name: value for name, value in values.items() if value is not None}
