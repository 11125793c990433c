"""The mail service: one letter at a time over SMTP."""

from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiosmtplib

from models import OutboxMail
from resolvers.outbox_mail import NotTaken
from server.settings import Settings

SECONDS = 20
"""How long the mail service may take for one letter."""


class Postman:
    """Takes letters to the mail service of the settings."""

    def __init__(self, settings: Settings) -> None:
        self._url = urlsplit(settings.smtp_url or "")
        self._sender = settings.mail_from

    async def send(self, letter: OutboxMail) -> None:
        """Hand one letter over. Raises NotTaken with what the service said."""
        try:
            await aiosmtplib.send(
                self._composed(letter),
                hostname=self._url.hostname,
                port=self._url.port or (465 if self._url.scheme == "smtps" else 587),
                username=unquote(self._url.username) if self._url.username else None,
                password=unquote(self._url.password) if self._url.password else None,
                use_tls=self._url.scheme == "smtps",
                timeout=SECONDS,
            )
        except (aiosmtplib.SMTPException, OSError) as failed:
            raise NotTaken(str(failed)) from failed

    def _composed(self, letter: OutboxMail) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, letter.recipient, letter.subject
        message["Message-ID"] = f"<{letter.id}@clientgraph>"
        message.set_content(letter.body)
        return message
