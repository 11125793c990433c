"""Making, issuing and undoing invoices."""

from datetime import date
from decimal import Decimal

import strawberry

from permissions.base import CanBill, CanWork
from resolvers import invoice as invoices
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.mutation import mutation, payload
from schema.core.node import roots
from schema.document_line import LineInput

InvoicePayload = payload(
    "InvoicePayload",
    "What a write of an invoice answers.",
    invoice=(noun("Invoice") | None, "The invoice; null once a draft was discarded."),
)
KEY = "Makes the write happen once, however often it is sent."


@strawberry.input(description="For createInvoice.")
class CreateInvoiceInput:
    client_id: strawberry.ID = given("The client billed.")
    project_id: strawberry.ID | None = optional("The project billed.")
    lines: list[LineInput] = given("What is billed.")
    prices_include_tax: bool | None = given("Whether unit prices hold the tax.", default=False)
    discount_percent: Decimal | None = given("The invoice's own discount.", default=Decimal(0))
    due_on: date | None = optional("The day payment is expected; by the client's terms by default.")
    note: str | None = optional("Printed on the invoice.")
    issue: bool | None = given("Issue it at once. Needs BILL.", default=False)
    idempotency_key: str | None = optional(KEY)


@strawberry.input(description="Changes given fields; absent leaves, null clears.")
class UpdateInvoiceInput:
    invoice_id: strawberry.ID = given("The invoice.")
    lines: list[LineInput] | None = optional("Further lines, or new ones in place of all lines that bill nothing.")
    remove_line_ids: list[strawberry.ID] | None = optional("Lines to take off; what they bill is open again.")
    discount_percent: Decimal | None = optional("The invoice's own discount.")
    due_on: date | None = optional("The day payment is expected.")
    note: str | None = optional("Printed on the invoice.")
    internal_note: str | None = optional("For colleagues.")
    expected_version: int | None = optional("The version the change is based on.")
    idempotency_key: str | None = optional(KEY)


@strawberry.input(description="For issueInvoice.")
class IssueInvoiceInput:
    invoice_id: strawberry.ID = given("The draft.")
    issued_on: date | None = optional("The day of issue; today by default, and never before the last of its series.")
    expected_version: int | None = optional("The version the issue is based on.")
    idempotency_key: str | None = optional(KEY)


@strawberry.input(description="For discardDraftInvoice.")
class DiscardDraftInvoiceInput:
    invoice_id: strawberry.ID = given("The draft.")
    idempotency_key: str | None = optional(KEY)


@strawberry.input(description="For voidInvoice.")
class VoidInvoiceInput:
    invoice_id: strawberry.ID = given("The invoice.")
    reason: str = given("Why.")
    idempotency_key: str | None = optional(KEY)


@strawberry.input(description="For attachInvoiceToProject.")
class AttachInvoiceToProjectInput:
    invoice_id: strawberry.ID = given("The invoice.")
    project_id: strawberry.ID = given("A project of its client.")
    idempotency_key: str | None = optional(KEY)


@roots
class InvoicingMutations:
    """Writing invoices."""

    create_invoice: InvoicePayload = mutation(
        invoices.create, CreateInvoiceInput, CanWork, description="Bill a client what the lines say."
    )
    update_invoice: InvoicePayload = mutation(
        invoices.update, UpdateInvoiceInput, CanWork, description="Drafts only, save for internalNote."
    )
    issue_invoice: InvoicePayload = mutation(
        invoices.issue, IssueInvoiceInput, CanBill, description="Gives the number and freezes the invoice."
    )
    discard_draft_invoice: InvoicePayload = mutation(
        invoices.discard, DiscardDraftInvoiceInput, CanWork, description="Remove a draft; what it held is open again."
    )
    void_invoice: InvoicePayload = mutation(
        invoices.void,
        VoidInvoiceInput,
        CanBill,
        description="Only without payment or credit. Releases everything billed.",
    )
    attach_invoice_to_project: InvoicePayload = mutation(
        invoices.attach, AttachInvoiceToProjectInput, CanWork, description="Attach an invoice to a project."
    )
