"""Projects."""

from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import strawberry

import models
from permissions.base import CanSeeCosts, CanWork, StaffOnly
from permissions.project import CanSeePayments
from resolvers import project as projects
from resolvers import project_finance as finance
from resolvers.reading import Ordering, Reading
from schema.client import CreateClientInput
from schema.core.fields import as_link, computed, field, part, related, several, through
from schema.core.filters import flag, linked
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.making import MadeField
from schema.core.money import Money, MoneyInput
from schema.core.mutation import mutation, payload
from schema.core.node import ClientScoped, Timelined, found, listing, node, part_of, roots
from schema.project_finance import ProjectFinance, UnbilledSummary


@part_of(models.ProjectMember)
class ProjectMember:
    """A user on a project."""

    user = related(models.ProjectMember.user_id, "Who.")
    hourly_rate: Money | None = field("Price of one hour of this member here. Needs SEE_COSTS.", CanSeeCosts)
    added_at: datetime = field("Since when.")


@part_of(models.Project)
class ProjectPortalSettings:
    """What the portal shows of a project."""

    visible: bool = field("Whether the project is there at all.", source="portal_visible")
    show_tasks: bool = field("Whether tasks are, as far as they are made visible.")
    show_task_comments: bool = field("Whether remarks meant for the client are.")
    show_checklists: bool = field("Whether checklists are.")
    show_attachments: bool = field("Whether files on tasks are.")
    show_time: bool = field("Whether logged time is, without rates.")


MEMBERS = as_link(models.ProjectMember.project_id)
BY_JOINING = [
    Ordering(Reading(models.ProjectMember, "addedAt", models.ProjectMember.added_at)),
    Ordering(Reading(models.ProjectMember, "userId", models.ProjectMember.user_id)),
]


def _members(project: models.Project, info: Any) -> Any:
    return info.context.loaders.batch("members", partial(projects.members_of, info.context)).load(project.id)


def _figure(name: str, expression: object, permission: type, currency: object = None) -> Reading:
    return Reading(models.Project, name, expression, (permission(),), currency)


@node(
    models.Project,
    "projects",
    ["DUE_ON"],
    criteria=[
        linked(
            "member", "User", through(models.ProjectMember.project_id, models.ProjectMember.user_id), models.Project
        ),
        flag(
            "archived",
            Reading(models.Project, "archived", models.Project.archived_at.is_not(None)),
            "Whether it was put aside.",
        ),
    ],
    measures={
        "tracked_seconds": (_figure("trackedSeconds", finance.tracked_seconds, StaffOnly), int),
        "billable_seconds": (_figure("billableSeconds", finance.billable_seconds, StaffOnly), int),
        "invoiced": (_figure("invoiced", finance.invoiced, CanSeeCosts, models.Project.currency), Money),
        "cost": (_figure("cost", finance.cost, CanSeeCosts, models.Project.currency), Money),
        "profit": (_figure("profit", finance.profit, CanSeeCosts, models.Project.currency), Money),
    },
)
class Project(ClientScoped, Timelined):
    """Work for one client. Contacts need PROJECTS, and the project visible in the portal."""

    name: str = field("What it is called.", filterable=True, orderable=True, searchable=True)
    description: str | None = field("What it is about.", searchable=True)
    client = related(models.Project.client_id, "The client.", filterable=True, groupable=True)
    status: models.ProjectStatus = field("Where it stands.", filterable=True, groupable=True)
    billing_method: models.BillingMethod = field("What it is billed by.", filterable=True, groupable=True)
    progress_method: models.ProgressMethod = field("Where its progress comes from.")
    progress_percent: Decimal = field(
        "0.0 to 100.0, one decimal: the weighted share of its tasks done, cancelled ones left out.",
        filterable=True,
        orderable="PROGRESS",
        measure=True,
    )
    payment_status: models.ProjectPaymentStatus | None = field(
        "Needs INVOICES in the portal.", CanSeePayments, filterable=True, groupable=True
    )
    fixed_price: Money | None = field("Needs SEE_COSTS.", CanSeeCosts)
    hourly_rate: Money | None = field("Price of one hour. Needs SEE_COSTS.", CanSeeCosts)
    budget: Money | None = field("Needs SEE_COSTS.", CanSeeCosts)
    budget_minutes: int | None = field("Staff.", StaffOnly)
    starts_on: date | None = field("The first day.", filterable=True, bound=True, groupable=True)
    due_on: date | None = field("The last day.", filterable=True, orderable=True, bound=True, groupable=True)
    is_overdue: bool = computed(
        lambda viewer: models.Project.is_overdue(viewer.today),
        "Whether its last day has passed while it was still open.",
        filterable=True,
    )
    finished_at: datetime | None = field("When it was finished.")
    members: list[ProjectMember] = MadeField(
        "Who works on it.", _members, sql=lambda asked: asked.pieces(MEMBERS, BY_JOINING)
    )
    milestones = several(models.Milestone.project_id, "Its steps.", by=[models.Milestone.position])
    tasks = listing("Task", models.Task.project_id, "Its tasks.")
    time_entries = listing("TimeEntry", models.TimeEntry.project_id, "The time on it.")
    expenses = listing("Expense", models.Expense.project_id, "What was spent on it.")
    invoices = listing("Invoice", models.Invoice.project_id, "Its invoices.")
    sales_documents = listing(
        "Document",
        models.Document.project_id,
        "Proposals, estimates and contracts linked to the project.",
        where=lambda viewer: models.Document.kind != models.DocumentKind.FILE,
    )
    jobs = listing("Job", models.Job.project_id, "The work at sites that belongs to it.")
    tickets = listing("Ticket", models.Ticket.project_id, "Its questions and complaints.")
    discussions = listing("Discussion", models.Discussion.project_id, "Its threads.")
    files = listing("File", models.File.project_id, "Its files, those of its tasks among them.")
    unbilled: UnbilledSummary | None = part("What could be invoiced now. Needs SEE_COSTS.", CanSeeCosts)
    finance: ProjectFinance | None = part("Needs SEE_COSTS.", CanSeeCosts)
    portal_settings: ProjectPortalSettings | None = part("Staff.", StaffOnly)
    timeline = listing("Event", models.Event.project_id, "What happened to it, newest first.")
    created_at: datetime = field(
        "When it was made.", filterable=True, orderable=True, bound=True, groupable="CREATED_ON"
    )
    archived_at: datetime | None = field("Since when it is put aside.")
    version: int = field("Rises with every change.")


ProjectPayload = payload(
    "ProjectPayload", "What a write of a project answers.", project=(noun("Project") | None, "The project.")
)


@strawberry.input(description="For createProject.")
class CreateProjectInput:
    client_id: strawberry.ID | None = optional("Without it and newClient: REQUIRED.")
    new_client: CreateClientInput | None = optional("A client to be made with it.")
    name: str = given("What it is called.")
    description: str | None = optional("What it is about.")
    billing_method: models.BillingMethod = given("What it is billed by.")
    fixed_price: MoneyInput | None = optional("What is billed in shares, in the client's currency.")
    hourly_rate: MoneyInput | None = optional("Price of one hour, in the client's currency.")
    budget: MoneyInput | None = optional("What it may cost, in the client's currency.")
    budget_minutes: int | None = optional("How long it may take.")
    starts_on: date | None = optional("The first day.")
    due_on: date | None = optional("The last day.")
    member_ids: list[strawberry.ID] | None = optional("Who works on it.")
    progress_method: models.ProgressMethod | None = given(
        "Where its progress comes from.", default=models.ProgressMethod.TASKS
    )


@strawberry.input(description="Changes given fields; absent leaves, null clears.")
class UpdateProjectInput:
    project_id: strawberry.ID = given("The project.")
    name: str | None = optional("What it is called.")
    description: str | None = optional("What it is about.")
    billing_method: models.BillingMethod | None = optional("What it is billed by; frozen once anything is billed.")
    fixed_price: MoneyInput | None = optional("What is billed in shares.")
    hourly_rate: MoneyInput | None = optional("Price of one hour.")
    budget: MoneyInput | None = optional("What it may cost.")
    budget_minutes: int | None = optional("How long it may take.")
    starts_on: date | None = optional("The first day.")
    due_on: date | None = optional("The last day.")
    progress_method: models.ProgressMethod | None = optional("Where its progress comes from.")
    manual_progress_percent: Decimal | None = optional("The progress by hand, 0 to 100.")
    archived: bool | None = optional("Whether it is put aside.")
    expected_version: int | None = optional("The version the change is based on.")


@strawberry.input(description="For changeProjectStatus.")
class ChangeProjectStatusInput:
    project_id: strawberry.ID = given("The project.")
    status: models.ProjectStatus = given("Where it stands from now on.")
    expected_version: int | None = optional("The version the change is based on.")


@strawberry.input(description="For addProjectMember.")
class AddProjectMemberInput:
    project_id: strawberry.ID = given("The project.")
    user_id: strawberry.ID = given("Who joins it.")
    hourly_rate: MoneyInput | None = optional("Price of one hour of this member here.")


@strawberry.input(description="For removeProjectMember.")
class RemoveProjectMemberInput:
    project_id: strawberry.ID = given("The project.")
    user_id: strawberry.ID = given("Who leaves it.")


@strawberry.input(description="What the portal shows of a project.")
class ProjectPortalSettingsInput:
    visible: bool | None = optional("Whether the project is there at all.")
    show_tasks: bool | None = optional("Whether tasks are, as far as they are made visible.")
    show_task_comments: bool | None = optional("Whether remarks meant for the client are.")
    show_checklists: bool | None = optional("Whether checklists are.")
    show_attachments: bool | None = optional("Whether files on tasks are.")
    show_time: bool | None = optional("Whether logged time is, without rates.")


@strawberry.input(description="For setProjectPortalSettings.")
class SetProjectPortalSettingsInput:
    project_id: strawberry.ID = given("The project.")
    settings: ProjectPortalSettingsInput = given("The switches; those not given stay.")


@roots
class ProjectQueries:
    """Reading projects."""

    projects = listing("Project", description="Every visible project.")
    project = found("Project", "One project.", as_of=True)


@roots
class ProjectMutations:
    """Making projects and leading them through their life."""

    create_project: ProjectPayload = mutation(
        projects.create,
        CreateProjectInput,
        CanWork,
        description="Exactly one of clientId and newClient; both are made or neither.",
    )
    update_project: ProjectPayload = mutation(
        projects.update, UpdateProjectInput, CanWork, description="Change a project."
    )
    change_project_status: ProjectPayload = mutation(
        projects.change_status, ChangeProjectStatusInput, CanWork, description="FINISHED stops its running timers."
    )
    add_project_member: ProjectPayload = mutation(
        projects.add_member, AddProjectMemberInput, CanWork, description="Put a user on a project."
    )
    remove_project_member: ProjectPayload = mutation(
        projects.remove_member, RemoveProjectMemberInput, CanWork, description="Take a user off a project."
    )
    set_project_portal_settings: ProjectPayload = mutation(
        projects.set_portal_settings,
        SetProjectPortalSettingsInput,
        CanWork,
        description="Choose what the portal shows of a project.",
    )
