"""Tasks."""

from datetime import date, datetime
from decimal import Decimal

import strawberry

import models
from models.task import OPEN_TASKS
from permissions.base import CanSeeCosts, CanWork, StaffOnly
from permissions.task import CanSeeTrackedTime
from resolvers import task as tasks
from resolvers.reading import Link, Reading
from resolvers.task_figures import assigned_to_viewer, priority_rank, tracked_seconds
from schema.actor import Actor, actor
from schema.core.fields import computed, field, related, several, through
from schema.core.figures import GroupKey
from schema.core.filters import linked
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.money import Money, MoneyInput
from schema.core.mutation import mutation, payload
from schema.core.node import ClientScoped, found, listing, node, roots

ASSIGNEES = through(models.TaskAssignee.task_id, models.TaskAssignee.user_id)


@node(
    models.Task,
    "tasks",
    ["DUE_ON"],
    criteria=[linked("assignee", "User", ASSIGNEES, models.Task)],
    orders={"PRIORITY": Reading(models.Task, "priorityRank", priority_rank)},
    groups=[
        GroupKey(
            "ASSIGNEE",
            None,
            Reading(models.Task, "assignee", models.TaskAssignee.user_id),
            "User",
            Link(models.TaskAssignee, models.TaskAssignee.task_id),
        )
    ],
)
class Task(ClientScoped):
    """A piece of work, in a project, on a lead, or on its own. Contacts see those made visible to them."""

    name: str = field("What is to be done.", filterable=True, orderable=True, searchable=True)
    description: str | None = field("How and why.", searchable=True)
    status: models.TaskStatus = field("Where it stands.", filterable=True, groupable=True)
    priority: models.PriorityLevel = field("How pressing it is.", filterable=True, groupable=True)
    percent_complete: int = field("0 to 100; follows the checklist where there is one.", measure=True)
    starts_on: date | None = field("The first day.", filterable=True)
    due_on: date | None = field("The last day.", filterable=True, orderable=True, bound=True, groupable=True)
    is_overdue: bool = computed(
        lambda viewer: models.Task.is_overdue(viewer.today),
        "Whether its last day has passed while it was still open.",
        filterable=True,
    )
    client_visible: bool = field("Whether the client's contacts see it.", filterable=True)
    project = related(models.Task.project_id, "The project.", filterable=True, groupable=True)
    client = related(models.Task.client_id, "The client.", filterable=True, groupable=True)
    lead = related(models.Task.lead_id, "The lead.", filterable=True)
    milestone = related(models.Task.milestone_id, "The step of the project.", filterable=True, groupable=True)
    assignees = several(ASSIGNEES, "Who is to do it.", by=[models.User.name])
    billable: bool | None = field("Staff.", StaffOnly, filterable=True)
    weight: Decimal | None = field("Its share in the project's progress, 1 by default. Staff.", StaffOnly)
    estimate_minutes: int | None = field("Staff.", StaffOnly, measure=True)
    hourly_rate: Money | None = field("Price of one hour. Needs SEE_COSTS.", CanSeeCosts)
    tracked_seconds: int | None = computed(
        tracked_seconds, "Contacts only where the project shows time.", CanSeeTrackedTime, measure=True
    )
    checklist = several(models.ChecklistItem.task_id, "Its checklist.", by=[models.ChecklistItem.position])
    reminders = several(models.Reminder.task_id, "The viewer's own.", by=[models.Reminder.remind_at])
    comments = listing("Comment", models.Comment.task_id, "What was remarked, first to last.")
    files = listing("File", models.File.task_id, "What is attached.")
    time_entries = listing("TimeEntry", models.TimeEntry.task_id, "The time on it.")
    created_by: Actor | None = actor("Who made it.", "created_by")
    created_at: datetime = field(
        "When it was made.", filterable=True, orderable=True, bound=True, groupable="CREATED_ON"
    )
    updated_at: datetime = field("When it was last changed.", orderable=True)
    completed_at: datetime | None = field("When it was done.", filterable=True, bound=True, groupable="COMPLETED_ON")
    version: int = field("Rises with every change.")


TaskPayload = payload(
    "TaskPayload",
    "What a write of a task answers.",
    task=(noun("Task") | None, "The task."),
    project=(noun("Project") | None, "Its project."),
)


@strawberry.input(description="For createTask.")
class CreateTaskInput:
    project_id: strawberry.ID | None = optional("The project it is in.")
    lead_id: strawberry.ID | None = optional("The lead it is on.")
    milestone_id: strawberry.ID | None = optional("The step of the project.")
    name: str = given("What is to be done.")
    description: str | None = optional("How and why.")
    assignee_ids: list[strawberry.ID] | None = optional("Who is to do it.")
    starts_on: date | None = optional("The first day.")
    due_on: date | None = optional("The last day.")
    priority: models.PriorityLevel | None = given("How pressing it is.", default=models.PriorityLevel.NORMAL)
    estimate_minutes: int | None = optional("How long it may take.")
    weight: Decimal | None = optional("Its share in the project's progress; 1 by default.")
    hourly_rate: MoneyInput | None = optional("Price of one hour.")
    billable: bool | None = optional("Whether its time is to be billed; it is by default.")
    client_visible: bool | None = given("Whether the client's contacts see it.", default=False)
    remind_at: datetime | None = optional("A reminder for the assignees, or for the caller where there are none.")
    checklist: list[str] | None = optional("The lines of its checklist, in order.")


@strawberry.input(description="Changes given fields; absent leaves, null clears.")
class UpdateTaskInput:
    task_id: strawberry.ID = given("The task.")
    project_id: strawberry.ID | None = optional("The project it is in; its unbilled time goes with it.")
    milestone_id: strawberry.ID | None = optional("The step of the project.")
    name: str | None = optional("What is to be done.")
    description: str | None = optional("How and why.")
    starts_on: date | None = optional("The first day.")
    due_on: date | None = optional("The last day.")
    priority: models.PriorityLevel | None = optional("How pressing it is.")
    estimate_minutes: int | None = optional("How long it may take.")
    weight: Decimal | None = optional("Its share in the project's progress.")
    hourly_rate: MoneyInput | None = optional("Price of one hour.")
    billable: bool | None = optional("Whether its time is to be billed.")
    client_visible: bool | None = optional("Whether the client's contacts see it.")
    expected_version: int | None = optional("The version the change is based on.")


@strawberry.input(description="For assignTask.")
class AssignTaskInput:
    task_id: strawberry.ID = given("The task.")
    user_ids: list[strawberry.ID] = given("Who is to do it.")


@strawberry.input(description="For startTask.")
class StartTaskInput:
    task_id: strawberry.ID = given("The task.")


@strawberry.input(description="For reviewTask.")
class ReviewTaskInput:
    task_id: strawberry.ID = given("Moves to IN_REVIEW.")


@strawberry.input(description="For setTaskProgress.")
class SetTaskProgressInput:
    task_id: strawberry.ID = given("The task.")
    percent_complete: int = given("How far it is, 0 to 100.")


@strawberry.input(description="For completeTask.")
class CompleteTaskInput:
    task_id: strawberry.ID = given("The task.")


@strawberry.input(description="For reopenTask.")
class ReopenTaskInput:
    task_id: strawberry.ID = given("The task.")


@strawberry.input(description="For cancelTask.")
class CancelTaskInput:
    task_id: strawberry.ID = given("The task.")
    reason: str | None = optional("Why.")


@strawberry.input(description="For deleteTask.")
class DeleteTaskInput:
    task_id: strawberry.ID = given("The task.")


@roots
class TaskQueries:
    """Reading tasks."""

    tasks = listing("Task", description="Every visible task.")
    task = found("Task", "One task.")
    my_tasks = listing(
        "Task",
        None,
        "Open tasks assigned to the viewer, nearest due day first.",
        where=lambda viewer: models.Task.status.in_(OPEN_TASKS) & assigned_to_viewer(viewer),
    )


@roots
class TaskMutations:
    """Making tasks and leading them through their life."""

    create_task: TaskPayload = mutation(tasks.create, CreateTaskInput, CanWork, description="Make a task.")
    update_task: TaskPayload = mutation(tasks.update, UpdateTaskInput, CanWork, description="Change a task.")
    assign_task: TaskPayload = mutation(tasks.assign, AssignTaskInput, CanWork, description="Replaces the assignees.")
    start_task: TaskPayload = mutation(tasks.start, StartTaskInput, CanWork, description="Begin it.")
    review_task: TaskPayload = mutation(tasks.review, ReviewTaskInput, CanWork, description="Have it looked over.")
    set_task_progress: TaskPayload = mutation(
        tasks.set_progress, SetTaskProgressInput, CanWork, description="Say how far it is."
    )
    complete_task: TaskPayload = mutation(tasks.complete, CompleteTaskInput, CanWork, description="Finish it: 100 %.")
    reopen_task: TaskPayload = mutation(
        tasks.reopen, ReopenTaskInput, CanWork, description="Take a finished task up again."
    )
    cancel_task: TaskPayload = mutation(
        tasks.cancel, CancelTaskInput, CanWork, description="Give it up; it no longer counts in the progress."
    )
    delete_task: TaskPayload = mutation(tasks.delete, DeleteTaskInput, CanWork, description="Only without time on it.")
