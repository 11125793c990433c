"""Sends what lies in the outbox, and tries again what could not be sent."""

import asyncio
from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiosmtplib
import structlog
from sqlalchemy import select

from models import OutboxMail
from models.core import clock
from resolvers.context import Context, Services
from server.settings import Settings

POLL_SECONDS = 0.25
BATCH = 20
LONGEST_PAUSE = timedelta(hours=1)
ATTEMPTS = 20
CLAIM = timedelta(minutes=10)
"""How long a letter belongs to the server that took it; longer than a whole batch can need."""

log = structlog.get_logger(__name__)


class Postman:
    """A runner that empties the outbox."""

    __name__ = "postman"

    def __init__(self, settings: Settings) -> None:
        self._url = urlsplit(settings.smtp_url or "")
        self._sender = settings.mail_from

    async def __call__(self, services: Services) -> None:
        """Send until cancelled; without a mail service there is nothing to do."""
        if not self._url.scheme:
            return
        while True:
            if not await self.deliver(services):
                await asyncio.sleep(POLL_SECONDS)

    async def deliver(self, services: Services) -> int:
        """Send a batch; answers how many letters were tried. Two servers never take the same one."""
        letters = await self._claim(services)
        for letter in letters:
            # Sent outside of a transaction: an open one would hold back every reader of the log (domain.md L2).
            await self._send(letter)
            async with Context(services).as_system().reading() as session:
                await session.merge(letter)
        return len(letters)

    async def _claim(self, services: Services) -> list[OutboxMail]:
        async with Context(services).as_system().reading() as session:
            due = (
                select(OutboxMail)
                .where(OutboxMail.sent_at.is_(None), OutboxMail.next_attempt_at <= clock.now())
                .where(OutboxMail.attempts < ATTEMPTS)
                .order_by(OutboxMail.next_attempt_at)
                .limit(BATCH)
                .with_for_update(skip_locked=True)
            )
            letters = list((await session.scalars(due)).all())
            for letter in letters:
                letter.attempts += 1
                letter.next_attempt_at = clock.now() + CLAIM
            return letters

    async def _send(self, letter: OutboxMail) -> None:
        try:
            await aiosmtplib.send(
                self._composed(letter),
                hostname=self._url.hostname,
                port=self._url.port or (465 if self._url.scheme == "smtps" else 587),
                username=unquote(self._url.username) if self._url.username else None,
                password=unquote(self._url.password) if self._url.password else None,
                use_tls=self._url.scheme == "smtps",
                timeout=20,
            )
        except (aiosmtplib.SMTPException, OSError) as failed:
            letter.last_error = str(failed)[:500]
            letter.next_attempt_at = clock.now() + min(timedelta(seconds=2**letter.attempts), LONGEST_PAUSE)
            log.warning("mail not sent", letter=str(letter.id), attempt=letter.attempts, reason=letter.last_error)
        else:
            # The body may hold a token; once it has left, it is nobody's business here any more.
            letter.sent_at, letter.body, letter.last_error = clock.now(), "", None

    def _composed(self, letter: OutboxMail) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, letter.recipient, letter.subject
        message["Message-ID"] = f"<{letter.id}@clientgraph>"
        message.set_content(letter.body)
        return message
