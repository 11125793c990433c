"""The outbox, as owners and administrators read it."""

from datetime import datetime

import models
from resolvers import outbox_mail as letters
from schema.core.fields import computed, field
from schema.core.node import Node, listing, node, roots


@node(models.OutboxMail, "letters", ["-CREATED_AT"])
class OutboxMail(Node):
    """An e-mail the platform wrote. Where no mail service is set it is kept, and never leaves. Administrators."""

    recipient: str = field("The address it is for.", filterable=True)
    subject: str = field("What it is about.", filterable=True)
    body: str | None = computed(letters.READABLE, "The text; null for one that holds a token, which nobody may read.")
    status: models.OutboxStatus = field("Where it stands.", filterable=True)
    attempts: int = field("How often it was tried to send it.")
    last_error: str | None = field("What the mail service said at the last attempt that failed.")
    sent_at: datetime | None = field("When the mail service took it.")
    created_at: datetime = field("When it was written.", filterable=True, orderable=True)


@roots
class OutboxMailQueries:
    """Reading the outbox."""

    outbox = listing("OutboxMail", description="Every e-mail the platform wrote, for administrators.")
