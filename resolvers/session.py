"""From a token to the viewer it stands for, read again whenever somebody asks.

Who was suspended, disabled, reassigned or signed out is so on the very next request (domain.md S5). What is kept of a
token between two requests is used only where the statement that answers confirms, in its own snapshot, that nothing its
viewer is made of has changed (permissions/standing.py).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Text, any_, func, literal, or_, select, text, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import (
    Ability,
    ApiToken,
    ApiTokenClient,
    Contact,
    Organisation,
    PortalPermission,
    PortalStatus,
    Role,
    Session,
    User,
    UserClient,
    UserStatus,
)
from models.core import clock
from permissions.standing import OF_API_TOKENS, OF_SESSIONS
from permissions.viewer import NOBODY, SYSTEM, Kind, Viewer
from resolvers import secrets
from resolvers.context import Context, Services, SessionInfo
from resolvers.scope import enter_scope
from resolvers.standings import Held
from resolvers.watching import AccessLost

LASTS = timedelta(days=30)
IDLE = timedelta(days=14)
SEEN_EVERY = timedelta(minutes=1)
API_TOKEN_PREFIX = "cgt_"
"""Tells a program's key from a session's, so that one look finds either."""

EVERYWHERE = (Role.OWNER, Role.ADMIN, Role.STAFF)
"""Roles whose scope is every client."""
RANKS = (Role.ANALYST, Role.STAFF_LIMITED, Role.STAFF, Role.ADMIN, Role.OWNER)
"""Each may do more than those before it."""


@dataclass(frozen=True)
class _Standing:
    """Who a token stands for, and the rows that say when they were last seen."""

    viewer: Viewer
    session: SessionInfo
    traces: tuple[tuple[Any, UUID, datetime | None], ...]
    """Column, key of the row, and what the column says now."""
    mark: str
    """Of everything the viewer is made of, in the snapshot it was read in."""


async def arrive(services: Services, token: str | None, **about: Any) -> Context:
    """The context of whoever comes with a token. Its viewer may be one that was read before: `confirm` it, or have the
    statement do so, before anything is told."""
    if not token:
        return Context(services, NOBODY, None, **about)
    found = services.standings.find(secrets.digest(token), clock.now()) if services.readers else None
    if found is not None:
        return Context(services, found.viewer, found.session, mark=found.mark, **about)
    viewer, session = await authenticate(services, token)
    return Context(services, viewer, session, **about)


async def confirm(context: Context) -> None:
    """Read the viewer of a context again where it was kept from before."""
    if context.mark is None:
        return
    assert context.session
    standing = await _stands(context.services, _Bearer(context.session.token_hash, context.session.is_api_token))
    context.mark = None
    context.viewer, context.session = (standing.viewer, standing.session) if standing else (NOBODY, None)
    context.forget()


async def authenticate(services: Services, token: str | None) -> tuple[Viewer, SessionInfo | None]:
    """The viewer behind a session's or an API token; NOBODY where it is unknown, expired or withdrawn, or its bearer
    is disabled or suspended. Notes at most once a minute that they were here."""
    if not token:
        return NOBODY, None
    asked = _Bearer(secrets.digest(token), token.startswith(API_TOKEN_PREFIX), comes_in=True)
    standing = await _stands(services, asked)
    if standing is None:
        return NOBODY, None
    until = min(clock.now() + SEEN_EVERY, standing.session.expires_at)
    services.standings.keep(standing.session.token_hash, Held(standing.viewer, standing.session, standing.mark, until))
    return standing.viewer, standing.session


@dataclass(frozen=True)
class _Bearer:
    """A token somebody holds. `comes_in`: it is noted that they were here."""

    token_hash: str
    is_api_token: bool
    comes_in: bool = False


async def _stands(services: Services, asked: _Bearer) -> _Standing | None:
    """Who stands behind a token; read for all together who ask at the same time, as after a cut when everybody is
    back at once."""
    return await services.arrivals.ask(asked)


async def read_arrivals(services: Services, asked: Sequence[_Bearer]) -> list[_Standing | None]:
    """Who stands behind each of several tokens; for those who come in it is noted that they were here."""
    now = clock.now()
    async with services.sessions() as session, session.begin():
        await enter_scope(session, SYSTEM)
        found = await _all_standings(session, asked, now)
        coming = {each.token_hash for each in asked if each.comes_in}
        stale = defaultdict[Any, list[UUID]](list)
        for token_hash in coming & found.keys():
            for column, key, before in found[token_hash].traces:
                if before is None or before < now - SEEN_EVERY:
                    stale[column].append(key)
        for column, keys in stale.items():
            await session.execute(_trace(column, keys, now))
        if stale:
            # A trace is a new version of a row, and so another mark: read again, it holds for the requests to come.
            found |= await _all_standings(session, asked, now)
    return [found.get(each.token_hash) for each in asked]


async def _all_standings(session: AsyncSession, asked: Iterable[Any], now: datetime) -> dict[str, _Standing]:
    """Who stands behind tokens of both sorts; those behind whom nobody stands are left out."""
    found: dict[str, _Standing] = {}
    for is_api_token in (False, True):
        hashes = {each.token_hash for each in asked if each.is_api_token is is_api_token}
        if hashes:
            found |= await _standings(session, sorted(hashes), is_api_token, now)
    return found


async def marks(session: AsyncSession, held: Iterable[SessionInfo]) -> dict[str, str]:
    """The marks of several sessions and API tokens, as a transaction of the platform sees them; those of tokens that
    are no more are left out."""
    found: dict[str, str] = {}
    for is_api_token, statement in ((False, OF_SESSIONS), (True, OF_API_TOKENS)):
        hashes = [each.token_hash for each in held if each.is_api_token is is_api_token]
        if hashes:
            found |= dict((await session.execute(text(statement), {"hashes": hashes})).all())
    return found


async def viewers(session: AsyncSession, held: Iterable[SessionInfo]) -> dict[str, Held]:
    """Who stands behind several sessions and API tokens now; those who may come in no more are left out."""
    now = clock.now()
    found = await _all_standings(session, held, now)
    return {
        token_hash: Held(each.viewer, each.session, each.mark, min(now + SEEN_EVERY, each.session.expires_at))
        for token_hash, each in found.items()
    }


async def again(context: Context) -> Viewer:
    """The viewer of a stream, read anew; AccessLost when its session or token no longer opens the door.

    Without a session there is nothing that could end: the platform itself, and tests, stay who they are.
    """
    if context.session is None:
        return context.viewer
    standing = await _stands(context.services, _Bearer(context.session.token_hash, context.session.is_api_token))
    if standing is None:
        raise AccessLost
    return standing.viewer


def covers_all(role: Role, all_clients: bool) -> bool:
    """Whether a user's scope is every client (domain.md 3.11)."""
    return role in EVERYWHERE or all_clients


def lesser(one: Role, other: Role) -> Role:
    """The role of the two that may do less."""
    return min(one, other, key=RANKS.index)


async def _standings(
    session: AsyncSession, hashes: Sequence[str], is_api_token: bool, now: datetime
) -> dict[str, _Standing]:
    """Who stands behind each of several tokens of one sort; those behind whom nobody stands are left out."""
    model, asked, read = (
        (ApiToken, _by_api_token, _of_api_token) if is_api_token else (Session, _by_session, _of_session)
    )
    statement = asked().where(model.token_hash == any_(literal(list(hashes), ARRAY(Text()))))
    found = (await session.execute(statement.execution_options(populate_existing=True))).all()
    standings = (read(each, now) for each in found)
    return {each.session.token_hash: each for each in standings if each is not None}


def _by_session() -> Select[Any]:
    return (
        select(Session, User, Contact, *_settings(), _assigned(Session.user_id), _mark(Session.token_hash, False))
        .outerjoin(User, User.id == Session.user_id)
        .outerjoin(Contact, Contact.id == Session.contact_id)
        .outerjoin(Organisation, true())
    )


def _by_api_token() -> Select[Any]:
    limited_to = select(func.array_agg(ApiTokenClient.client_id)).where(ApiTokenClient.api_token_id == ApiToken.id)
    limits, assigned = limited_to.scalar_subquery().label("limits"), _assigned(ApiToken.user_id)
    return (
        select(ApiToken, User, *_settings(), assigned, limits, _mark(ApiToken.token_hash, True))
        .join(User, User.id == ApiToken.user_id)
        .outerjoin(Organisation, true())
    )


def _settings() -> tuple[ColumnElement[Any], ...]:
    return func.coalesce(Organisation.time_zone, "UTC").label("zone"), func.coalesce(
        Organisation.currency, "GBP"
    ).label("currency")


def _assigned(user_id: Any) -> ColumnElement[Any]:
    assigned = select(func.array_agg(UserClient.client_id)).where(UserClient.user_id == user_id)
    return assigned.scalar_subquery().label("assigned")


def _mark(token_hash: Any, is_api_token: bool) -> ColumnElement[str]:
    return func.app_standing(token_hash, is_api_token, type_=Text()).label("mark")


def _of_session(found: Any, now: datetime) -> _Standing | None:
    session, person = found.Session, found.User or found.Contact
    idle = now - (session.last_seen_at or session.created_at)
    if not session.is_live(now) or idle > IDLE or not may_come_in(person):
        return None
    common = {"identity_id": session.identity_id, "time_zone": found.zone, "currency": found.currency}
    if isinstance(person, User):
        viewer = viewer_of_user(person, found.assigned or (), **common)
    else:
        viewer = viewer_of_contact(person, **common)
    traces = (
        (type(person).last_seen_at, person.id, person.last_seen_at),
        (Session.last_seen_at, session.id, session.last_seen_at),
    )
    return _Standing(viewer, SessionInfo(session.id, session.token_hash, session.expires_at), traces, found.mark)


def may_come_in(person: User | Contact) -> bool:
    """Whether an account is open."""
    if isinstance(person, User):
        return person.status is UserStatus.ACTIVE and person.archived_at is None
    return person.portal_status is PortalStatus.ACTIVE and person.archived_at is None


async def viewer_now(session: AsyncSession, user: User) -> Viewer | None:
    """The viewer a user is by now, for what is done in their name while they are away; None where the account is
    closed. `session` is one of the platform."""
    if not may_come_in(user):
        return None
    assigned = (await session.scalars(select(UserClient.client_id).where(UserClient.user_id == user.id))).all()
    zone, currency = (await session.execute(select(*_settings()).select_from(Organisation))).one()
    return viewer_of_user(user, assigned, time_zone=zone, currency=currency)


def viewer_of_user(user: User, assigned: Iterable[UUID], **common: Any) -> Viewer:
    """The viewer a user is, with the clients assigned."""
    return Viewer(
        kind=Kind.ALL if covers_all(user.role, user.all_clients) else Kind.LIMITED,
        role=user.role,
        user_id=user.id,
        client_ids=tuple(sorted(assigned)),
        abilities=held_by(user),
        name=user.name,
        **common,
    )


def viewer_of_contact(contact: Contact, **common: Any) -> Viewer:
    """The viewer a contact is in the portal."""
    return Viewer(
        kind=Kind.CONTACT,
        role=Role.CONTACT,
        contact_id=contact.id,
        client_id=contact.client_id,
        portal_permissions=frozenset(PortalPermission[name] for name in contact.portal_permissions),
        name=contact.name,
        **common,
    )


def _of_api_token(found: Any, now: datetime) -> _Standing | None:
    """A token never exceeds its user as the user is now: the lesser role, and the clients both cover."""
    token, user = found.ApiToken, found.User
    if not token.is_live(now) or not may_come_in(user):
        return None
    role = lesser(token.role, user.role)
    if role is Role.ANALYST and not user.has(Ability.SEE_COSTS):
        return None
    theirs, limits = set(found.assigned or ()), set(found.limits or ())
    user_covers_all = covers_all(user.role, user.all_clients)
    clients = theirs if token.all_clients else limits if user_covers_all else theirs & limits
    viewer = Viewer(
        kind=Kind.ALL if user_covers_all and token.all_clients else Kind.LIMITED,
        role=role,
        user_id=user.id,
        client_ids=tuple(sorted(clients)),
        abilities=held_by(user) & {Ability[name] for name in token.abilities},
        name=user.name,
        identity_id=user.identity_id,
        time_zone=found.zone,
        currency=found.currency,
    )
    session = SessionInfo(token.id, token.token_hash, token.expires_at, is_api_token=True)
    return _Standing(viewer, session, ((ApiToken.last_used_at, token.id, token.last_used_at),), found.mark)


def held_by(user: User) -> frozenset[Ability]:
    """Every ability a user has, by role or by gift."""
    return frozenset(ability for ability in Ability if user.has(ability))


def _trace(column: Any, keys: list[UUID], now: datetime) -> Any:
    """Say when people were last seen: no change of the rows, so neither version nor instant of change moves. Rows that
    somebody else writes just now are passed over: it is enough that one of them notes it."""
    model = column.class_
    values: dict[str, Any] = {column.key: now}
    if hasattr(model, "updated_at"):
        values["updated_at"] = model.updated_at
    unseen = select(model.id).where(model.id.in_(keys), or_(column.is_(None), column < now - SEEN_EVERY))
    free = unseen.order_by(model.id).with_for_update(skip_locked=True, key_share=True)
    return update(model).where(model.id.in_(free)).values(values).execution_options(synchronize_session=False)
