"""The people who work here."""

from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, and_

import models
from permissions.base import AdminOnly, CanSeeCosts, Public
from permissions.user import CanSeeCapacity, SelfOrAdmin
from permissions.viewer import Viewer
from resolvers import user as users
from resolvers.reading import Link
from schema.core.fields import field, through
from schema.core.filters import Criterion, linked
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.making import MadeField
from schema.core.money import Money, MoneyInput
from schema.core.mutation import mutation, payload
from schema.core.node import Node, found, listing, node, roots
from schema.session import SessionPayload

CLIENTS = through(models.UserClient.user_id, models.UserClient.client_id)
RESOURCE = Link(models.Resource, models.Resource.user_id)
_by_client = linked("client", "Client", CLIENTS, models.User)


def _assigned(value: Any, viewer: Viewer) -> ColumnElement[bool]:
    return and_(SelfOrAdmin().rows(viewer), _by_client.predicate(value, viewer))


async def _resource(user: models.User, info: Any) -> Any:
    return next(iter(await info.context.loaders.several(RESOURCE).load(user.id)), None)


@node(
    models.User,
    "users",
    ["NAME"],
    criteria=[
        Criterion("client", _by_client.input_type, _assigned, "Holds if one of the clients assigned passes."),
    ],
)
class User(Node):
    """Someone who works here. Contacts and colleagues outside administration see the name alone."""

    name: str = field("What the user is called.", filterable=True, orderable=True)
    status: models.UserStatus = field("Where the account stands.", filterable=True)
    email: str | None = field("The user and administrators.", SelfOrAdmin, filterable=True)
    role: models.Role | None = field("The user and administrators.", SelfOrAdmin, filterable=True)
    abilities: list[models.Ability] | None = field("The user and administrators.", SelfOrAdmin)
    all_clients: bool | None = field("Whether the scope is every client. The user and administrators.", SelfOrAdmin)
    clients = listing(
        "Client", CLIENTS, "The clients assigned. The user and administrators.", SelfOrAdmin, nullable=True
    )
    email_notifications: bool | None = field(
        "Whether notifications are mailed as well. The user and administrators.", SelfOrAdmin
    )
    cost_rate: Money | None = field("Cost of one hour. Needs SEE_COSTS.", CanSeeCosts)
    hourly_rate: Money | None = field(
        "Sale price of one hour where nothing nearer sets one. Needs SEE_COSTS.", CanSeeCosts
    )
    weekly_capacity_minutes: int | None = field(
        "Minutes of work in a full week. The user; of colleagues it needs SEE_COSTS.", CanSeeCapacity
    )
    resource: noun("Resource") | None = MadeField(
        "What the user is sent to jobs as.", _resource, sql=lambda asked: asked.first(RESOURCE)
    )
    projects = listing(
        "Project", through(models.ProjectMember.user_id, models.ProjectMember.project_id), "The projects joined."
    )
    tasks = listing("Task", through(models.TaskAssignee.user_id, models.TaskAssignee.task_id), "The tasks assigned.")
    last_seen_at: datetime | None = field("When the user was last here. Administrators.", AdminOnly)
    created_at: datetime = field("When it was made.", orderable=True)
    version: int = field("Rises with every change.")


UserPayload = payload(
    "UserPayload",
    "What a write of a user answers.",
    user=(noun("User") | None, "The user."),
    invitation_sent_to=(str | None, "The address the invitation was mailed to."),
    invitation_token=(str | None, "Only where no mail service is set; otherwise the invitation is mailed."),
)


@strawberry.input(description="For inviteUser.")
class InviteUserInput:
    email: str = given("The address the invitation goes to, and the user signs in with.")
    name: str = given("What the user is called.")
    role: models.Role = given("What the user is.")
    abilities: list[models.Ability] | None = optional("Rights beyond the role.")
    client_ids: list[strawberry.ID] | None = optional("The scope of limited staff and analysts.")
    cost_rate: MoneyInput | None = optional("Cost of one hour.")
    hourly_rate: MoneyInput | None = optional("Sale price of one hour where nothing nearer sets one.")
    weekly_capacity_minutes: int | None = optional("Minutes of work in a full week.")


@strawberry.input(description="For acceptUserInvitation.")
class AcceptUserInvitationInput:
    token: str = given("The token of the invitation.")
    password: str = given("The password to sign in with.")
    name: str | None = optional("What the user wants to be called.")


@strawberry.input(description="Changes given fields; absent leaves, null clears.")
class UpdateUserInput:
    user_id: strawberry.ID = given("The user.")
    name: str | None = optional("What the user is called.")
    status: models.UserStatus | None = optional("DISABLED ends every session; ACTIVE lets the user back in.")
    cost_rate: MoneyInput | None = optional("Cost of one hour.")
    hourly_rate: MoneyInput | None = optional("Sale price of one hour where nothing nearer sets one.")
    weekly_capacity_minutes: int | None = optional("Minutes of work in a full week.")
    expected_version: int | None = optional("The version the change is based on.")


@strawberry.input(description="For changeUserRole.")
class ChangeUserRoleInput:
    user_id: strawberry.ID = given("The user.")
    role: models.Role = given("What the user is from now on.")
    abilities: list[models.Ability] | None = optional("Rights beyond the role, instead of those there are.")


@strawberry.input(description="For assignUserClients.")
class AssignUserClientsInput:
    user_id: strawberry.ID = given("The user.")
    client_ids: list[strawberry.ID] = given("The clients, instead of those assigned.")
    all_clients: bool | None = optional("Whether the scope is every client.")


@roots
class UserQueries:
    """Reading users."""

    users = listing("User", description="Every visible user.")
    user = found("User", "One user.")


@roots
class UserMutations:
    """Who works here, and on what."""

    invite_user: UserPayload = mutation(
        users.invite, InviteUserInput, AdminOnly, description="Invite a user; only an owner invites owners."
    )
    accept_user_invitation: SessionPayload = mutation(
        users.accept,
        AcceptUserInvitationInput,
        Public,
        description="A user sets a password and is signed in. Anonymous.",
    )
    update_user: UserPayload = mutation(
        users.update, UpdateUserInput, AdminOnly, description="Change a user, or close the account."
    )
    change_user_role: UserPayload = mutation(
        users.change_role, ChangeUserRoleInput, AdminOnly, description="Give another role, and other abilities."
    )
    assign_user_clients: UserPayload = mutation(
        users.assign,
        AssignUserClientsInput,
        AdminOnly,
        description="Replaces the assignment; effective at once, on open streams too.",
    )
