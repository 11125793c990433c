"""The people who work here: invited, changed, assigned, and let go."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, func, select

from models import (
    Ability,
    Client,
    EventKind,
    Identity,
    Organisation,
    Role,
    Session,
    TokenPurpose,
    User,
    UserClient,
    UserStatus,
)
from models.core.money import Money
from models.core.naming import email_address, spaced
from models.errors import ErrorCode, Rejected
from resolvers import calendar_feed, invitation, organisation, secrets, timer
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.constraints import refuses
from resolvers.context import Context
from resolvers.given import Given
from resolvers.session import covers_all
from resolvers.sign_in import acting_as, end_sessions, entered, open_session

INVITATION_LASTS = timedelta(days=7)
WEEK_MINUTES = 7 * 24 * 60

refuses("uq_user_email", ErrorCode.DUPLICATE, "Somebody with this address works here already.")
refuses("uq_user_identity_id", ErrorCode.CONFLICT, "This address signs in for another user.")


async def invite(context: Context, given: Given) -> Answer:
    """Invite a user; who has not accepted yet is invited once more. DUPLICATE for who works here already."""
    async with context.change() as change:
        email = email_address(given.email, ["email"])
        clients = await change.find_all(Client, given.client_ids or [], "clientIds")
        user = await _known(change, email) or User(email=email)
        if user.status not in (None, UserStatus.INVITED):
            raise Rejected(ErrorCode.DUPLICATE, "Somebody with this address works here already.", ["email"])
        _require_power(change, user, given.role)
        user.name = _name(given.name)
        user.role, user.abilities = given.role, _names(given.abilities)
        _set_terms(user, given)
        user = await change.add(user)
        await _assign(change, user, clients)
        change.record(EventKind.USER_INVITED, user)
        business = (await change.organisation()).name
        told = await invitation.invite(
            change,
            TokenPurpose.USER_INVITATION,
            user,
            INVITATION_LASTS,
            f"Work with {business}",
            f"{business} invites you to work together. Follow this link to choose a password and begin.",
        )
        return change.answer(user=user, **told)


async def accept(context: Context, given: Given) -> Answer:
    """Begin to work, with an invitation and a password."""
    async with context.change() as change:
        user, identity = await invitation.accept(
            change, TokenPurpose.USER_INVITATION, User, given.token, given.password
        )
        if user.status is not UserStatus.INVITED:
            raise invitation.invalid_token()
        acting_as(change, user)
        if given.name is not None:
            user.name = _name(given.name)
        user.identity_id = identity.id
        user.change_status(UserStatus.ACTIVE)
        await change.flush()
        change.record(EventKind.USER_ACTIVATED, user)
        token = await open_session(change, identity, user)
    return await entered(context, token)


async def update(context: Context, given: Given) -> Answer:
    """Change what is given. DISABLED ends the user's sessions at once; the last owner stays (CONFLICT)."""
    async with context.change() as change:
        user = await change.find(User, given.user_id, "userId")
        change.expect(user, given.expected_version)
        _require_power(change, user)
        if "name" in given:
            user.name = _name(given.name)
        _set_terms(user, given)
        if "status" in given and given.status is not user.status:
            await _change_status(change, user, given.status)
        if change.changed(user):
            change.record(EventKind.USER_UPDATED, user)
        return change.answer(user=user)


async def change_role(context: Context, given: Given) -> Answer:
    """Another role, and other abilities where they are given; effective on the next request (domain.md S5)."""
    async with context.change() as change:
        user = await change.find(User, given.user_id, "userId")
        _require_power(change, user, given.role)
        if given.role is not Role.OWNER:
            await _keep_an_owner(change, user)
        user.role = given.role
        if "abilities" in given:
            user.abilities = _names(given.abilities)
        await _keep_to_their_clients(change, user)
        if user.role not in (Role.OWNER, Role.ADMIN):
            await calendar_feed.end_told(change, user)
        if change.changed(user):
            change.record(EventKind.USER_ROLE_CHANGED, user)
        return change.answer(user=user)


async def assign(context: Context, given: Given) -> Answer:
    """Replace the clients assigned; effective at once, on open streams too."""
    async with context.change() as change:
        user = await change.find(User, given.user_id, "userId")
        clients = await change.find_all(Client, given.client_ids, "clientIds")
        _require_power(change, user)
        await _assign(change, user, clients)
        if given.all_clients is not None:
            user.all_clients = given.all_clients
        await _keep_to_their_clients(change, user)
        change.record(EventKind.USER_CLIENTS_ASSIGNED, user, data={"clientIds": [str(client.id) for client in clients]})
        return change.answer(user=user)


async def bootstrap_user(
    context: Context, *, email: str, name: str, role: Role, password: str, abilities: Iterable[Ability] = ()
) -> User:
    """Make a user who may sign in at once, and the organisation where there is none yet. For the command line."""
    secrets.check_password(password, ["password"])
    hashed = await secrets.hash_password(password)
    async with context.change() as change:
        if await change.scalar(select(Organisation.id)) is None:
            await organisation.found(change)
        address = email_address(email, ["email"])
        if await _known(change, address):
            raise Rejected(ErrorCode.DUPLICATE, "Somebody with this address works here already.", ["email"])
        identity = await change.add(Identity(email=address, password_hash=hashed))
        user = await change.add(
            User(
                name=_name(name),
                email=address,
                role=_worker(role),
                abilities=_names(abilities),
                status=UserStatus.ACTIVE,
                identity_id=identity.id,
            )
        )
        change.record(EventKind.USER_ACTIVATED, user)
        return user


async def _known(change: Change, email: str) -> User | None:
    found = await change.all(select(User).where(func.lower(User.email) == email).with_for_update())
    return found[0] if found else None


async def _assign(change: Change, user: User, clients: list[Client]) -> None:
    await change.session.execute(delete(UserClient).where(UserClient.user_id == user.id))
    change.session.add_all(UserClient(user_id=user.id, client_id=client.id) for client in clients)
    await change.flush()


async def _keep_to_their_clients(change: Change, user: User) -> None:
    """End what runs for a user at clients that are theirs no more."""
    await change.flush()
    if not covers_all(user.role, user.all_clients):
        await timer.stop_where_not_covered(change, user)


async def _change_status(change: Change, user: User, status: UserStatus | None) -> None:
    if status is None:
        raise Rejected(ErrorCode.REQUIRED, "This cannot be empty.", ["status"])
    if status is UserStatus.ACTIVE and user.identity_id is None:
        raise Rejected(ErrorCode.INVALID_STATE, "The user has not accepted an invitation.", ["status"])
    await _keep_an_owner(change, user)
    user.change_status(status)
    if status is UserStatus.DISABLED:
        await end_sessions(change, Session.user_id == user.id)
        await calendar_feed.end_told(change, user)


async def _keep_an_owner(change: Change, user: User) -> None:
    """CONFLICT where the user is the only owner who can sign in. The owners are locked, so that two do not leave."""
    if user.role is not Role.OWNER or user.status is not UserStatus.ACTIVE:
        return
    owners = select(User).where(User.role == Role.OWNER, User.status == UserStatus.ACTIVE).order_by(User.id)
    if len(await change.all(owners.with_for_update())) == 1:
        raise Rejected(ErrorCode.CONFLICT, "Somebody has to own the organisation; make another owner first.")


def _require_power(change: Change, user: User, role: Role | None = None) -> None:
    """FORBIDDEN where an administrator touches an owner, or makes one: only owners do."""
    if Role.OWNER in (user.role, role) and change.viewer.role is not Role.OWNER:
        raise Rejected(ErrorCode.FORBIDDEN, "Only an owner decides who is an owner.", ["role"] if role else ["userId"])
    if role is not None:
        _worker(role)


def _worker(role: Role) -> Role:
    if role is Role.CONTACT:
        raise Rejected(ErrorCode.INVALID, "Contacts are made at a client, not among users.", ["role"])
    return role


def _set_terms(user: User, given: Given) -> None:
    if "cost_rate" in given:
        user.cost_rate, user.cost_rate_currency = _rate(given.cost_rate, "costRate")
    if "hourly_rate" in given:
        user.hourly_rate, user.hourly_rate_currency = _rate(given.hourly_rate, "hourlyRate")
    if "weekly_capacity_minutes" in given:
        minutes = given.weekly_capacity_minutes
        if minutes is not None and not 0 <= minutes <= WEEK_MINUTES:
            raise Rejected(
                ErrorCode.INVALID, f"A week has 0 to {WEEK_MINUTES:,} minutes of work.", ["weeklyCapacityMinutes"]
            )
        user.weekly_capacity_minutes = minutes


def _rate(given: Given | None, field: str) -> tuple[Decimal | None, str | None]:
    if given is None:
        return None, None
    rate = Money.rate(given.amount, given.currency, [field])
    if rate.amount < 0:
        raise Rejected(ErrorCode.INVALID, "A rate cannot be negative.", [field])
    return rate.amount, rate.currency


def _name(given: Any) -> str:
    name = spaced(given or "")
    if not name:
        raise Rejected(ErrorCode.REQUIRED, "A user needs a name.", ["name"])
    return name


def _names(abilities: Iterable[Ability] | None) -> list[str]:
    held = set(abilities or ())
    return [ability.name for ability in Ability if ability in held]
