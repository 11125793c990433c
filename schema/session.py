"""Signing in and out."""

import strawberry

from permissions.base import Public, SignedIn
from resolvers import password as passwords
from resolvers import sign_in
from schema.accepted import AcceptedPayload
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.mutation import mutation, payload
from schema.core.node import roots

SessionPayload = payload(
    "SessionPayload",
    "What a write of a session answers.",
    token=(str | None, "Sent as Authorization: Bearer."),
    viewer=(noun("Viewer") | None, "Who is signed in from now on."),
)


@strawberry.input(description="For login.")
class LoginInput:
    email: str = given("The e-mail address.")
    password: str = given("The password.")
    contact_id: strawberry.ID | None = optional("Which client to speak for, where the person is a contact of several.")


@strawberry.input(description="For logout.")
class LogoutInput:
    everywhere: bool | None = given("Every session of the viewer.", default=False)


@strawberry.input(description="For requestPasswordReset.")
class RequestPasswordResetInput:
    email: str = given("The e-mail address.")


@strawberry.input(description="For resetPassword.")
class ResetPasswordInput:
    token: str = given("The token of the letter.")
    password: str = given("The password to sign in with from now on.")


@roots
class SessionMutations:
    """Coming in and going out."""

    login: SessionPayload = mutation(sign_in.login, LoginInput, Public, description="Opens a session. Anonymous.")
    logout: SessionPayload = mutation(
        sign_in.logout, LogoutInput, SignedIn, description="Ends this session and its streams."
    )
    request_password_reset: AcceptedPayload = mutation(
        passwords.request_reset,
        RequestPasswordResetInput,
        Public,
        description="Always accepted, whether or not the address is known. Anonymous.",
    )
    reset_password: SessionPayload = mutation(
        passwords.reset, ResetPasswordInput, Public, description="Ends every other session. Anonymous."
    )
