"""Leads."""

from datetime import datetime

import strawberry

import models
from permissions.base import CanWork, Public
from resolvers import contact_form, conversion
from resolvers import lead as leads
from resolvers.reading import Reading
from schema.accepted import AcceptedPayload
from schema.address import Address, AddressInput
from schema.core.fields import field, part, related
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.money import Money, MoneyInput
from schema.core.mutation import mutation, payload
from schema.core.node import Timelined, found, listing, node, roots
from schema.core.scalars import CurrencyCode

WEIGHTED = Reading(models.Lead, "weightedValue", leads.weighted_value, currency=models.Lead.value_currency)


@node(
    models.Lead,
    "leads",
    ["-CREATED_AT"],
    orders={"STAGE": leads.stage_position},
    measures={"weighted_value": (WEIGHTED, Money)},
)
class Lead(Timelined):
    """Someone who may become a client. Staff; limited staff see the leads they own."""

    name: str = field("What the person is called.", filterable=True, orderable=True, searchable=True)
    company_name: str | None = field("The company.", filterable=True, searchable=True)
    email: str | None = field("The e-mail address.", filterable=True, searchable=True)
    phone: str | None = field("The phone number.", searchable=True)
    address: Address | None = part("The postal address.", of="address")
    source: str | None = field("Where the lead came from, such as contact form.", filterable=True, groupable=True)
    status: models.LeadStatus = field("Where it stands.", filterable=True, groupable=True)
    stage = related(models.Lead.stage_id, "Its column of the pipeline.", filterable=True, groupable=True)
    lost_reason: str | None = field("Why it was given up.")
    value: Money | None = field("Expected worth.", filterable=True, orderable=True, measure=True)
    owner = related(models.Lead.owner_id, "Who looks after it.", filterable=True, groupable=True)
    converted_client = related(models.Lead.converted_client_id, "The client it became.", filterable=True)
    proposals = listing("Proposal", models.Proposal.lead_id, "Offers to it.")
    estimates = listing("Estimate", models.Estimate.lead_id, "Priced estimates for it.")
    communications = listing("Communication", models.Communication.lead_id, "E-mails, calls, meetings and notes.")
    tasks = listing("Task", models.Task.lead_id, "What there is to do.")
    files = listing("File", models.File.lead_id, "Uploaded files.")
    timeline = listing("Event", models.Event.lead_id, "What happened to it, newest first.")
    last_activity_at: datetime = field("When something last happened.", orderable=True)
    created_at: datetime = field(
        "When it came in.", filterable=True, orderable=True, bound=True, groupable="CREATED_ON"
    )
    converted_at: datetime | None = field("When it became a client.")
    version: int = field("Rises with every change.")


LeadPayload = payload("LeadPayload", "What a write of a lead answers.", lead=(noun("Lead") | None, "The lead."))
ConvertLeadPayload = payload(
    "ConvertLeadPayload",
    "What a write of convertLead answers.",
    client=(noun("Client") | None, "The client it became."),
    lead=(noun("Lead") | None, "The lead."),
    candidates=(
        list[noun("Client")] | None,
        "With DUPLICATE: the clients meant, as far as the viewer may see them.",
    ),
    moved_events=(int | None, "Entries of the lead's history now in the client's."),
    moved_documents=(int | None, "Proposals, estimates and files now among the client's documents."),
)


@strawberry.input(description="For submitContactForm.")
class SubmitContactFormInput:
    form_key: str = given("Names the form; the organisation's contactFormKey.")
    name: str = given("What the stranger is called.")
    email: str = given("The stranger's e-mail address.")
    phone: str | None = optional("The phone number.")
    company: str | None = optional("The company.")
    message: str | None = optional("What it is about.")


@strawberry.input(description="For createLead.")
class CreateLeadInput:
    name: str = given("What the person is called; the e-mail address where it is empty.")
    company_name: str | None = optional("The company.")
    email: str | None = optional("The e-mail address.")
    phone: str | None = optional("The phone number.")
    address: AddressInput | None = optional("The postal address.")
    source: str | None = optional("Where the lead came from.")
    stage_id: strawberry.ID | None = optional("Its column of the pipeline; the first by default.")
    owner_id: strawberry.ID | None = optional("Who looks after it.")
    value: MoneyInput | None = optional("Expected worth.")


@strawberry.input(description="Changes given fields; absent leaves, null clears.")
class UpdateLeadInput:
    lead_id: strawberry.ID = given("The lead.")
    name: str | None = optional("What the person is called.")
    company_name: str | None = optional("The company.")
    email: str | None = optional("The e-mail address.")
    phone: str | None = optional("The phone number.")
    address: AddressInput | None = optional("The postal address.")
    source: str | None = optional("Where the lead came from.")
    owner_id: strawberry.ID | None = optional("Who looks after it.")
    value: MoneyInput | None = optional("Expected worth.")
    expected_version: int | None = optional("The version the change is based on.")


@strawberry.input(description="For moveLeadStage.")
class MoveLeadStageInput:
    lead_id: strawberry.ID = given("The lead.")
    stage_id: strawberry.ID = given("The column it goes to.")


@strawberry.input(description="For loseLead.")
class LoseLeadInput:
    lead_id: strawberry.ID = given("The lead.")
    reason: str = given("Why.")


@strawberry.input(description="For reopenLead.")
class ReopenLeadInput:
    lead_id: strawberry.ID = given("The lead.")


@strawberry.input(description="For convertLead.")
class ConvertLeadInput:
    lead_id: strawberry.ID = given("The lead.")
    type: models.ClientType | None = optional("Company where the lead has a company name, else individual.")
    name: str | None = optional("By default the company name, or the person's.")
    existing_client_id: strawberry.ID | None = optional("Attach to this client instead of making one.")
    currency: CurrencyCode | None = optional("That of the latest proposal by default, else the organisation's.")
    expected_version: int | None = optional("The version the change is based on.")


@roots
class LeadQueries:
    """Reading leads."""

    leads = listing("Lead", description="Every visible lead, latest first.")
    lead = found("Lead", "One lead. asOf: its fields as they were then; who may see it is judged today.", as_of=True)


@roots
class LeadMutations:
    """Winning clients."""

    submit_contact_form: AcceptedPayload = mutation(
        contact_form.submit,
        SubmitContactFormInput,
        Public,
        description="The public contact form: becomes an open lead. The caller learns nothing but that it was "
        "accepted. Anonymous.",
    )
    create_lead: LeadPayload = mutation(
        leads.create, CreateLeadInput, CanWork, description="Needs an e-mail or a name."
    )
    update_lead: LeadPayload = mutation(leads.update, UpdateLeadInput, CanWork, description="Change a lead's details.")
    move_lead_stage: LeadPayload = mutation(
        leads.move_stage, MoveLeadStageInput, CanWork, description="Put an open lead into another column."
    )
    lose_lead: LeadPayload = mutation(leads.lose, LoseLeadInput, CanWork, description="Give a lead up, with a reason.")
    reopen_lead: LeadPayload = mutation(
        leads.reopen, ReopenLeadInput, CanWork, description="Take a lost lead up again."
    )
    convert_lead: ConvertLeadPayload = mutation(
        conversion.convert,
        ConvertLeadInput,
        CanWork,
        description="Makes the client and moves everything to it, ids unchanged. A second call returns the same "
        "client.",
    )
