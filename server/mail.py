"""The mail service: one letter at a time over SMTP."""

from email.header import Header
from email.headerregistry import HeaderRegistry, UniqueUnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

import aiosmtplib

from models import OutboxMail
from resolvers.outbox_mail import NotTaken
from server.settings import Settings

SECONDS = 20
"""How long the mail service may take for one letter."""
LONGEST_LINE = 900
"""Characters of a subject that are left on one line; RFC 5322 allows 998 with the header's name."""


class _Subject(UniqueUnstructuredHeader):
    """A subject that arrives as it was written: folded by the library, it is read with other spaces."""

    def fold(self, *, policy: Policy) -> str:
        if self.isascii() and len(self) < LONGEST_LINE:
            return f"{self.name}: {self}{policy.linesep}"
        header = Header(str(self), "utf-8", header_name=self.name)
        return f"{self.name}: {header.encode(linesep=policy.linesep)}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("subject", _Subject)
_POLICY = SMTP.clone(header_factory=_HEADERS)


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
        message = EmailMessage(policy=_POLICY)
        message["From"], message["To"], message["Subject"] = self._sender, letter.recipient, letter.subject
        message["Date"] = format_datetime(letter.created_at)
        message["Message-ID"] = f"<{letter.id}@clientgraph>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office note answers it
        message.set_content(letter.body)
        return message
