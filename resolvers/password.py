"""Passwords forgotten: a letter, and another password."""

from datetime import timedelta

from models import Identity, Session, TokenPurpose
from models.errors import Rejected
from resolvers import attempts, one_time_token, secrets
from resolvers.answer import Answer
from resolvers.context import Context
from resolvers.given import Given
from resolvers.invitation import invalid_token, letter
from resolvers.sign_in import end_sessions, entered, identity_of, open_session, person_of

RESET_LASTS = timedelta(minutes=30)


async def request_reset(context: Context, given: Given) -> Answer:
    """Mail a link to the address, if it signs in here. The answer is the same if not, and if it had enough letters."""
    try:
        async with context.change() as change:
            await attempts.begin_letter(change, given.email)
            identity = await identity_of(change, given.email)
            person = await person_of(change, identity) if identity else None
            if person is not None:
                token = await one_time_token.issue(change, TokenPurpose.PASSWORD_RESET, identity.id, RESET_LASTS)
                opening = "Follow this link to choose another password."
                body = letter(change, person.name, opening, "reset", token, RESET_LASTS)
                change.mail(identity.email, "Choose another password", body, secret=True)
    except Rejected:
        context.cursor = None
    return {"accepted": True}


async def reset(context: Context, given: Given) -> Answer:
    """Set another password with a mailed token, end every session there was, and sign in."""
    secrets.check_password(given.password, ["password"])
    async with context.change() as change:
        found = await one_time_token.held(change, TokenPurpose.PASSWORD_RESET, given.token)
        if found is None:
            raise invalid_token()
        found.use(change.now)
        identity = await change.get(Identity, found.subject_id)
        person = await person_of(change, identity)
        if person is None:
            raise invalid_token()
        identity.password_hash = await secrets.hash_password(given.password)
        await end_sessions(change, Session.identity_id == identity.id)
        await attempts.forgive(change, identity.email)
        token = await open_session(change, identity, person)
    return await entered(context, token)
