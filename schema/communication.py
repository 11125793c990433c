"""Communications."""

from datetime import datetime

import strawberry

import models
from permissions.base import CanWork
from resolvers import communication as communications
from schema.actor import Actor, actor
from schema.core.fields import field, related, several
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.mutation import mutation, payload
from schema.core.node import ClientScoped, found, listing, node, roots


@node(models.Communication, "communications", ["-AT"])
class Communication(ClientScoped):
    """An e-mail, call, meeting, note or chat. It keeps its id and its lead when the lead becomes a client."""

    channel: models.CommunicationChannel = field("How it took place.", filterable=True)
    direction: models.CommunicationDirection = field("Who began it.", filterable=True)
    at: datetime = field("When it took place.", filterable=True, orderable=True)
    subject: str | None = field("What it was about.", searchable=True)
    body: str = field("What was said, written or noted.", searchable=True)
    visibility: models.Visibility = field("Who reads it.", filterable=True)
    lead = related(models.Communication.lead_id, "The lead it was with.", filterable=True)
    client = related(models.Communication.client_id, "The client it was with.", filterable=True)
    contact = related(models.Communication.contact_id, "The person it was with.", to="Contact", filterable=True)
    author: Actor | None = actor("Who wrote it down.", "created_by")
    files = several(models.File.communication_id, "What was attached.", by=[models.File.created_at], nullable=False)
    created_at: datetime = field("When it was written down.", orderable=True)


CommunicationPayload = payload(
    "CommunicationPayload",
    "What a write of a communication answers.",
    communication=(noun("Communication") | None, "The communication."),
)


@strawberry.input(description="For logCommunication.")
class LogCommunicationInput:
    lead_id: strawberry.ID | None = optional("The lead it was with.")
    client_id: strawberry.ID | None = optional("The client it was with.")
    contact_id: strawberry.ID | None = optional("The person it was with, one of the client's.")
    channel: models.CommunicationChannel = given("How it took place.")
    direction: models.CommunicationDirection = given("Who began it.")
    at: datetime = given("When it took place.")
    subject: str | None = optional("What it was about.")
    body: str = given("What was said or written.")
    visibility: models.Visibility | None = given("Who reads it.", default=models.Visibility.INTERNAL)


@strawberry.input(description="For addNote.")
class AddNoteInput:
    lead_id: strawberry.ID | None = optional("The lead it is about.")
    client_id: strawberry.ID | None = optional("The client it is about.")
    body: str = given("The note.")


@roots
class CommunicationQueries:
    """Reading communications."""

    communications = listing("Communication", description="Every visible communication, latest first.")
    communication = found("Communication", "One communication.")


@roots
class CommunicationMutations:
    """Keeping communications."""

    log_communication: CommunicationPayload = mutation(
        communications.log,
        LogCommunicationInput,
        CanWork,
        description="Write down an e-mail, a call, a meeting or a chat with a lead, a client or both.",
    )
    add_note: CommunicationPayload = mutation(
        communications.note, AddNoteInput, CanWork, description="Note something about a lead or a client."
    )
