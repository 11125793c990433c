"""Merging two clients: the remedy for a wrong conversion (domain.md C7)."""

from typing import Any
from uuid import UUID

from sqlalchemy import Delete, PrimaryKeyConstraint, Table, UniqueConstraint, delete, exists, select, text, update

from models import Client, ClientStatus, ClientType, Contact, EventKind, Lead, PortalStatus, Session
from models.client import CLIENT_MOVES
from models.core.base import Base
from models.errors import ErrorCode, Rejected
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context
from resolvers.given import Given
from resolvers.made_out import follow_client


async def merge(context: Context, given: Given) -> Answer:
    """Re-point every row of the first client to the second, ids unchanged; the first becomes ARCHIVED.

    Drafts are made out to the second from now on.

    CURRENCY_MISMATCH between two currencies, INVALID_STATE into an archived client, CONFLICT where an individual would
    have several contacts.
    """
    async with context.change() as change:
        ending = await change.find(Client, given.from_client_id, "fromClientId")
        staying = await change.find(Client, given.into_client_id, "intoClientId")
        _check(ending, staying)
        # Waits for whoever is adding something to the client right now, so that it moves too.
        await change.scalar(select(Client.id).where(Client.id == ending.id).with_for_update())
        await _join_contacts(change, ending, staying)
        await _repoint(change, ending, staying)
        ending.archive(change.now)
        staying.lead_id = staying.lead_id or ending.lead_id
        await follow_client(change, staying)
        both = {"fromClientId": str(ending.id), "intoClientId": str(staying.id)}
        change.record(EventKind.CLIENT_MERGED, ending, f"Client merged: {ending.name} into {staying.name}", data=both)
        change.record(EventKind.CLIENT_MERGED, staying, f"Client merged: {ending.name} into {staying.name}", data=both)
        return change.answer(client=staying)


def _check(ending: Client, staying: Client) -> None:
    if ending is staying:
        raise Rejected(ErrorCode.INVALID, "A client is not merged into itself.", ["intoClientId"])
    CLIENT_MOVES.require(staying.status, ClientStatus.ACTIVE, ClientStatus.INACTIVE)
    if ending.currency != staying.currency:
        message = f"One client is in {ending.currency}, the other in {staying.currency}."
        raise Rejected(ErrorCode.CURRENCY_MISMATCH, message, ["intoClientId"])


async def _join_contacts(change: Change, ending: Client, staying: Client) -> None:
    """One point of contact remains, and a person known to both clients remains one contact."""
    contacts = select(Contact).where(Contact.client_id.in_([ending.id, staying.id])).order_by(Contact.id)
    found = await change.all(contacts.with_for_update())
    theirs = [each for each in found if each.client_id == staying.id]
    for contact in [each for each in found if each.client_id == ending.id]:
        contact.is_point_of_contact = False
        twin = next((each for each in theirs if _same_person(contact, each)), None)
        if twin is not None:
            await _fold(change, contact, twin)
        elif staying.type is ClientType.INDIVIDUAL and contact.archived_at is None:
            message = "An individual has exactly one contact; make it a company first."
            raise Rejected(ErrorCode.CONFLICT, message, ["intoClientId"])
    await change.flush()


def _same_person(one: Contact, other: Contact) -> bool:
    if one.identity_id and other.identity_id:
        return one.identity_id == other.identity_id
    return one.email is not None and one.email.lower() == (other.email or "").lower()


async def _fold(change: Change, contact: Contact, twin: Contact) -> None:
    """Keep the twin, with the portal of whichever of the two had one; the other stays for the record."""
    if contact.identity_id and not twin.identity_id:
        twin.identity_id, twin.portal_status = contact.identity_id, contact.portal_status
        twin.portal_permissions, twin.invitation_expires_at = contact.portal_permissions, None
    sessions = select(Session).where(Session.contact_id == contact.id).with_for_update()
    for session in await change.all(sessions):
        session.revoke(change.now)
    contact.identity_id, contact.portal_status = None, PortalStatus.NONE
    contact.archived_at = contact.archived_at or change.now


async def _repoint(change: Change, ending: Client, staying: Client) -> None:
    """Parents and children change together, so their composite keys are checked at the end."""
    await change.session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
    for table in Base.metadata.sorted_tables:
        if "client_id" in table.columns:
            for key in _keys(table):
                await change.session.execute(_twins(table, key, ending.id, staying.id))
            ours = table.c.client_id == ending.id
            await change.session.execute(table.update().where(ours).values(client_id=staying.id))
    await change.session.execute(
        update(Lead)
        .where(Lead.converted_client_id == ending.id)
        .values(converted_client_id=staying.id)
        .execution_options(synchronize_session=False)
    )


def _keys(table: Table) -> list[Any]:
    """The keys of a table that hold the client beside something else, such as an assignment's."""
    unique = [each for each in table.constraints if isinstance(each, PrimaryKeyConstraint | UniqueConstraint)]
    return [each for each in unique if "client_id" in each.columns and "id" not in each.columns]


def _twins(table: Table, key: Any, ending: UUID, staying: UUID) -> Delete:
    """Where both clients have one, such as a user assigned to both, that of the client that stays holds."""
    twin = table.alias()
    same = [twin.c[each.name].is_not_distinct_from(each) for each in key.columns if each.name != "client_id"]
    return delete(table).where(table.c.client_id == ending, exists().where(twin.c.client_id == staying, *same))
