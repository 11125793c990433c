"""Sending what lies in the outbox: a job of the queue for every letter."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import case
from sqlalchemy.ext.asyncio import AsyncSession

from models import OutboxMail
from models.core import clock
from permissions.viewer import SYSTEM
from resolvers.deferred import deferred
from resolvers.scope import enter_scope

ATTEMPTS = 20
"""With pauses that double up to an hour: about ten hours in all."""


READABLE = case((OutboxMail.is_secret.is_(False), OutboxMail.body))
"""The text, where it holds no token: not even an owner signs in, or signs, as somebody else."""


class NotTaken(Exception):
    """The mail service did not take a letter; it says why."""


@deferred(attempts=ATTEMPTS)
async def send_letter(services: Any, letter_id: str) -> None:
    """Hand a letter to the mail service, unless that was done. Raises NotTaken, to be tried again.

    It is sent between two transactions: one that stays open would hold back every reader of the log (domain.md L2). A
    server that dies in between sends it a second time under the same Message-ID, by which mail services know it.
    """
    async with _platform(services) as session:
        letter = await session.get(OutboxMail, UUID(letter_id))
        if letter is None or not letter.can_be_sent:
            return
        if services.postman is None:
            letter.keep()
            return
    failed: NotTaken | None = None
    try:
        await services.postman.send(letter)
    except NotTaken as refusal:
        failed = refusal
        letter.failed(str(refusal), ATTEMPTS)
    else:
        letter.sent(clock.now())
    async with _platform(services) as session:
        await session.merge(letter)
    if failed is not None:
        raise failed


@asynccontextmanager
async def _platform(services: Any) -> AsyncIterator[AsyncSession]:
    async with services.sessions() as session, session.begin():
        await enter_scope(session, SYSTEM)
        yield session
