"""Scheduled exports."""

from datetime import datetime

import strawberry

import models
from permissions.base import StaffOnly
from resolvers import scheduled_export as scheduled_exports
from schema.core.fields import field, related, through
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.mutation import mutation, payload
from schema.core.node import Node, found, listing, node, roots

RECIPIENTS = through(models.ScheduledExportRecipient.scheduled_export_id, models.ScheduledExportRecipient.user_id)


@node(models.ScheduledExport, "scheduled exports", ["NAME"])
class ScheduledExport(Node):
    """A list that is made into a file every so often, as its owner sees it by then. Its owner and administrators."""

    name: str = field("What it is called.", filterable=True, orderable=True, searchable=True)
    owner = related(models.ScheduledExport.user_id, "In whose scope it is made.", to="User", filterable=True)
    saved_query = related(models.ScheduledExport.saved_query_id, "The saved query it makes a file of.", nullable=True)
    query: str | None = field("Its own query, where it is of no saved one.")
    variables: str | None = field("Values of the query's variables, before those saved with it: a JSON object.")
    form: models.ExportForm = field("What the list is written as.", filterable=True)
    cadence: models.ExportCadence = field("How often.", filterable=True)
    weekday: models.Weekday | None = field("The day of the week it is due on, where it is WEEKLY.")
    day_of_month: int | None = field("The day of the month it is due on, where it is MONTHLY.")
    hour: int = field("The hour it is due at, in the organisation's time zone.")
    recipients = listing("User", RECIPIENTS, "Who gets a letter with the address of the file.")
    webhook_endpoint = related(
        models.ScheduledExport.webhook_endpoint_id, "What is told instead, for administrators.", nullable=True
    )
    status: models.ScheduledExportStatus = field("Whether it makes files by itself.", filterable=True)
    paused_reason: str | None = field("Why it was paused, where nobody did it.")
    next_at: datetime | None = field("When it is due next; null while it is paused.", filterable=True, orderable=True)
    runs = listing("ScheduledExportRun", models.ScheduledExportRun.scheduled_export_id, "What it made, newest first.")
    archived_at: datetime | None = field("When it was put away.")
    created_at: datetime = field("When it was made.", orderable=True)
    version: int = field("Rises with every change; that it was due is none.")


ScheduledExportPayload = payload(
    "ScheduledExportPayload",
    "What a write of a scheduled export answers.",
    scheduled_export=(noun("ScheduledExport") | None, "The scheduled export."),
)
RunScheduledExportPayload = payload(
    "RunScheduledExportPayload",
    "What asking for a file at once answers.",
    scheduled_export=(noun("ScheduledExport") | None, "The scheduled export."),
    run=(noun("ScheduledExportRun") | None, "The run, which is made after this answer."),
)


@strawberry.input(description="For createScheduledExport. Either `savedQueryId` or `query` is given.")
class CreateScheduledExportInput:
    name: str = given("What it is called; letters say it.")
    saved_query_id: strawberry.ID | None = optional("The saved query to make a file of.")
    query: str | None = optional("A query of one list instead.")
    variables: str | None = optional("Values of its variables, before those saved with it: a JSON object.")
    form: models.ExportForm = given("What the list is written as.")
    cadence: models.ExportCadence = given("How often.")
    weekday: models.Weekday | None = optional("The day of the week, for WEEKLY.")
    day_of_month: int | None = optional("The day of the month, for MONTHLY.")
    hour: int = given("The hour, from 0 to 23, in the organisation's time zone.")
    recipient_ids: list[strawberry.ID] | None = optional("Colleagues who get a letter; the caller by default.")
    webhook_endpoint_id: strawberry.ID | None = optional("An endpoint that is told instead, for administrators.")


@strawberry.input(description="Changes given fields. Its owner.")
class UpdateScheduledExportInput:
    scheduled_export_id: strawberry.ID = given("The scheduled export.")
    name: str | None = optional("What it is called.")
    saved_query_id: strawberry.ID | None = optional("The saved query to make a file of, instead of what it was.")
    query: str | None = optional("A query of one list, instead of what it was.")
    variables: str | None = optional("Values of its variables: a JSON object.")
    form: models.ExportForm | None = optional("What the list is written as.")
    cadence: models.ExportCadence | None = optional("How often.")
    weekday: models.Weekday | None = optional("The day of the week, for WEEKLY.")
    day_of_month: int | None = optional("The day of the month, for MONTHLY.")
    hour: int | None = optional("The hour, from 0 to 23, in the organisation's time zone.")
    recipient_ids: list[strawberry.ID] | None = optional("Colleagues who get a letter, instead of who was told.")
    webhook_endpoint_id: strawberry.ID | None = optional("An endpoint that is told, instead of who was.")
    expected_version: int | None = optional("The version the change is based on.")


@strawberry.input(description="For pauseScheduledExport.")
class PauseScheduledExportInput:
    scheduled_export_id: strawberry.ID = given("The scheduled export.")


@strawberry.input(description="For resumeScheduledExport.")
class ResumeScheduledExportInput:
    scheduled_export_id: strawberry.ID = given("The scheduled export.")


@strawberry.input(description="For archiveScheduledExport.")
class ArchiveScheduledExportInput:
    scheduled_export_id: strawberry.ID = given("The scheduled export.")


@strawberry.input(description="For runScheduledExport.")
class RunScheduledExportInput:
    scheduled_export_id: strawberry.ID = given("The scheduled export.")


@roots
class ScheduledExportQueries:
    """Reading scheduled exports."""

    scheduled_exports = listing("ScheduledExport", description="The viewer's own; every one for administrators.")
    scheduled_export = found("ScheduledExport", "One scheduled export.")


@roots
class ScheduledExportMutations:
    """Having lists made into files. Analysts may too: a schedule is nothing of a client's."""

    create_scheduled_export: ScheduledExportPayload = mutation(
        scheduled_exports.create,
        CreateScheduledExportInput,
        StaffOnly,
        description="Have a list made into a file every so often, as the caller sees it by then. No program may.",
    )
    update_scheduled_export: ScheduledExportPayload = mutation(
        scheduled_exports.update, UpdateScheduledExportInput, StaffOnly, description="Change one: its owner."
    )
    pause_scheduled_export: ScheduledExportPayload = mutation(
        scheduled_exports.pause,
        PauseScheduledExportInput,
        StaffOnly,
        description="Make no files by itself: its owner and administrators.",
    )
    resume_scheduled_export: ScheduledExportPayload = mutation(
        scheduled_exports.resume,
        ResumeScheduledExportInput,
        StaffOnly,
        description="Make files again, from now on: its owner. What fell into the pause is not made up.",
    )
    archive_scheduled_export: ScheduledExportPayload = mutation(
        scheduled_exports.archive,
        ArchiveScheduledExportInput,
        StaffOnly,
        description="Put one away for good: its owner and administrators.",
    )
    run_scheduled_export: RunScheduledExportPayload = mutation(
        scheduled_exports.run_now,
        RunScheduledExportInput,
        StaffOnly,
        description="Have a file made at once, beside the days it is due: its owner.",
    )
