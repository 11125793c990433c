"""Tickets."""

from datetime import datetime
from decimal import Decimal

import strawberry

import models
from permissions.base import CanWork, StaffOnly
from permissions.ticket import CanUseTickets
from resolvers import ticket as tickets
from resolvers.reading import Reading
from schema.core.fields import field, related
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.mutation import mutation, payload
from schema.core.node import ClientScoped, found, listing, node, roots
from schema.core.tags import tagged
from schema.reply import ReplyPayload


@node(
    models.Ticket,
    "tickets",
    ["-CREATED_AT"],
    criteria=[tagged(models.Ticket.tags)],
    orders={"PRIORITY": tickets.URGENCY},
    measures={
        "first_response_seconds": (
            Reading(models.Ticket, "firstResponseSeconds", tickets.FIRST_RESPONSE_SECONDS),
            Decimal,
        ),
        "resolution_seconds": (Reading(models.Ticket, "resolutionSeconds", tickets.RESOLUTION_SECONDS), Decimal),
    },
)
class Ticket(ClientScoped):
    """A client's question or complaint. Contacts need TICKETS."""

    number: str = field("Its number.", filterable=True, searchable=True)
    subject: str = field("What it is about.", searchable=True)
    body: str = field("What is asked.", searchable=True)
    status: models.TicketStatus = field("How far it is.", filterable=True, groupable=True)
    priority: models.PriorityLevel = field("How pressing it is.", filterable=True, groupable=True)
    department: str | None = field("Who in the organisation it is for.", filterable=True, groupable=True)
    tags: list[str] = field("Words it is sorted by.")
    client = related(models.Ticket.client_id, "The client.", nullable=False, filterable=True, groupable=True)
    contact = related(models.Ticket.contact_id, "Who asks.", to="Contact", filterable=True)
    project = related(
        models.Ticket.project_id, "The project it belongs to.", to="Project", filterable=True, groupable=True
    )
    assignee = related(models.Ticket.assignee_id, "Who sees to it. Staff.", StaffOnly, filterable=True, groupable=True)
    replies = listing("Reply", models.Reply.ticket_id, "Contacts see no internal ones.")
    files = listing("File", models.File.ticket_id, "Uploaded files, those of its replies among them.")
    due_at: datetime | None = field(
        "When it should be solved; moves by the time it waits for the client.", filterable=True, orderable=True
    )
    first_response_at: datetime | None = field("When the client first had an answer.")
    resolved_at: datetime | None = field("When it was solved.", bound=True, groupable="RESOLVED_ON")
    created_at: datetime = field(
        "When it was opened.", filterable=True, orderable=True, bound=True, groupable="CREATED_ON"
    )
    version: int = field("Rises with every change.")


TicketPayload = payload(
    "TicketPayload", "What a write of a ticket answers.", ticket=(noun("Ticket") | None, "The ticket.")
)


@strawberry.input(description="For openTicket.")
class OpenTicketInput:
    client_id: strawberry.ID | None = optional("The client; a contact's own, or the project's, by default.")
    project_id: strawberry.ID | None = optional("The project it belongs to, of the same client.")
    contact_id: strawberry.ID | None = optional("Who asks; the contact that writes by default.")
    subject: str = given("What it is about.")
    body: str = given("What is asked.")
    priority: models.PriorityLevel | None = given("How pressing it is.", default=models.PriorityLevel.NORMAL)
    department: str | None = optional("Who in the organisation it is for.")
    tags: list[str] | None = optional("Words it is sorted by.")


@strawberry.input(description="For replyToTicket.")
class ReplyToTicketInput:
    ticket_id: strawberry.ID = given("The ticket.")
    body: str = given("The answer.")
    visibility: models.Visibility | None = given("Who reads it.", default=models.Visibility.CLIENT)
    wait_for_client: bool | None = given("Moves the ticket to WAITING_CLIENT.", default=False)


@strawberry.input(description="For assignTicket.")
class AssignTicketInput:
    ticket_id: strawberry.ID = given("The ticket.")
    user_id: strawberry.ID | None = optional("Who sees to it; nobody without one.")


@strawberry.input(description="For resolveTicket.")
class ResolveTicketInput:
    ticket_id: strawberry.ID = given("The ticket.")
    resolution: str | None = optional("What solved it; becomes an answer to the client.")


@strawberry.input(description="For closeTicket.")
class CloseTicketInput:
    ticket_id: strawberry.ID = given("The ticket.")


@strawberry.input(description="For linkTicketToProject.")
class LinkTicketToProjectInput:
    ticket_id: strawberry.ID = given("The ticket.")
    project_id: strawberry.ID = given("A project of the same client.")


@roots
class TicketQueries:
    """Reading tickets."""

    tickets = listing("Ticket", description="Every visible ticket.")
    ticket = found("Ticket", "One ticket.")


@roots
class TicketMutations:
    """Helping clients."""

    open_ticket: TicketPayload = mutation(
        tickets.open_ticket, OpenTicketInput, CanUseTickets, description="A contact's own client is taken by itself."
    )
    reply_to_ticket: ReplyPayload = mutation(
        tickets.reply, ReplyToTicketInput, CanUseTickets, description="Answer; a contact's reply opens it again."
    )
    assign_ticket: TicketPayload = mutation(
        tickets.assign, AssignTicketInput, CanWork, description="Say who sees to it."
    )
    resolve_ticket: TicketPayload = mutation(
        tickets.resolve, ResolveTicketInput, CanWork, description="Say that it is solved."
    )
    close_ticket: TicketPayload = mutation(
        tickets.close, CloseTicketInput, CanWork, description="Only once it is resolved."
    )
    link_ticket_to_project: TicketPayload = mutation(
        tickets.link_to_project, LinkTicketToProjectInput, CanWork, description="Hang it on a project of its client."
    )
