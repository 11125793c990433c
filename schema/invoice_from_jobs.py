"""Invoices over jobs."""

from datetime import date

import strawberry

from permissions.base import CanWork
from resolvers import invoice_from_jobs as jobs
from schema.core.inputs import given, optional
from schema.core.mutation import mutation
from schema.core.node import roots
from schema.document_line import LineTaxInput
from schema.invoicing import KEY, InvoicePayload


@strawberry.input(description="For createInvoiceFromJobs.")
class CreateInvoiceFromJobsInput:
    job_ids: list[strawberry.ID] = given("The jobs, of one client.")
    invoice_id: strawberry.ID | None = optional("A draft of the client to put them on; one of their own by default.")
    taxes: list[LineTaxInput] | None = optional("Taxes on every line; none by default.")
    due_on: date | None = optional("The day payment is expected; by the client's terms by default.")
    note: str | None = optional("Printed on the invoice.")
    issue: bool | None = given("Issue it at once. Needs BILL.", default=False)
    idempotency_key: str | None = optional(KEY)


@roots
class InvoiceFromJobsMutations:
    """Billing jobs."""

    create_invoice_from_jobs: InvoicePayload = mutation(
        jobs.create,
        CreateInvoiceFromJobsInput,
        CanWork,
        description="Jobs of one client, READY_TO_INVOICE; ALREADY_BILLED where one is on an invoice.",
    )
