"""Keys for programs."""

from datetime import timedelta

from models import Ability, ApiToken, ApiTokenClient, Client, EventKind, Role
from models.core.naming import spaced
from models.errors import ErrorCode, Rejected
from permissions.viewer import Kind, Viewer
from resolvers import secrets
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context
from resolvers.given import Given
from resolvers.session import API_TOKEN_PREFIX, EVERYWHERE, lesser

LONGEST = timedelta(days=366)
SHOWN = len(API_TOKEN_PREFIX) + 6
"""How much of a secret stays readable: enough to tell keys apart, too little to guess one."""


async def create(context: Context, given: Given) -> Answer:
    """Make a key that may no more than its maker: at most the role, and clients within the maker's scope."""
    if context.session is not None and context.session.is_api_token:
        raise Rejected(ErrorCode.FORBIDDEN, "A program does not make keys.")
    async with context.change() as change:
        viewer = context.viewer
        clients = await change.find_all(Client, given.client_ids or [], "clientIds")
        all_clients = bool(given.all_clients)
        _check_role(viewer, given.role)
        _check_clients(viewer, given.role, all_clients, clients)
        _check_expiry(change, given)
        secret = API_TOKEN_PREFIX + secrets.new_token()
        token = await change.add(
            ApiToken(
                name=_name(given.name),
                prefix=secret[:SHOWN],
                token_hash=secrets.digest(secret),
                role=given.role,
                abilities=[ability.name for ability in Ability if viewer.can(ability)],
                all_clients=all_clients,
                user_id=viewer.user_id,
                expires_at=given.expires_at,
            )
        )
        limits = () if all_clients else clients
        change.session.add_all(ApiTokenClient(api_token_id=token.id, client_id=client.id) for client in limits)
        change.record(EventKind.API_TOKEN_CREATED, token)
        return change.answer(api_token=token, secret=secret)


async def revoke(context: Context, given: Given) -> Answer:
    """End a key at once; a second time changes nothing."""
    async with context.change() as change:
        token = await change.find(ApiToken, given.api_token_id, "apiTokenId")
        if token.revoked_at is None:
            token.revoke(change.now)
            change.record(EventKind.API_TOKEN_REVOKED, token)
        return change.answer(api_token=token)


def _check_role(viewer: Viewer, role: Role) -> None:
    if role is Role.CONTACT:
        raise Rejected(ErrorCode.INVALID, "A key is for those who work here.", ["role"])
    # Analysts read costs whatever else they may, so their role is not simply the least.
    beyond = role is Role.ANALYST and not viewer.can(Ability.SEE_COSTS)
    if beyond or lesser(role, viewer.role) is not role:
        raise Rejected(ErrorCode.FORBIDDEN, "A key may not do more than its maker.", ["role"])


def _check_clients(viewer: Viewer, role: Role, all_clients: bool, clients: list[Client]) -> None:
    if all_clients and viewer.kind is not Kind.ALL:
        raise Rejected(ErrorCode.FORBIDDEN, "You do not cover every client yourself.", ["allClients"])
    if all_clients:
        return
    if role in EVERYWHERE and role is not Role.STAFF:
        raise Rejected(ErrorCode.INVALID, "Whoever administers covers every client.", ["allClients"])
    if not clients:
        raise Rejected(ErrorCode.REQUIRED, "Say which clients the key is for.", ["clientIds"])


def _check_expiry(change: Change, given: Given) -> None:
    if not change.now < given.expires_at <= change.now + LONGEST:
        raise Rejected(ErrorCode.INVALID, "A key ends within a year from now.", ["expiresAt"])


def _name(given: str) -> str:
    name = spaced(given)
    if not name:
        raise Rejected(ErrorCode.REQUIRED, "A key needs a name.", ["name"])
    return name
