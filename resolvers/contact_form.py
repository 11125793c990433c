"""The public contact form: where strangers become leads (domain.md OS-21)."""

import hmac
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from models import Communication, CommunicationChannel, CommunicationDirection, EventKind, Lead, LoginAttempt
from models.core.naming import spaced
from models.errors import ErrorCode, Rejected
from resolvers import client_standards as rules
from resolvers.answer import Answer
from resolvers.change import Change
from resolvers.context import Context
from resolvers.given import Given
from resolvers.lead import announce, first_stage

SOURCE = "contact form"
HOURLY = 20
"""How many forms one origin may send within an hour."""
HOUR = timedelta(hours=1)


async def submit(context: Context, given: Given) -> Answer:
    """Make an open lead of a stranger's message. INVALID at `formKey` for a form that is not ours."""
    async with context.change() as change:
        await _slow_down(change)
        organisation = await change.organisation()
        if not hmac.compare_digest(given.form_key.encode(), organisation.contact_form_key.encode()):
            raise change.decline(Rejected(ErrorCode.INVALID, "This form is not known here.", ["formKey"]))
        if not rules.text(given.email):
            raise Rejected(ErrorCode.REQUIRED, "Give an e-mail address.", ["email"])
        stage = await first_stage(change)
        lead = await change.add(
            Lead(
                name=rules.contact_name(organisation.data_standards, given.name),
                company_name=rules.text(given.company),
                email=rules.email(given.email),
                phone=rules.text(given.phone),
                source=SOURCE,
                stage_id=stage.id,
            )
        )
        await announce(change, lead)
        if spaced(given.message or ""):
            message = await change.add(
                Communication(
                    lead_id=lead.id,
                    channel=CommunicationChannel.EMAIL,
                    direction=CommunicationDirection.INBOUND,
                    at=change.now,
                    subject="Contact form",
                    body=given.message,
                )
            )
            change.record(EventKind.COMMUNICATION_LOGGED, message)
        return change.answer(accepted=True)


async def _slow_down(change: Change) -> None:
    """Count what this origin sent since its hour began; RATE_LIMITED beyond the limit."""
    key = f"form:{change.context.ip or 'unknown'}"
    fresh = insert(LoginAttempt).values(key=key, count=0, last_at=change.now)
    await change.session.execute(fresh.on_conflict_do_nothing())
    [sent] = await change.all(select(LoginAttempt).where(LoginAttempt.key == key).with_for_update())
    if change.now - sent.last_at >= HOUR:
        sent.count, sent.last_at = 0, change.now
    if sent.count >= HOURLY:
        raise Rejected(ErrorCode.RATE_LIMITED, "That was a lot; please try again in an hour.")
    sent.count += 1
