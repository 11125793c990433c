"""Recurring invoices."""

from datetime import date, datetime

import strawberry

import models
from permissions.base import CanWork
from resolvers import recurring_invoice as recurring_invoices
from schema.core.fields import field, related
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.money import Money
from schema.core.mutation import mutation, payload
from schema.core.node import ClientScoped, found, listing, node, roots
from schema.core.scalars import CurrencyCode
from schema.document_line import DocumentLine, LineInput, lines_of
from schema.invoicing import KEY


@node(models.RecurringInvoice, "recurring invoices", ["NEXT_ON"])
class RecurringInvoice(ClientScoped):
    """A template that makes an invoice every so often. Staff."""

    client = related(models.RecurringInvoice.client_id, "The client billed.", filterable=True)
    project = related(models.RecurringInvoice.project_id, "The project billed.", filterable=True)
    status: models.RecurringInvoiceStatus = field("Where it stands.", filterable=True)
    currency: CurrencyCode = field("The currency of its amounts.")
    lines: list[DocumentLine] = lines_of("What is billed.")
    total: Money = field("What each invoice comes to.")
    unit: models.RecurrenceUnit = field("The step from one invoice to the next.")
    every: int = field("Units between two invoices.")
    starts_on: date = field("The first day.")
    next_on: date | None = field("The day of the next invoice.", filterable=True, orderable=True)
    ends_on: date | None = field("The last day.")
    issue: bool = field("Issues at once; otherwise leaves a draft.")
    invoices = listing("Invoice", models.Invoice.recurring_invoice_id, "What it made.")
    created_at: datetime = field("When it was made.", orderable=True)
    version: int = field("Rises with every change.")


RecurringInvoicePayload = payload(
    "RecurringInvoicePayload",
    "What a write of a recurring invoice answers.",
    recurring_invoice=(noun("RecurringInvoice") | None, "The recurring invoice."),
)


@strawberry.input(description="For createRecurringInvoice.")
class CreateRecurringInvoiceInput:
    client_id: strawberry.ID = given("The client billed.")
    project_id: strawberry.ID | None = optional("The project billed, of that client.")
    currency: CurrencyCode | None = optional("The currency of its amounts; the client's by default.")
    lines: list[LineInput] = given("What each invoice bills.")
    unit: models.RecurrenceUnit = given("The step from one invoice to the next.")
    every: int | None = given("Units between two invoices.", default=1)
    starts_on: date = given("The day of the first invoice; at most a year ago.")
    ends_on: date | None = optional("The last day an invoice can fall on; none by default.")
    issue: bool | None = given("Issue each at once, which needs BILL; otherwise drafts are left.", default=False)
    idempotency_key: str | None = optional(KEY)


@strawberry.input(description="For pauseRecurringInvoice.")
class PauseRecurringInvoiceInput:
    recurring_invoice_id: strawberry.ID = given("The recurring invoice.")
    idempotency_key: str | None = optional(KEY)


@strawberry.input(description="For resumeRecurringInvoice.")
class ResumeRecurringInvoiceInput:
    recurring_invoice_id: strawberry.ID = given("The recurring invoice.")
    idempotency_key: str | None = optional(KEY)


@roots
class RecurringInvoiceQueries:
    """Reading recurring invoices."""

    recurring_invoices = listing("RecurringInvoice", description="Every visible recurring invoice.")
    recurring_invoice = found("RecurringInvoice", "One recurring invoice.")


@roots
class RecurringInvoiceMutations:
    """Billing regularly."""

    create_recurring_invoice: RecurringInvoicePayload = mutation(
        recurring_invoices.create,
        CreateRecurringInvoiceInput,
        CanWork,
        description="Makes an invoice for each period, from its first day on.",
    )
    pause_recurring_invoice: RecurringInvoicePayload = mutation(
        recurring_invoices.pause, PauseRecurringInvoiceInput, CanWork, description="Makes none until it is resumed."
    )
    resume_recurring_invoice: RecurringInvoicePayload = mutation(
        recurring_invoices.resume,
        ResumeRecurringInvoiceInput,
        CanWork,
        description="Makes invoices again; periods that fell into the pause are not made up.",
    )
