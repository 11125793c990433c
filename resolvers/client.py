"""Clients: how they are opened, kept to the organisation's standards, and changed."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.dialects.postgresql import insert

import models
from models import (
    Client,
    ClientStatus,
    ClientType,
    Contact,
    EventKind,
    Invoice,
    Payment,
    Project,
    RecurringInvoice,
    Visibility,
)
from models.core.address import address
from models.core.money import Path
from models.errors import ErrorCode, Rejected
from permissions.base import visible
from permissions.viewer import Kind
from resolvers import client_standards as rules
from resolvers.activity_copy import take_over
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context
from resolvers.given import Given
from resolvers.made_out import follow_client

ONE_AT_A_TIME = "import of clients"
"""The name of the lock that an import of clients takes for itself."""


async def open_client(change: Change, given: Given, *, at: Path = (), lead: Any = None) -> tuple[Client, Contact]:
    """Make a client with its first contact, the point of contact, as the data standards want it (OC-16).

    `given` has the parts of CreateClientInput and `at` is where it lies in the input. `lead` is the lead the client is
    made from: its source is history and may be one that is not offered. REQUIRED, INVALID, and DUPLICATE with the
    candidates the caller may see (domain.md C4). A caller with limited scope is assigned the client (S6).
    """
    organisation = await change.organisation()
    standards = organisation.data_standards
    rules.require_fields(standards, given, at)
    if lead is None:
        rules.require_source(standards, given.source, at)
    email, tax_id = rules.email(given.email, at), rules.text(given.tax_id)
    await refuse_duplicate(change, email, tax_id, at)

    name = rules.client_name(standards, given.name, given.type, at)
    currency = rules.checked_currency(given.currency or organisation.currency, at)
    client = await change.add(
        Client(
            name=name,
            type=given.type,
            currency=currency,
            billing_address=_address(given, at),
            tax_id=tax_id,
            account_number=rules.text(given.account_number),
            payment_terms_days=rules.terms(given.payment_terms_days, organisation.payment_terms_days, at),
            source=rules.text(given.source),
            hourly_rate=rules.hourly_rate(given.hourly_rate, currency, at),
            lead_id=lead.id if lead else None,
        )
    )
    contact = await change.add(
        Contact(
            client_id=client.id,
            name=rules.contact_name(standards, given.contact_name) if given.contact_name else name,
            email=email,
            phone=rules.text(given.phone),
            is_point_of_contact=True,
        )
    )
    change.record(EventKind.CLIENT_CREATED, client, data={"contactId": str(contact.id)})
    if change.viewer.kind is Kind.LIMITED:
        await assign(change, change.viewer.user_id, client.id)
    if given.copy_activities_from_client_id is not None:
        await _take_activities_over(change, client, given, at)
    return client, contact


async def _take_activities_over(change: Change, client: Client, given: Given, at: Path) -> None:
    path = [*at, "copyActivitiesFromClientId"]
    source = await change.find(Client, given.copy_activities_from_client_id, *path, lock=False)
    if not change.viewer.is_admin:
        raise Rejected(ErrorCode.FORBIDDEN, "Activities are set up by administrators.", path)
    await take_over(change, source, client, given)


async def assign(change: Change, user_id: UUID, client_id: UUID) -> None:
    """Give a user a client, once. Where it is the caller, this operation sees the client from now on (S6, C6)."""
    held = insert(models.UserClient).values(user_id=user_id, client_id=client_id)
    await change.session.execute(held.on_conflict_do_nothing())
    viewer = change.context.viewer
    if viewer.user_id == user_id and viewer.kind is Kind.LIMITED and client_id not in viewer.client_ids:
        session = change.context.session
        if session is not None and session.is_api_token:
            await change.add(models.ApiTokenClient(api_token_id=session.id, client_id=client_id))
        change.context.viewer = replace(viewer, client_ids=(*viewer.client_ids, client_id))


async def refuse_duplicate(
    change: Change, email: str | None, tax_id: str | None, at: Path = (), besides: UUID | None = None
) -> None:
    """DUPLICATE where a contact of another client has the address, or a client the tax number (domain.md C4).

    Who may not see that client learns that there is one, and not which. Two such writes wait for each other, and for
    an import of clients.
    """
    given = [each.lower() for each in (email, tax_id) if each]
    if not given:
        return
    await change.scalar(select(func.pg_advisory_xact_lock_shared(func.hashtextextended(ONE_AT_A_TIME, 0))))
    for each in sorted(given):
        await change.scalar(select(func.pg_advisory_xact_lock(func.hashtextextended(f"client:{each}", 0))))
    same: Select[Any] = select(Contact.client_id).where(
        func.lower(Contact.email) == (email or "").lower(), Contact.archived_at.is_(None)
    )
    alike = or_(Client.id.in_(same), func.lower(Client.tax_id) == (tax_id or "").lower())
    others = and_(Client.status != ClientStatus.ARCHIVED, Client.id.is_distinct_from(besides))
    found = await change.all(select(Client.id).where(alike, others))
    if found:
        seen = await change.all(visible(Client, change.viewer).where(Client.id.in_(found)).order_by(Client.name))
        for each in seen:
            change.session.expunge(each)  # the rollback would take their values away
        message = "There is a client with this e-mail address or tax number already."
        raise Rejected(ErrorCode.DUPLICATE, message, at or None, candidates=seen)


async def create(context: Context, given: Given) -> Answer:
    """Make a client and its first contact."""
    async with context.change() as change:
        client, _ = await open_client(change, given)
        return change.answer(client=client)


async def update(context: Context, given: Given) -> Answer:
    """Change what is given. CONFLICT for another currency once an invoice is issued."""
    async with context.change() as change:
        client = await change.find(Client, given.client_id, "clientId")
        change.expect(client, given.expected_version)
        organisation = await change.organisation()
        standards = organisation.data_standards
        if "name" in given:
            client.name = rules.client_name(standards, given.name, client.type)
        if "source" in given and rules.text(given.source) != client.source:
            rules.require_source(standards, given.source)
        if "tax_id" in given and (tax_id := rules.text(given.tax_id)) != client.tax_id:
            await refuse_duplicate(change, None, tax_id, besides=client.id)
        await _change_prices(change, client, given)
        if "billing_address" in given:
            client.billing_address = _address(given, ())
        if "payment_terms_days" in given:
            client.payment_terms_days = rules.terms(given.payment_terms_days, organisation.payment_terms_days)
        for field in ("tax_id", "source", "account_number"):
            if field in given:
                setattr(client, field, rules.text(given.value(field)))
        change.update(client, given, "internal_notes")
        rules.require_fields(standards, client, only=[name for name in rules.OF_CLIENT if name in given])
        if given.status is not None:
            client.change_status(given.status, change.now)
        _record_update(change, client)
        await follow_client(change, client)
        return change.answer(client=client)


async def change_type(context: Context, given: Given) -> Answer:
    """Person or company, both ways. CONFLICT to INDIVIDUAL with several contacts (OC-09)."""
    async with context.change() as change:
        client = await change.find(Client, given.client_id, "clientId")
        if given.type is ClientType.INDIVIDUAL and await _active_contacts(change, client) > 1:
            raise Rejected(ErrorCode.CONFLICT, "An individual has exactly one contact; archive the others.", ["type"])
        client.type = given.type
        if change.changed(client):
            change.record(EventKind.CLIENT_UPDATED, client)
        return change.answer(client=client)


async def set_point_of_contact(context: Context, given: Given) -> Answer:
    """Make another contact the one everything goes to, in one step (OC-07)."""
    async with context.change() as change:
        client = await change.find(Client, given.client_id, "clientId")
        contact = await change.find(Contact, given.contact_id, "contactId")
        if contact.client_id != client.id:
            raise Rejected(ErrorCode.INVALID, "This contact is of another client.", ["contactId"])
        if contact.archived_at:
            raise Rejected(ErrorCode.INVALID_STATE, "This contact is kept for the record alone.", ["contactId"])
        if not contact.is_point_of_contact:
            former = select(Contact).where(Contact.client_id == client.id, Contact.is_point_of_contact)
            for each in await change.all(former.with_for_update()):
                each.is_point_of_contact = False
            await change.flush()
            contact.is_point_of_contact = True
            change.record(EventKind.POINT_OF_CONTACT_CHANGED, contact)
            await follow_client(change, client)
        return change.answer(client=client)


async def archive(context: Context, given: Given) -> Answer:
    """End it; a second time changes nothing."""
    async with context.change() as change:
        client = await change.find(Client, given.client_id, "clientId")
        client.archive(change.now)
        if change.changed(client):
            change.record(EventKind.CLIENT_ARCHIVED, client)
        return change.answer(client=client)


async def _active_contacts(change: Change, client: Client) -> int:
    active = select(func.count()).where(Contact.client_id == client.id, Contact.archived_at.is_(None))
    return await change.scalar(active)


def _record_update(change: Change, client: Client) -> None:
    changed = change.changed(client).keys()
    if "status" in changed and client.status is ClientStatus.ARCHIVED:
        change.record(EventKind.CLIENT_ARCHIVED, client)
    elif changed:
        for_contacts = changed - {"internal_notes", "source", "hourly_rate"}
        change.record(EventKind.CLIENT_UPDATED, client, visibility=None if for_contacts else Visibility.INTERNAL)


async def _change_prices(change: Change, client: Client, given: Given) -> None:
    if given.currency is not None and given.currency != client.currency:
        for priced in (Invoice, Payment, RecurringInvoice, Project):
            if await change.scalar(select(priced.id).where(priced.client_id == client.id).limit(1)):
                message = (
                    f"The currency is fixed: there are {priced.__tablename__.replace('_', ' ')}s in {client.currency}."
                )
                raise Rejected(ErrorCode.CONFLICT, message, ["currency"])
        if client.hourly_rate is not None and "hourly_rate" not in given:
            message = "Give the hourly rate in the new currency as well."
            raise Rejected(ErrorCode.CURRENCY_MISMATCH, message, ["hourlyRate"])
        client.currency = rules.checked_currency(given.currency)
    if "hourly_rate" in given:
        client.hourly_rate = rules.hourly_rate(given.hourly_rate, client.currency)


def _address(given: Given, at: Path) -> dict[str, Any] | None:
    return address(given.billing_address and given.billing_address.plain(), [*at, "billingAddress"])
