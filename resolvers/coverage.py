"""Which users may see a client, whoever asks: for telling them and for giving them work."""

from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from models import Role, User, UserClient, UserStatus

EVERYWHERE = (Role.OWNER, Role.ADMIN, Role.STAFF)


def may_see(client_id: UUID | None) -> ColumnElement[bool]:
    """Users who may sign in and cover the client; without a client, all who may sign in."""
    can_sign_in = User.status != UserStatus.DISABLED
    if client_id is None:
        return can_sign_in
    assigned = select(UserClient.user_id).where(UserClient.client_id == client_id)
    return can_sign_in & or_(User.role.in_(EVERYWHERE), User.all_clients, User.id.in_(assigned))


ADMINISTERING = User.role.in_((Role.OWNER, Role.ADMIN)) & (User.status == UserStatus.ACTIVE)
"""Owners and administrators who are here."""
