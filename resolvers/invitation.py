"""Invitations of users and of contacts: a letter with a token, and a password chosen with it."""

from datetime import timedelta
from typing import TypeVar

from models import Contact, Identity, TokenPurpose, User
from models.errors import ErrorCode, Rejected
from resolvers import attempts, one_time_token, secrets
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.sign_in import identity_of, invalid_credentials

Invited = TypeVar("Invited", User, Contact)
PAGES = {TokenPurpose.USER_INVITATION: "accept", TokenPurpose.PORTAL_INVITATION: "portal/accept"}
"""Where the link of a letter leads."""


async def invite(
    change: Change, purpose: TokenPurpose, person: Invited, lasts: timedelta, subject: str, opening: str
) -> Answer:
    """Issue an invitation and mail it; answers the payload's parts about it. Without a mail service the caller is
    given the token, to pass it on by hand."""
    token = await one_time_token.issue(change, purpose, person.id, lasts)
    if not change.context.services.mail_enabled:
        return {"invitation_sent_to": None, "invitation_token": token}
    change.mail(person.email, subject, letter(change, person.name, opening, PAGES[purpose], token, lasts), secret=True)
    return {"invitation_sent_to": person.email, "invitation_token": None}


def letter(change: Change, name: str, opening: str, page: str, token: str, lasts: timedelta) -> str:
    """A letter with a link that works once."""
    days, hours = lasts.days, lasts.seconds // 3600
    time = f"{days} days" if days else f"{hours} hours" if hours else f"{lasts.seconds // 60} minutes"
    return (
        f"Hello {name},\n\n{opening}\n\n"
        f"{change.context.services.public_url}/{page}?token={token}\n\n"
        f"The link works once, for {time}. If you did not expect this letter, ignore it.\n"
    )


async def accept(
    change: Change, purpose: TokenPurpose, model: type[Invited], token: str, password: str
) -> tuple[Invited, Identity]:
    """Use an invitation up: the person invited, and the identity that is theirs from now on.

    INVALID_TOKEN where it is unknown, used, expired or withdrawn. Where the address signs in already, the password
    has to be the one it has, or INVALID_CREDENTIALS: an invitation never changes somebody's password.
    """
    found = await one_time_token.held(change, purpose, token)
    if found is None or not found.is_live(change.now):
        raise invalid_token()
    person = await change.get(model, found.subject_id)
    identity = await _proven(change, person.email, password)
    found.use(change.now)
    return person, identity


def invalid_token() -> Rejected:
    """The one answer to a token that is unknown, used, expired or withdrawn."""
    return Rejected(ErrorCode.INVALID_TOKEN, "This link is not valid any more.", ["token"])


async def _proven(change: Change, email: str, password: str) -> Identity:
    identity = await identity_of(change, email)
    if identity is not None and identity.password_hash is not None:
        await attempts.begin(change, email)
        if not await secrets.is_password(password, identity.password_hash):
            raise change.decline(invalid_credentials())
        await attempts.forgive(change, email)
        return identity
    secrets.check_password(password, ["password"])
    identity = identity or await change.add(Identity(email=email))
    identity.password_hash = await secrets.hash_password(password)
    return identity
