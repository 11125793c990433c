"""Making jobs and doing them."""

from datetime import datetime
from decimal import Decimal

import strawberry

from permissions.base import CanWork
from resolvers import job as jobs
from resolvers import job_work as work
from schema.core.inputs import given, optional
from schema.core.made import noun
from schema.core.mutation import UserError, mutation, payload
from schema.core.node import roots
from schema.site import CreateSiteInput

JobPayload = payload(
    "JobPayload",
    "What a write of a job answers.",
    job=(noun("Job") | None, "The job."),
    warnings=(list[UserError] | None, "Done all the same, but worth a look, such as no eligible team."),
)
JOB = "The job."
WHY = "Why."


@strawberry.input(description="An activity on a job; the activity's default quantity unless given.")
class JobActivityInput:
    activity_id: strawberry.ID = given("The activity.")
    quantity: Decimal | None = optional("How many units; more than zero.")


@strawberry.input(description="For createJob.")
class CreateJobInput:
    site_id: strawberry.ID = given("Where it is done.")
    work_log_type_id: strawberry.ID = given("The kind of work.")
    work_type_id: strawberry.ID | None = optional("What is done for the client; the first that fits by default.")
    activities: list[JobActivityInput] = given("What is done, the one that decides service and team first.")
    priority_id: strawberry.ID | None = optional("How soon; the work type's default by default.")
    team_id: strawberry.ID | None = optional("The team; the activity's own, or the first eligible one, by default.")
    resource_id: strawberry.ID | None = optional("Who does it.")
    coding_id: strawberry.ID | None = optional("The cost code.")
    contact_id: strawberry.ID | None = optional("Whom to ask about it.")
    project_id: strawberry.ID | None = optional("A project of the same client.")
    description: str | None = optional("What is to be done.")
    idempotency_key: str | None = optional("Makes the write happen once, however often it is sent.")


@strawberry.input(description="For quickCreateJob.")
class QuickCreateJobInput:
    new_site: CreateSiteInput = given("The place, which becomes a site of the client.")
    work_log_type_id: strawberry.ID = given("The kind of work.")
    work_type_id: strawberry.ID | None = optional("What is done for the client; the first that fits by default.")
    activities: list[JobActivityInput] = given("What is done, the one that decides service and team first.")
    priority_id: strawberry.ID | None = optional("How soon; the work type's default by default.")
    team_id: strawberry.ID | None = optional("The team; the activity's own, or the first eligible one, by default.")
    resource_id: strawberry.ID | None = optional("Who does it.")
    coding_id: strawberry.ID | None = optional("The cost code.")
    contact_id: strawberry.ID | None = optional("Whom to ask about it.")
    project_id: strawberry.ID | None = optional("A project of the same client.")
    description: str | None = optional("What is to be done.")
    idempotency_key: str | None = optional("Makes the write happen once, however often it is sent.")


@strawberry.input(description="Changes given fields; absent leaves, null clears.")
class UpdateJobDetailsInput:
    job_id: strawberry.ID = given(JOB)
    site_id: strawberry.ID | None = optional("Another site of the same client.")
    work_log_type_id: strawberry.ID | None = optional("The kind of work.")
    work_type_id: strawberry.ID | None = optional("What is done for the client.")
    priority_id: strawberry.ID | None = optional("How soon; its clocks count from the job's making.")
    contact_id: strawberry.ID | None = optional("Whom to ask about it.")
    project_id: strawberry.ID | None = optional("A project of the same client.")
    description: str | None = optional("What is to be done.")
    expected_version: int | None = optional("The version the change is based on.")


@strawberry.input(description="For setJobCoding.")
class SetJobCodingInput:
    job_id: strawberry.ID = given(JOB)
    coding_id: strawberry.ID | None = optional("The code; null takes it off.")


@strawberry.input(description="For addJobActivity.")
class AddJobActivityInput:
    job_id: strawberry.ID = given(JOB)
    activity_id: strawberry.ID = given("The activity.")
    quantity: Decimal | None = optional("How many units; the activity's default by default.")


@strawberry.input(description="For assignJob.")
class AssignJobInput:
    job_id: strawberry.ID = given(JOB)
    team_id: strawberry.ID | None = optional("The team.")
    resource_id: strawberry.ID | None = optional("Who does it.")
    starts_at: datetime | None = optional("From when, for an appointment.")
    ends_at: datetime | None = optional("Until when, for an appointment.")


@strawberry.input(description="For startJob.")
class StartJobInput:
    job_id: strawberry.ID = given(JOB)


@strawberry.input(description="For holdJob.")
class HoldJobInput:
    job_id: strawberry.ID = given(JOB)
    reason: str = given(WHY)
    waits_for_client: bool | None = given("Stops the clocks.", default=False)


@strawberry.input(description="For resumeJob.")
class ResumeJobInput:
    job_id: strawberry.ID = given(JOB)


@strawberry.input(description="For completeJob.")
class CompleteJobInput:
    job_id: strawberry.ID = given(JOB)
    resolution: str | None = optional("What was done in the end.")
    activities: list[JobActivityInput] | None = optional("Those that were done; all of them by default.")


@strawberry.input(description="For markJobReadyToInvoice.")
class MarkJobReadyToInvoiceInput:
    job_id: strawberry.ID = given(JOB)


@strawberry.input(description="For markJobNonChargeable.")
class MarkJobNonChargeableInput:
    job_id: strawberry.ID = given(JOB)
    reason: str = given(WHY)


@strawberry.input(description="For cancelJob.")
class CancelJobInput:
    job_id: strawberry.ID = given(JOB)
    reason: str = given(WHY)


@strawberry.input(description="For abortJob.")
class AbortJobInput:
    job_id: strawberry.ID = given(JOB)
    reason: str = given(WHY)


@roots
class JobMutations:
    """Making jobs and doing them."""

    create_job: JobPayload = mutation(
        jobs.create,
        CreateJobInput,
        CanWork,
        description="What is left out is found from the site and the activities.",
    )
    quick_create_job: JobPayload = mutation(
        jobs.create_quickly,
        QuickCreateJobInput,
        CanWork,
        description="A job at a place that is no site yet: both are made, or neither. Otherwise as createJob.",
    )
    update_job_details: JobPayload = mutation(
        jobs.update_details, UpdateJobDetailsInput, CanWork, description="Change a job's details."
    )
    set_job_coding: JobPayload = mutation(
        jobs.set_coding, SetJobCodingInput, CanWork, description="Null takes the code off."
    )
    add_job_activity: JobPayload = mutation(
        jobs.add_activity, AddJobActivityInput, CanWork, description="Put a further activity on an unfinished job."
    )
    assign_job: JobPayload = mutation(
        work.assign,
        AssignJobInput,
        CanWork,
        description="With times it makes the appointment and the job is SCHEDULED.",
    )
    start_job: JobPayload = mutation(work.start, StartJobInput, CanWork, description="The work begins.")
    hold_job: JobPayload = mutation(work.hold, HoldJobInput, CanWork, description="It stands still.")
    resume_job: JobPayload = mutation(work.resume, ResumeJobInput, CanWork, description="It goes on.")
    complete_job: JobPayload = mutation(
        work.complete,
        CompleteJobInput,
        CanWork,
        description="Marks the activities done, with the quantities given.",
    )
    mark_job_ready_to_invoice: JobPayload = mutation(
        work.make_ready, MarkJobReadyToInvoiceInput, CanWork, description="A completed job may be invoiced."
    )
    mark_job_non_chargeable: JobPayload = mutation(
        work.waive, MarkJobNonChargeableInput, CanWork, description="A completed job will not be charged."
    )
    cancel_job: JobPayload = mutation(
        work.cancel, CancelJobInput, CanWork, description="Give a job up before it began."
    )
    abort_job: JobPayload = mutation(work.abort, AbortJobInput, CanWork, description="End a job after it began.")
