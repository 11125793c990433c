"""The portal: who of a client's people comes in, and what they see there."""

import strawberry

import models
from permissions.base import CanWork, Public
from resolvers import portal
from schema.contact import ContactPayload
from schema.core.inputs import given
from schema.core.mutation import mutation
from schema.core.node import roots
from schema.session import SessionPayload


@strawberry.input(description="For enablePortal.")
class EnablePortalInput:
    contact_id: strawberry.ID = given("The contact.")
    permissions: list[models.PortalPermission] = given("What the contact sees, beyond the client itself.")


@strawberry.input(description="For resendPortalInvitation.")
class ResendPortalInvitationInput:
    contact_id: strawberry.ID = given("The contact.")


@strawberry.input(description="For acceptPortalInvitation.")
class AcceptPortalInvitationInput:
    token: str = given("The token of the invitation.")
    password: str = given("The password to sign in with; where the address has one already, that one.")


@strawberry.input(description="For setContactPermissions.")
class SetContactPermissionsInput:
    contact_id: strawberry.ID = given("The contact.")
    permissions: list[models.PortalPermission] = given("What the contact sees, instead of what it saw.")


@strawberry.input(description="For suspendPortal.")
class SuspendPortalInput:
    contact_id: strawberry.ID = given("The contact.")


@roots
class PortalMutations:
    """Letting a client's people in."""

    enable_portal: ContactPayload = mutation(
        portal.enable,
        EnablePortalInput,
        CanWork,
        description="Invites the contact, or lets a suspended one back in.",
    )
    resend_portal_invitation: ContactPayload = mutation(
        portal.resend, ResendPortalInvitationInput, CanWork, description="The earlier token stops working."
    )
    accept_portal_invitation: SessionPayload = mutation(
        portal.accept,
        AcceptPortalInvitationInput,
        Public,
        description="A contact sets a password and is signed in. The token works once, for 30 days. Anonymous.",
    )
    set_contact_permissions: ContactPayload = mutation(
        portal.permit, SetContactPermissionsInput, CanWork, description="Replaces what the contact sees in the portal."
    )
    suspend_portal: ContactPayload = mutation(
        portal.suspend, SuspendPortalInput, CanWork, description="Ends the contact's sessions and streams."
    )
