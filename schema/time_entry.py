"""Time worked."""

from datetime import date, datetime

import strawberry

import models
from permissions.base import AdminOnly, CanBill, CanSeeCosts, CanWork, StaffOnly
from resolvers import time_entry as time_entries
from resolvers.reading import Reading
from resolvers.task_figures import has_task, milestone_of_entry
from schema.core.fields import field, related
from schema.core.figures import GroupKey
from schema.core.filters import flag
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.money import Money
from schema.core.mutation import UserError, mutation, payload
from schema.core.node import ClientScoped, found, listing, node, roots
from schema.organisation import OrganisationPayload


@node(
    models.TimeEntry,
    "time entries",
    ["-LOGGED_ON"],
    criteria=[
        flag(
            "hasTask",
            Reading(models.TimeEntry, "hasTask", has_task),
            "Whether it is on a task.",
        )
    ],
    groups=[GroupKey("MILESTONE", None, Reading(models.TimeEntry, "milestone", milestone_of_entry), "Milestone")],
)
class TimeEntry(ClientScoped):
    """Time worked on a project. Contacts see it where the project shows time, never with rates."""

    client = related(models.TimeEntry.client_id, "The client.", filterable=True, groupable=True)
    project = related(models.TimeEntry.project_id, "The project.", filterable=True, groupable=True)
    task = related(models.TimeEntry.task_id, "The task.", filterable=True, groupable=True)
    user = related(models.TimeEntry.user_id, "Staff.", StaffOnly, nullable=True, filterable=True, groupable=True)
    logged_on: date = field("The day it was worked.", filterable=True, orderable=True, bound=True, groupable=True)
    started_at: datetime | None = field("When its clock was started.")
    ended_at: datetime | None = field("When its clock was stopped.")
    seconds: int = field("As recorded; never altered by rounding.", filterable=True, orderable=True, measure=True)
    billed_seconds: int | None = field("As billed, after rounding. Staff.", StaffOnly, measure=True)
    note: str | None = field("What was done.", filterable=True)
    billable: bool | None = field("Staff.", StaffOnly, filterable=True, groupable=True)
    billable_state: models.BillableState | None = field("Staff.", StaffOnly, filterable=True, groupable=True)
    approval_status: models.ApprovalStatus | None = field("Staff.", StaffOnly, filterable=True)
    invoice_line = related(models.TimeEntry.invoice_line_id, "The line that bills it. Staff.", StaffOnly)
    rate: Money | None = field("Price of one hour when it was logged. Needs SEE_COSTS.", CanSeeCosts)
    value: Money | None = field("Seconds at the rate, before rounding. Needs SEE_COSTS.", CanSeeCosts, measure=True)
    cost: Money | None = field("Needs SEE_COSTS.", CanSeeCosts, measure=True)
    created_at: datetime = field("When it was recorded.", orderable=True)
    version: int = field("Rises with every change.")


TimeEntryPayload = payload(
    "TimeEntryPayload",
    "What a write of a time entry answers.",
    time_entry=(noun("TimeEntry") | None, "The time entry."),
    warnings=(list[UserError] | None, "Done all the same, but worth a look."),
)
TimeEntriesPayload = payload(
    "TimeEntriesPayload",
    "What a write of several time entries answers.",
    time_entries=(list[noun("TimeEntry")] | None, "The time entries."),
)
KEY = "The same key and input answer the same and act once."


@strawberry.input(description="For logTime.")
class LogTimeInput:
    project_id: strawberry.ID | None = optional("Not needed with a task.")
    task_id: strawberry.ID | None = optional("The task.")
    logged_on: date = given("The day it was worked.")
    seconds: int = given("More than 0, at most 86400.")
    started_at: datetime | None = optional(
        "When it was begun, on that day; it ended as many seconds later, and time that overlaps is told."
    )
    note: str | None = optional("What was done.")
    billable: bool | None = optional("By default the task's, unless the project is NON_BILLABLE.")
    user_id: strawberry.ID | None = optional("Whose time it is; others' than the caller's for administrators.")
    idempotency_key: str | None = optional(KEY)


@strawberry.input(description="Changes given fields; absent leaves, null clears.")
class UpdateTimeEntryInput:
    time_entry_id: strawberry.ID = given("The time entry.")
    project_id: strawberry.ID | None = optional("The project.")
    task_id: strawberry.ID | None = optional("The task.")
    logged_on: date | None = optional("The day it was worked.")
    seconds: int | None = optional("More than 0, at most 86400.")
    started_at: datetime | None = optional("When it was begun, on that day; null leaves it with the day alone.")
    note: str | None = optional("What was done.")
    billable: bool | None = optional("Whether it is to be billed.")
    expected_version: int | None = optional("The version the change is based on.")
    idempotency_key: str | None = optional(KEY)


@strawberry.input(description="For deleteTimeEntry.")
class DeleteTimeEntryInput:
    time_entry_id: strawberry.ID = given("The time entry.")
    idempotency_key: str | None = optional(KEY)


@strawberry.input(description="For approveTime.")
class ApproveTimeInput:
    time_entry_ids: list[strawberry.ID] = given("The time entries.")
    approve: bool | None = given("Whether they may be billed.", default=True)
    idempotency_key: str | None = optional(KEY)


@strawberry.input(description="For lockPeriod.")
class LockPeriodInput:
    before_on: date | None = optional("The first day that stays open; null opens everything.")
    idempotency_key: str | None = optional(KEY)


@roots
class TimeEntryQueries:
    """Reading time."""

    time_entries = listing("TimeEntry", description="Every visible time entry.")
    time_entry = found("TimeEntry", "One time entry.")


@roots
class TimeEntryMutations:
    """Logging time, and closing its days."""

    log_time: TimeEntryPayload = mutation(time_entries.log, LogTimeInput, CanWork, description="Keep time worked.")
    update_time_entry: TimeEntryPayload = mutation(
        time_entries.update, UpdateTimeEntryInput, CanWork, description="Change time that is on no invoice."
    )
    delete_time_entry: TimeEntryPayload = mutation(
        time_entries.delete, DeleteTimeEntryInput, CanWork, description="Take back time that never was on an invoice."
    )
    approve_time: TimeEntriesPayload = mutation(
        time_entries.approve, ApproveTimeInput, CanBill, description="Approve or reject time, all of it or none."
    )
    lock_period: OrganisationPayload = mutation(
        time_entries.lock_period, LockPeriodInput, AdminOnly, description="Close the days before one for time."
    )
