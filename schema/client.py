"""Clients: the hub."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import strawberry
from sqlalchemy import null

import models
from permissions.base import AdminOnly, CanSeeCosts, CanWork, StaffOnly
from permissions.client import CanSeeBalance
from resolvers import client as clients
from resolvers import client_balance as balances
from resolvers import client_merge as merging
from resolvers.reading import Link, Reading
from resolvers.resource import OF_CLIENT as ITS_RESOURCES
from resolvers.service import OF_CLIENT as ITS_SERVICES
from resolvers.team import OF_CLIENT as ITS_TEAMS
from resolvers.work_log_type import OF_CLIENT as ITS_WORK_LOG_TYPES
from schema.address import Address, AddressInput
from schema.core.fields import computed, field, part, related, several, through
from schema.core.filters import Criterion, flag, linked
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.making import MadeField
from schema.core.money import Money, MoneyInput
from schema.core.mutation import mutation, payload
from schema.core.node import Timelined, found, listing, node, part_of, roots
from schema.core.scalars import CurrencyCode

POINT_OF_CONTACT = Link(
    models.Contact, models.Contact.client_id, where=lambda viewer: models.Contact.is_point_of_contact
)
ASSIGNED_USERS = through(models.UserClient.client_id, models.UserClient.user_id)
ITS_WORK_TYPES = through(models.WorkTypeClient.client_id, models.WorkTypeClient.work_type_id)
ITS_CODINGS = through(models.CodingClient.client_id, models.CodingClient.coding_id)
ITS_ACTIVITIES = through(models.ActivityClient.client_id, models.ActivityClient.activity_id)


async def _point_of_contact(client: models.Client, info: Any) -> Any:
    return next(iter(await info.context.loaders.several(POINT_OF_CONTACT).load(client.id)), None)


def _owed(name: str, value: Any) -> Reading:
    return Reading(models.Client, name, value, [CanSeeBalance()], models.Client.currency)


def _assigned(name: str) -> Criterion:
    """Which clients a user is assigned; contacts do not read that, so for them it holds nowhere."""
    criterion = linked(name, "User", ASSIGNED_USERS, models.Client)
    return Criterion(
        name,
        criterion.input_type,
        lambda value, viewer: criterion.predicate(value, viewer) if StaffOnly().allows(viewer) else null(),
        criterion.description,
    )


OUTSTANDING = _owed("outstanding", balances.outstanding)


@part_of(models.Client)
class ClientBalance:
    """What a client was billed and owes, in its own currency. Always the sum of the rows behind it."""

    billed: Money = computed(balances.billed, "Issued invoices, with tax.")
    paid: Money = computed(balances.paid, "Succeeded payments less refunds.")
    credited: Money = computed(balances.credited, "Issued credit notes, with tax; write-offs among them.")
    outstanding: Money = computed(balances.outstanding, "What is left to pay on issued invoices.")
    overdue: Money = computed(balances.overdue, "The part of outstanding whose due day has passed.")
    unallocated_credit: Money = computed(
        balances.unallocated_credit, "Paid or credited, not yet set against an invoice."
    )


@node(
    models.Client,
    "clients",
    ["NAME"],
    orders={"OUTSTANDING": OUTSTANDING},
    measures={
        "billed": (_owed("billed", balances.billed), Money),
        "paid": (_owed("paid", balances.paid), Money),
        "credited": (_owed("credited", balances.credited), Money),
        "outstanding": (OUTSTANDING, Money),
        "overdue": (_owed("overdue", balances.overdue), Money),
    },
    criteria=[
        _assigned("user"),
        flag(
            "hasPortal",
            Reading(models.Client, "hasPortal", balances.has_portal, [StaffOnly()]),
            "Whether a contact can enter the portal.",
        ),
        flag(
            "hasOverdue",
            Reading(models.Client, "hasOverdue", balances.has_overdue, [CanSeeBalance()]),
            "Whether the due day of something outstanding has passed.",
        ),
    ],
)
class Client(Timelined):
    """A customer: the hub to which everything else connects. A contact sees its own client alone."""

    name: str = field("What the client is called.", filterable=True, orderable=True, searchable=True)
    type: models.ClientType = field("Person or company.", filterable=True, groupable=True)
    status: models.ClientStatus = field("Whether business is being done.", filterable=True, groupable=True)
    currency: CurrencyCode = field("Fixed once an invoice is issued.", filterable=True, groupable=True)
    billing_address: Address | None = part("The address invoices are made out to.", of="billing_address")
    tax_id: str | None = field("The tax number.", searchable=True)
    account_number: str | None = field("The client's number in the accounts.", filterable=True, searchable=True)
    payment_terms_days: int = field("Days from issue to due.")
    source: str | None = field("Where the client came from. Staff.", StaffOnly, filterable=True, groupable=True)
    hourly_rate: Money | None = field("Sale price of one hour. Needs SEE_COSTS.", CanSeeCosts)
    internal_notes: str | None = field("What the staff should know. Staff.", StaffOnly)
    point_of_contact: noun("Contact") | None = MadeField(
        "The contact everything goes to by default.",
        _point_of_contact,
        sql=lambda asked: asked.first(POINT_OF_CONTACT),
    )
    contacts = listing("Contact", models.Contact.client_id, "The people at the client.")
    lead = related(models.Client.lead_id, "The lead it was. Staff.", StaffOnly, filterable=True)
    projects = listing("Project", models.Project.client_id, "The work for it.")
    tasks = listing("Task", models.Task.client_id, "The tasks of its projects, and those of the lead it was.")
    time_entries = listing("TimeEntry", models.TimeEntry.client_id, "The time worked for it.")
    expenses = listing("Expense", models.Expense.client_id, "What was spent for it.")
    invoices = listing("Invoice", models.Invoice.client_id, "Its bills.")
    payments = listing("Payment", models.Payment.client_id, "Money from it.")
    credit_notes = listing("CreditNote", models.CreditNote.client_id, "Credits on its invoices.")
    recurring_invoices = listing("RecurringInvoice", models.RecurringInvoice.client_id, "What it is billed regularly.")
    documents = listing("Document", models.Document.client_id, "Proposals, estimates, contracts and files.")
    proposals = listing("Proposal", models.Proposal.client_id, "Offers to it, and to the lead it was.")
    estimates = listing("Estimate", models.Estimate.client_id, "Priced estimates for it, and for the lead it was.")
    contracts = listing("Contract", models.Contract.client_id, "Agreements with it.")
    files = listing("File", models.File.client_id, "Uploaded files.")
    communications = listing("Communication", models.Communication.client_id, "E-mails, calls, meetings and notes.")
    tickets = listing("Ticket", models.Ticket.client_id, "What it asked for help with.")
    discussions = listing("Discussion", models.Discussion.client_id, "What is talked over with it.")
    sites = listing("Site", models.Site.client_id, "Where work is done for it.")
    jobs = listing("Job", models.Job.client_id, "The jobs at its sites.")
    work_types = listing("WorkType", ITS_WORK_TYPES, "What is done for it. Staff.", StaffOnly, nullable=True)
    work_log_types = several(
        ITS_WORK_LOG_TYPES, "Through the work types. Staff.", StaffOnly, by=[models.WorkLogType.name], nullable=True
    )
    activity_imports = listing(
        "ActivityImport", models.ActivityImport.client_id, "Imports of activities. Staff.", StaffOnly, nullable=True
    )
    activities = listing("Activity", ITS_ACTIVITIES, "What may be done for it. Staff.", StaffOnly, nullable=True)
    services = several(
        ITS_SERVICES, "Through the activities. Staff.", StaffOnly, by=[models.Service.name], nullable=True
    )
    teams = listing(
        "Team", ITS_TEAMS, "Teams that hold it and a service of its activities. Staff.", StaffOnly, nullable=True
    )
    resources = listing(
        "Resource", ITS_RESOURCES, "Resources with a service of its activities. Staff.", StaffOnly, nullable=True
    )
    codings = listing("Coding", ITS_CODINGS, "The codes its jobs may carry. Staff.", StaffOnly, nullable=True)
    users = listing("User", ASSIGNED_USERS, "The users assigned. Staff.", StaffOnly, nullable=True)
    balance: ClientBalance | None = part("What it owes. Needs INVOICES in the portal.", CanSeeBalance)
    timeline = listing("Event", models.Event.client_id, "What happened to it, newest first.")
    last_activity_at: datetime = field("When something last happened.", orderable=True, bound=True)
    created_at: datetime = field(
        "When it was made.", filterable=True, orderable=True, bound=True, groupable="CREATED_ON"
    )
    archived_at: datetime | None = field("Since when it is ARCHIVED.")
    version: int = field("Rises with every change.")


ClientPayload = payload(
    "ClientPayload",
    "What a write of a client answers.",
    client=(noun("Client") | None, "The client."),
    candidates=(
        list[noun("Client")] | None,
        "With DUPLICATE: the clients meant, as far as the viewer may see them.",
    ),
)


@strawberry.input(description="For createClient.")
class CreateClientInput:
    name: str = given("What the client is called.")
    type: models.ClientType = given("Person or company.")
    contact_name: str | None = optional("The first contact; the client's name by default. email and phone are theirs.")
    email: str | None = optional("The first contact's e-mail address.")
    phone: str | None = optional("The first contact's phone number.")
    currency: CurrencyCode | None = optional("The organisation's by default.")
    billing_address: AddressInput | None = optional("The address invoices are made out to.")
    tax_id: str | None = optional("The tax number.")
    account_number: str | None = optional("The client's number in the accounts.")
    payment_terms_days: int | None = optional("Days from issue to due; the organisation's by default.")
    source: str | None = optional("Where the client came from.")
    hourly_rate: MoneyInput | None = optional("Sale price of one hour, in the client's currency.")
    copy_activities_from_client_id: strawberry.ID | None = optional(
        "Takes over the activities of this client, as copyActivities does."
    )
    uplift_sale_percent: Decimal | None = optional("By how much their sale prices are raised.")
    uplift_cost_percent: Decimal | None = optional("By how much their costs are raised.")
    copy_work_type_mappings: bool | None = optional("Whether the work types are taken over as well.")


@strawberry.input(description="Changes given fields; absent leaves, null clears.")
class UpdateClientInput:
    client_id: strawberry.ID = given("The client.")
    name: str | None = optional("What the client is called.")
    currency: CurrencyCode | None = optional("Fixed once an invoice is issued.")
    billing_address: AddressInput | None = optional("The address invoices are made out to.")
    tax_id: str | None = optional("The tax number.")
    account_number: str | None = optional("The client's number in the accounts.")
    payment_terms_days: int | None = optional("Days from issue to due; null takes the organisation's.")
    source: str | None = optional("Where the client came from.")
    hourly_rate: MoneyInput | None = optional("Sale price of one hour, in the client's currency.")
    internal_notes: str | None = optional("What the staff should know.")
    status: models.ClientStatus | None = optional("Whether business is being done.")
    expected_version: int | None = optional("The version the change is based on.")


@strawberry.input(description="For changeClientType.")
class ChangeClientTypeInput:
    client_id: strawberry.ID = given("The client.")
    type: models.ClientType = given("Person or company.")


@strawberry.input(description="For setPointOfContact.")
class SetPointOfContactInput:
    client_id: strawberry.ID = given("The client.")
    contact_id: strawberry.ID = given("One of its contacts.")


@strawberry.input(description="For mergeClients.")
class MergeClientsInput:
    from_client_id: strawberry.ID = given("The client that ends.")
    into_client_id: strawberry.ID = given("The client that takes everything over.")


@strawberry.input(description="For archiveClient.")
class ArchiveClientInput:
    client_id: strawberry.ID = given("The client.")


@roots
class ClientQueries:
    """Reading clients."""

    clients = listing("Client", description="Every visible client.")
    client = found("Client", "One client.", as_of=True)


@roots
class ClientMutations:
    """Keeping clients."""

    create_client: ClientPayload = mutation(
        clients.create,
        CreateClientInput,
        CanWork,
        description="Makes the first contact too, the point of contact. A limited user who makes a client is assigned "
        "to it.",
    )
    update_client: ClientPayload = mutation(
        clients.update, UpdateClientInput, CanWork, description="Change a client's details."
    )
    change_client_type: ClientPayload = mutation(
        clients.change_type,
        ChangeClientTypeInput,
        CanWork,
        description="To INDIVIDUAL with several contacts is a CONFLICT.",
    )
    set_point_of_contact: ClientPayload = mutation(
        clients.set_point_of_contact,
        SetPointOfContactInput,
        CanWork,
        description="Make another contact the one everything goes to, in one step.",
    )
    merge_clients: ClientPayload = mutation(
        merging.merge,
        MergeClientsInput,
        AdminOnly,
        description="Re-points every row; the first becomes ARCHIVED. Administrators.",
    )
    archive_client: ClientPayload = mutation(
        clients.archive, ArchiveClientInput, CanWork, description="End the business with a client."
    )
