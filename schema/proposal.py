"""Proposals."""

from datetime import date, datetime
from typing import Any

import strawberry

import models
from permissions.base import CanWork, Public
from resolvers import proposal as proposals
from resolvers.context import Context
from schema.core.fields import argument, field, related
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.making import MadeField
from schema.core.money import Money
from schema.core.mutation import mutation, payload
from schema.core.node import ClientScoped, found, listing, node, roots
from schema.core.scalars import CurrencyCode
from schema.document_line import DocumentLine, LineInput, TaxSummary, lines_of, tax_summaries_of
from schema.download import pdf_of
from schema.signature import Signature, drawing_given, signature_of


@node(models.Proposal, "proposals", ["-CREATED_AT"])
class Proposal(ClientScoped):
    """An offer to a lead or a client. Contacts see it once sent."""

    number: str | None = field("Given when it is first sent; revisions keep it.", filterable=True, searchable=True)
    title: str = field("What is offered.", filterable=True, orderable=True, searchable=True)
    status: models.ProposalStatus = field("Where it stands.", filterable=True)
    revision: int = field("1 for the first, one more for each revision.")
    lead = related(models.Proposal.lead_id, "The lead it is for.", filterable=True)
    client = related(models.Proposal.client_id, "The client it is for.", filterable=True)
    project = related(models.Proposal.project_id, "The project it is linked to.", filterable=True)
    currency: CurrencyCode = field("The currency of every amount on it.", filterable=True)
    lines: list[DocumentLine] = lines_of("What is offered, line by line.")
    subtotal: Money = field("The lines after discount, before tax.")
    taxes: list[TaxSummary] = tax_summaries_of("What each tax comes to.")
    total: Money = field("The subtotal and the taxes.", filterable=True, orderable=True)
    signature: Signature | None = signature_of("The proof that it was accepted.")
    decline_reason: str | None = field("Why it was turned down, where that was said.")
    expires_on: date | None = field("The last day it can be signed.", filterable=True, orderable=True)
    superseded_by = related(models.Proposal.superseded_by_id, "The next revision.")
    download_url: str | None = pdf_of(models.Proposal, "The PDF; null where there is none.")
    sent_at: datetime | None = field("When it was sent.")
    viewed_at: datetime | None = field("When it was first looked at.")
    created_by = related(models.Proposal.created_by, "Who wrote it.", to="User")
    created_at: datetime = field("When it was made.", filterable=True, orderable=True)
    version: int = field("Rises with every change.")


ProposalPayload = payload(
    "ProposalPayload",
    "What a write of a proposal answers.",
    proposal=(noun("Proposal") | None, "The proposal."),
    signing_token=(str | None, "For proposalByToken and signProposal; set once, by sendProposal."),
)


@strawberry.input(description="For createProposal.")
class CreateProposalInput:
    lead_id: strawberry.ID | None = optional("The lead it is for; exactly one of lead and client.")
    client_id: strawberry.ID | None = optional("The client it is for.")
    project_id: strawberry.ID | None = optional("A project of that client.")
    title: str = given("What is offered.")
    currency: CurrencyCode = given("The currency of every amount on it.")
    lines: list[LineInput] = given("What is offered, line by line.")
    expires_on: date | None = optional("The last day it can be signed.")


@strawberry.input(description="For reviseProposal.")
class ReviseProposalInput:
    proposal_id: strawberry.ID = given("The proposal.")
    title: str | None = optional("What is offered.")
    lines: list[LineInput] | None = optional("All its lines, in place of those it has.")
    expires_on: date | None = optional("The last day it can be signed; null for none.")
    expected_version: int | None = optional("The version the change is based on.")


@strawberry.input(description="For sendProposal.")
class SendProposalInput:
    proposal_id: strawberry.ID = given("The proposal.")
    email: bool | None = given("Mail the link as well.", default=False)
    expected_version: int | None = optional("The version that is meant.")


@strawberry.input(description="For signProposal.")
class SignProposalInput:
    proposal_id: strawberry.ID | None = optional("The proposal, as a contact who sees it.")
    token: str | None = optional("Else the token it was sent with.")
    name: str = given("Who signs.")
    email: str = given("Their e-mail address.")
    accept: bool = given("Must be true: the box that says the terms are accepted.")
    drawing: str | None = drawing_given()


@strawberry.input(description="For declineProposal.")
class DeclineProposalInput:
    proposal_id: strawberry.ID | None = optional("The proposal, as a contact who sees it.")
    token: str | None = optional("Else the token it was sent with.")
    reason: str | None = optional("Why.")


@strawberry.input(description="For withdrawProposal.")
class WithdrawProposalInput:
    proposal_id: strawberry.ID = given("The proposal.")


async def _by_token(_root: Any, info: Any, token: str) -> models.Proposal | None:
    return await proposals.by_token(info.context, token)


async def _behind_token(context: Context, given: dict[str, Any]) -> models.Proposal | None:
    return await proposals.by_token(context, given["token"])


@roots
class ProposalQueries:
    """Reading proposals."""

    proposals = listing("Proposal", description="Every visible proposal.")
    proposal = found("Proposal", "One proposal.")
    proposal_by_token: noun("Proposal") | None = MadeField(
        "For whoever holds the token; the first look marks it VIEWED.",
        _by_token,
        [Public],
        [argument("token", str, "The token sendProposal answered.")],
        lambda asked: asked.prepared_row(models.Proposal, _behind_token),
    )


@roots
class ProposalMutations:
    """Offering, and what becomes of it."""

    create_proposal: ProposalPayload = mutation(
        proposals.create, CreateProposalInput, CanWork, description="Exactly one of lead and client."
    )
    revise_proposal: ProposalPayload = mutation(
        proposals.revise,
        ReviseProposalInput,
        CanWork,
        description="Changes a draft in place; supersedes a sent one with the next revision.",
    )
    send_proposal: ProposalPayload = mutation(
        proposals.send, SendProposalInput, CanWork, description="Freeze it and put it before the lead or client."
    )
    sign_proposal: ProposalPayload = mutation(
        proposals.sign,
        SignProposalInput,
        Public,
        description="With the token, or as a contact. Signing twice changes nothing. Anonymous with a token.",
    )
    decline_proposal: ProposalPayload = mutation(
        proposals.decline, DeclineProposalInput, Public, description="Anonymous with a token."
    )
    withdraw_proposal: ProposalPayload = mutation(
        proposals.withdraw, WithdrawProposalInput, CanWork, description="Take a sent proposal back."
    )
