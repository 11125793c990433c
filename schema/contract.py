"""Contracts."""

from datetime import date, datetime

import strawberry

import models
from permissions.base import CanWork
from permissions.offer import CanSign
from resolvers import contract as contracts
from schema.core.fields import field, related
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.money import Money, MoneyInput
from schema.core.mutation import mutation, payload
from schema.core.node import ClientScoped, found, listing, node, roots
from schema.download import pdf_of
from schema.signature import Signature, drawing_given, signature_of


@node(models.Contract, "contracts", ["-STARTS_ON"])
class Contract(ClientScoped):
    """An agreement with a client. Contacts see it once sent."""

    title: str = field("What it is called.", filterable=True, orderable=True, searchable=True)
    body: str = field("What is agreed.", searchable=True)
    status: models.ContractStatus = field("Where it stands.", filterable=True)
    value: Money | None = field("What it is worth.")
    starts_on: date = field("The first day it is in force.", filterable=True, orderable=True)
    ends_on: date | None = field("The last day; null where it has no end.", filterable=True, orderable=True)
    client = related(models.Contract.client_id, "The client it is with.", filterable=True)
    project = related(models.Contract.project_id, "The project it is linked to.", filterable=True)
    proposal = related(models.Contract.proposal_id, "The proposal it came from.")
    signature: Signature | None = signature_of("The proof that it was accepted.")
    termination_reason: str | None = field("Why it was ended before its time.")
    download_url: str | None = pdf_of(models.Contract, "The PDF; null where there is none.")
    sent_at: datetime | None = field("When it was sent.")
    created_by = related(models.Contract.created_by, "Who wrote it.", to="User")
    created_at: datetime = field("When it was made.")
    version: int = field("Rises with every change.")


ContractPayload = payload(
    "ContractPayload",
    "What a write of a contract answers.",
    contract=(noun("Contract") | None, "The contract."),
)


@strawberry.input(description="For createContract.")
class CreateContractInput:
    client_id: strawberry.ID = given("The client it is with.")
    project_id: strawberry.ID | None = optional("A project of that client.")
    proposal_id: strawberry.ID | None = optional("The proposal of that client it came from.")
    title: str = given("What it is called.")
    body: str = given("What is agreed.")
    value: MoneyInput | None = optional("What it is worth.")
    starts_on: date = given("The first day it is in force.")
    ends_on: date | None = optional("The last day.")


@strawberry.input(description="For sendContract.")
class SendContractInput:
    contract_id: strawberry.ID = given("The contract.")
    email: bool | None = given("Tell the point of contact by mail as well.", default=False)


@strawberry.input(description="For signContract.")
class SignContractInput:
    contract_id: strawberry.ID = given("The contract.")
    name: str = given("Who signs.")
    email: str = given("Their e-mail address.")
    accept: bool = given("Must be true: the box that says the terms are accepted.")
    drawing: str | None = drawing_given()


@strawberry.input(description="For terminateContract.")
class TerminateContractInput:
    contract_id: strawberry.ID = given("The contract.")
    reason: str = given("Why.")


@roots
class ContractQueries:
    """Reading contracts."""

    contracts = listing("Contract", description="Every visible contract.")
    contract = found("Contract", "One contract.")


@roots
class ContractMutations:
    """Agreeing, and what becomes of it."""

    create_contract: ContractPayload = mutation(
        contracts.create, CreateContractInput, CanWork, description="Write a draft with a client."
    )
    send_contract: ContractPayload = mutation(
        contracts.send, SendContractInput, CanWork, description="Put it before the client."
    )
    sign_contract: ContractPayload = mutation(
        contracts.sign, SignContractInput, CanSign, description="As a contact. Signing twice changes nothing."
    )
    terminate_contract: ContractPayload = mutation(
        contracts.terminate, TerminateContractInput, CanWork, description="End one that is in force, with a reason."
    )
