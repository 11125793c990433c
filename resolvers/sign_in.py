"""Signing in and out."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, update

from models import Client, Contact, Identity, PortalStatus, Session, User, UserStatus
from models.core import ids
from models.errors import ErrorCode, Rejected, not_found
from permissions.base import within
from permissions.viewer import NOBODY
from resolvers import attempts, secrets, session
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.constraints import refuses
from resolvers.context import Context
from resolvers.given import Given

Person = User | Contact
TOLD = ("id", "name", "type", "status", "currency", "payment_terms_days", "last_activity_at", "created_at", "version")
"""What has to be said of a client, and is no secret to somebody who may sign in for it."""

refuses("uq_identity_email", ErrorCode.CONFLICT, "This address was taken a moment ago; try again.")


async def login(context: Context, given: Given) -> Answer:
    """Open a session. INVALID_CREDENTIALS whatever is wrong, RATE_LIMITED after many attempts."""
    async with context.change() as change:
        await attempts.begin(change, given.email)
        identity = await identity_of(change, given.email)
    # Outside of a transaction: hashing takes its time, and connections are few.
    if not await secrets.is_password(given.password, identity.password_hash if identity else None):
        raise invalid_credentials()
    fresh = await secrets.hash_password(given.password) if secrets.is_outdated(identity.password_hash) else None
    async with context.change() as change:
        heard = identity.password_hash
        identity = await change.get(Identity, identity.id)
        if identity is None or identity.password_hash != heard:
            raise invalid_credentials()
        identity.password_hash = fresh or identity.password_hash
        await attempts.forgive(change, given.email)
        person = await person_of(change, identity, given.contact_id)
        if person is None:
            raise invalid_credentials()
        token = await open_session(change, identity, person)
    return await entered(context, token)


async def logout(context: Context, given: Given) -> Answer:
    """End this session, or every one of the person."""
    if context.session is not None and context.session.is_api_token:
        raise Rejected(ErrorCode.INVALID_STATE, "A program's key is ended by revokeApiToken.")
    async with context.change() as change:
        ending = Session.id == (context.session.id if context.session else None)
        if given.everywhere:
            ending = ending | (Session.identity_id == context.viewer.identity_id)
        await end_sessions(change, ending)
    context.viewer, context.session, context.set_cookie = NOBODY, None, ""
    context.forget()
    return {"token": None, "viewer": None}


async def identity_of(change: Change, email: str) -> Identity | None:
    """The identity that signs in with an address."""
    found = await change.all(select(Identity).where(func.lower(Identity.email) == email.strip().lower()))
    return found[0] if found else None


async def person_of(change: Change, identity: Identity, contact_id: str | None = None) -> Person | None:
    """Who an identity speaks for: the contact asked for, else the user it is, else the contact it was last.

    NOT_FOUND for a contact it is not; None where it is nobody who may come in.
    """
    if contact_id is None:
        user = select(User).where(User.identity_id == identity.id, User.status == UserStatus.ACTIVE)
        for found in await change.all(user.where(User.archived_at.is_(None))):
            return found
    contacts = await change.all(open_contacts(identity.id))
    if contact_id is None:
        return contacts[0] if contacts else None
    key = ids.key_of(Contact.__name__, contact_id)
    for contact in contacts:
        if contact.id == key:
            return contact
    raise not_found("contactId")


def open_contacts(identity_id: UUID | None) -> Select[Any]:
    """The contacts an identity may speak for, the one it was last first."""
    return (
        select(Contact)
        .where(Contact.identity_id == identity_id, Contact.portal_status == PortalStatus.ACTIVE)
        .where(Contact.archived_at.is_(None))
        .order_by(Contact.last_seen_at.desc().nulls_last(), Contact.id)
    )


async def open_session(change: Change, identity: Identity, person: Person) -> str:
    """A new session of an identity that speaks for a user or a contact; answers its token, kept hashed alone."""
    token = secrets.new_token()
    await change.add(
        Session(
            token_hash=secrets.digest(token),
            identity_id=identity.id,
            user_id=person.id if isinstance(person, User) else None,
            contact_id=person.id if isinstance(person, Contact) else None,
            created_at=change.now,
            expires_at=change.now + session.LASTS,
            ip=change.context.ip,
        )
    )
    return token


async def end_sessions(change: Change, which: ColumnElement[bool]) -> None:
    """End the live sessions of a condition. Their streams end when they next look (domain.md S5)."""
    await change.session.execute(
        update(Session)
        .where(which, Session.revoked_at.is_(None))
        .values(revoked_at=change.now)
        .execution_options(synchronize_session=False)
    )


async def entered(context: Context, token: str) -> Answer:
    """Go on as whoever just signed in, and answer the session."""
    context.viewer, context.session = await session.authenticate(context.services, token)
    context.set_cookie = token
    context.forget()
    return {"token": token, "viewer": context.viewer}


def acting_as(change: Change, person: Person) -> None:
    """From here on the log names this person, who came as a stranger with a token."""
    is_user = isinstance(person, User)
    change.viewer = replace(
        change.viewer, user_id=person.id if is_user else None, contact_id=None if is_user else person.id
    )


def invalid_credentials() -> Rejected:
    """The one answer to a wrong address and to a wrong password."""
    return Rejected(ErrorCode.INVALID_CREDENTIALS, "The e-mail address or the password is not right.")


async def contacts_of(context: Context) -> list[Contact]:
    """Every contact the person asking is, to choose one for `login`.

    A session speaks for one client, so the scope hides the others; of these the client alone can be told beside the
    contact's name, and of it no more than it takes to choose.
    """
    platform = context.as_system()
    contacts = list(await platform.scalars(open_contacts(context.viewer.identity_id)))
    keys = [contact.client_id for contact in contacts]
    seen = set(await context.scalars(within(Client, context.viewer, Client.id.in_(keys))))
    for client in await platform.scalars(select(Client).where(Client.id.in_(keys))):
        if client.id not in seen:
            context.loaders.one(Client).prime(client.id, Client(**{name: getattr(client, name) for name in TOLD}))
    return contacts
