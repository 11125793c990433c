"""Answers in tickets and discussions."""

from datetime import datetime

import models
from schema.actor import Actor, actor
from schema.core.fields import field, related, several
from schema.core.made import noun
from schema.core.mutation import payload
from schema.core.node import ClientScoped, node


@node(models.Reply, "replies", ["CREATED_AT"])
class Reply(ClientScoped):
    """An answer in a ticket or a discussion. INTERNAL ones are for the staff."""

    client = related(models.Reply.client_id, "The client.", nullable=False)
    ticket = related(models.Reply.ticket_id, "The ticket it answers.", to="Ticket")
    discussion = related(models.Reply.discussion_id, "The discussion it answers.", to="Discussion")
    author: Actor | None = actor("Who wrote it.", "created_by")
    body: str = field("What is said.")
    visibility: models.Visibility = field("Who reads it.", filterable=True)
    files = several(models.File.reply_id, "What was attached.", by=[models.File.created_at], nullable=False)
    created_at: datetime = field("When it was written.", filterable=True, orderable=True)


ReplyPayload = payload(
    "ReplyPayload",
    "What a write of a reply answers.",
    reply=(noun("Reply") | None, "The answer."),
    ticket=(noun("Ticket") | None, "The ticket answered."),
    discussion=(noun("Discussion") | None, "The discussion answered."),
)
