"""Estimates."""

from datetime import date, datetime
from typing import Any

import strawberry

import models
from permissions.base import CanWork
from permissions.offer import CanSign
from resolvers import estimate as estimates
from resolvers.reading import Link
from schema.core.fields import field, related
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.making import MadeField
from schema.core.money import Money
from schema.core.mutation import mutation, payload
from schema.core.node import ClientScoped, found, listing, node, roots
from schema.core.scalars import CurrencyCode
from schema.document_line import DocumentLine, LineInput, TaxSummary, lines_of, tax_summaries_of
from schema.download import pdf_of
from schema.invoicing import KEY, InvoicePayload
from schema.signature import Signature, drawing_given, signature_of

INVOICES = Link(
    models.Invoice,
    models.Invoice.estimate_id,
    where=lambda viewer: models.Invoice.status != models.InvoiceStatus.VOID,
)


async def _invoice(estimate: models.Estimate, info: Any) -> models.Invoice | None:
    made = await info.context.loaders.several(INVOICES).load(estimate.id)
    return made[0] if made else None


@node(models.Estimate, "estimates", ["-CREATED_AT"])
class Estimate(ClientScoped):
    """A priced estimate that can become an invoice. Contacts see it once sent."""

    number: str | None = field("Given when it is first sent; revisions keep it.", filterable=True, searchable=True)
    title: str = field("What is offered.", filterable=True, orderable=True, searchable=True)
    status: models.EstimateStatus = field("Where it stands.", filterable=True)
    revision: int = field("1 for the first, one more for each revision.")
    lead = related(models.Estimate.lead_id, "The lead it is for.", filterable=True)
    client = related(models.Estimate.client_id, "The client it is for.", filterable=True)
    project = related(models.Estimate.project_id, "The project it is linked to.", filterable=True)
    invoice: noun("Invoice") | None = MadeField(
        "The invoice it became, until that is discarded or voided.", _invoice, sql=lambda asked: asked.first(INVOICES)
    )
    currency: CurrencyCode = field("The currency of every amount on it.", filterable=True)
    lines: list[DocumentLine] = lines_of("What is offered, line by line.")
    subtotal: Money = field("The lines after discount, before tax.")
    taxes: list[TaxSummary] = tax_summaries_of("What each tax comes to.")
    total: Money = field("The subtotal and the taxes.", filterable=True, orderable=True)
    signature: Signature | None = signature_of("The proof that it was accepted.")
    decline_reason: str | None = field("Why it was turned down, where that was said.")
    expires_on: date | None = field("The last day it can be signed.", filterable=True, orderable=True)
    superseded_by = related(models.Estimate.superseded_by_id, "The next revision.")
    download_url: str | None = pdf_of(models.Estimate, "The PDF; null where there is none.")
    sent_at: datetime | None = field("When it was sent.")
    viewed_at: datetime | None = field("When it was first looked at.")
    created_by = related(models.Estimate.created_by, "Who wrote it.", to="User")
    created_at: datetime = field("When it was made.", filterable=True, orderable=True)
    version: int = field("Rises with every change.")


EstimatePayload = payload(
    "EstimatePayload",
    "What a write of an estimate answers.",
    estimate=(noun("Estimate") | None, "The estimate."),
)


@strawberry.input(description="For createEstimate.")
class CreateEstimateInput:
    lead_id: strawberry.ID | None = optional("The lead it is for; exactly one of lead and client.")
    client_id: strawberry.ID | None = optional("The client it is for.")
    project_id: strawberry.ID | None = optional("A project of that client.")
    title: str = given("What is offered.")
    currency: CurrencyCode = given("The currency of every amount on it.")
    lines: list[LineInput] = given("What is offered, line by line.")
    expires_on: date | None = optional("The last day it can be signed.")


@strawberry.input(description="For reviseEstimate.")
class ReviseEstimateInput:
    estimate_id: strawberry.ID = given("The estimate.")
    title: str | None = optional("What is offered.")
    lines: list[LineInput] | None = optional("All its lines, in place of those it has.")
    expires_on: date | None = optional("The last day it can be signed; null for none.")
    expected_version: int | None = optional("The version the change is based on.")


@strawberry.input(description="For sendEstimate.")
class SendEstimateInput:
    estimate_id: strawberry.ID = given("The estimate.")
    email: bool | None = given("Tell the lead or client by mail as well.", default=False)
    expected_version: int | None = optional("The version that is meant.")


@strawberry.input(description="For signEstimate.")
class SignEstimateInput:
    estimate_id: strawberry.ID = given("The estimate.")
    name: str = given("Who signs.")
    email: str = given("Their e-mail address.")
    accept: bool = given("Must be true: the box that says the terms are accepted.")
    drawing: str | None = drawing_given()


@strawberry.input(description="For declineEstimate.")
class DeclineEstimateInput:
    estimate_id: strawberry.ID = given("The estimate.")
    reason: str | None = optional("Why.")


@strawberry.input(description="For convertEstimateToInvoice.")
class ConvertEstimateToInvoiceInput:
    estimate_id: strawberry.ID = given("The estimate, which is signed.")
    due_on: date | None = optional("The day payment is expected; by the client's terms by default.")
    issue: bool | None = given("Issue it at once; needs BILL.", default=False)
    idempotency_key: str | None = optional(KEY)


@strawberry.input(description="For withdrawEstimate.")
class WithdrawEstimateInput:
    estimate_id: strawberry.ID = given("The estimate.")


@roots
class EstimateQueries:
    """Reading estimates."""

    estimates = listing("Estimate", description="Every visible estimate.")
    estimate = found("Estimate", "One estimate.")


@roots
class EstimateMutations:
    """Estimating, and what becomes of it."""

    create_estimate: EstimatePayload = mutation(
        estimates.create, CreateEstimateInput, CanWork, description="Exactly one of lead and client."
    )
    revise_estimate: EstimatePayload = mutation(
        estimates.revise,
        ReviseEstimateInput,
        CanWork,
        description="Changes a draft in place; supersedes a sent one with the next revision.",
    )
    send_estimate: EstimatePayload = mutation(
        estimates.send, SendEstimateInput, CanWork, description="Freeze it and put it before the lead or client."
    )
    sign_estimate: EstimatePayload = mutation(
        estimates.sign, SignEstimateInput, CanSign, description="As a contact. Signing twice changes nothing."
    )
    decline_estimate: EstimatePayload = mutation(
        estimates.decline, DeclineEstimateInput, CanSign, description="As a contact."
    )
    withdraw_estimate: EstimatePayload = mutation(
        estimates.withdraw, WithdrawEstimateInput, CanWork, description="Take a sent estimate back."
    )
    convert_estimate_to_invoice: InvoicePayload = mutation(
        estimates.convert,
        ConvertEstimateToInvoiceInput,
        CanWork,
        description="Bills a signed estimate line by line; once.",
    )
