"""Clients: how they are opened, kept to the organisation's standards, and changed."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.dialects.postgresql import insert

import models
from models import Client, ClientStatus, Contact, EventKind
from models.core.address import address
from models.core.money import Path
from models.errors import ErrorCode, Rejected
from permissions.base import visible
from permissions.viewer import Kind
from resolvers import client_standards as rules
from resolvers.change import Change
from resolvers.given import Given


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
            billing_address=address(given.billing_address and given.billing_address.plain(), [*at, "billingAddress"]),
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
    return client, contact


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


async def refuse_duplicate(change: Change, email: str | None, tax_id: str | None, at: Path = ()) -> None:
    """DUPLICATE where a contact of another client has the address, or a client the tax number (domain.md C4).

    Who may not see that client learns that there is one, and not which. Two such writes wait for each other.
    """
    given = [each.lower() for each in (email, tax_id) if each]
    if not given:
        return
    for each in sorted(given):
        await change.scalar(select(func.pg_advisory_xact_lock(func.hashtextextended(f"client:{each}", 0))))
    same: Select[Any] = select(Contact.client_id).where(
        func.lower(Contact.email) == (email or "").lower(), Contact.archived_at.is_(None)
    )
    alike = or_(Client.id.in_(same), func.lower(Client.tax_id) == (tax_id or "").lower())
    found = await change.all(select(Client.id).where(alike, Client.status != ClientStatus.ARCHIVED))
    if found:
        seen = visible(Client, change.viewer).where(Client.id.in_(found)).order_by(Client.name, Client.id)
        raise Rejected(
            ErrorCode.DUPLICATE,
            "There is a client with this e-mail address or tax number already.",
            at or None,
            candidates=await change.all(seen),
        )
