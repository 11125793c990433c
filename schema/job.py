"""Jobs."""

from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

import models
from permissions.base import CanSeeCosts, SignedIn, StaffOnly
from permissions.job import CanSeeJobSale
from resolvers import job as jobs
from resolvers import job_clock as clocks
from resolvers.reading import Ordering, Reading
from schema.actor import Actor, actor
from schema.core.fields import as_link, computed, field, related, several, through
from schema.core.filters import linked
from schema.core.making import MadeField
from schema.core.money import Money
from schema.core.node import ClientScoped, Timelined, found, listing, node, part_of, roots

COMPLETION = Reading(models.Job, "completionSeconds", jobs.COMPLETION_SECONDS)
# A figure has no row of its own to be judged by, so the rows that may not be read are left out inside it.
SALE = Reading(models.Job, "sale", jobs.sale_as_shown, [SignedIn()], models.Job.currency)
CLOCKS = as_link(models.JobClock.job_id)
BY_POSITION = [
    Ordering(Reading(models.JobClock, "position", models.JobClock.position)),
    Ordering(Reading(models.JobClock, "id", models.JobClock.id)),
]


@part_of(models.JobClock)
class JobClock:
    """One clock of a job."""

    name: str = field("The duty it is for.")
    target_at: datetime = field("When it runs out.")
    met_at: datetime | None = field("When the duty was done.")
    paused_seconds: int = field("How much of what it counts passed while it stood still, the present pause aside.")
    state: models.SlaState = computed(clocks.of_clock, "How it stands.")


def _clocks(job: models.Job, info: Any) -> Any:
    return info.context.loaders.batch("job clocks", partial(clocks.clocks_of, info.context)).load(job.id)


@node(
    models.Job,
    "jobs",
    ["TARGET_AT"],
    criteria=[
        linked(
            "activity",
            "Activity",
            through(models.JobActivity.job_id, models.JobActivity.activity_id),
            models.Job,
        )
    ],
    measures={
        "sale": (SALE, Money),
        "completion_seconds": (COMPLETION, Decimal),
    },
)
class Job(ClientScoped, Timelined):
    """Work at a site. The client comes from the site; service, work type and team from the activities. Contacts need
    JOBS."""

    number: str = field("Its number.", filterable=True, orderable=True, searchable=True)
    status: models.JobStatus = field("How far it is.", filterable=True, orderable=True, groupable=True)
    description: str | None = field("What is to be done.", searchable=True)
    client = related(models.Job.client_id, "The client.", nullable=False, filterable=True, groupable=True)
    site = related(models.Job.site_id, "Where it is done.", to="Site", filterable=True, groupable=True)
    work_log_type = related(models.Job.work_log_type_id, "The kind of work.", filterable=True, groupable=True)
    work_type = related(models.Job.work_type_id, "What is done for the client.", filterable=True, groupable=True)
    service = related(models.Job.service_id, "The trade or skill it needs.", filterable=True, groupable=True)
    priority = related(models.Job.priority_id, "How soon it must be done.", filterable=True, groupable=True)
    team = related(models.Job.team_id, "The team that does it.", filterable=True, groupable=True)
    resource = related(models.Job.resource_id, "Who does it.", filterable=True, groupable=True)
    coding = related(models.Job.coding_id, "Its cost code. Staff.", StaffOnly, filterable=True, groupable=True)
    contact = related(models.Job.contact_id, "Whom to ask about it.", to="Contact")
    project = related(models.Job.project_id, "The project it belongs to.", to="Project", filterable=True)
    activities = several(models.JobActivity.job_id, "What is done.", by=[models.JobActivity.position])
    appointments = several(
        models.Appointment.job_id, "The visits to its site, first to last.", by=[models.Appointment.starts_at]
    )
    sale: Money | None = field("Contacts only where the organisation shows it.", CanSeeJobSale)
    cost: Money | None = field("What it costs. Needs SEE_COSTS.", CanSeeCosts, measure=True)
    profit: Money | None = computed(jobs.PROFIT, "sale less cost. Needs SEE_COSTS.", CanSeeCosts, measure=True)
    target_at: datetime = field(
        "When the work must be finished.", filterable=True, orderable=True, bound=True, groupable="TARGET_ON"
    )
    sla_state: models.SlaState = computed(clocks.of_job, "The clock of targetAt.", filterable=True, groupable=True)
    clocks: list[JobClock] = MadeField(
        "Every clock of the job's priority.", _clocks, sql=lambda asked: asked.pieces(CLOCKS, BY_POSITION)
    )
    resolution: str | None = field("What was done in the end.", searchable=True)
    hold_reason: str | None = field("Why it stands still.")
    cancel_reason: str | None = field("Why it was given up, or is not charged.")
    invoice = related(models.Job.invoice_id, "The invoice it is on. Needs INVOICES in the portal.", to="Invoice")
    files = listing("File", models.File.job_id, "Uploaded files.")
    timeline = listing("Event", models.Event.subject_id, "What happened to it, newest first.")
    created_by: Actor | None = actor("Who made it.", "created_by")
    created_at: datetime = field(
        "When it was made.", filterable=True, orderable=True, bound=True, groupable="CREATED_ON"
    )
    started_at: datetime | None = field("When the work began.")
    completed_at: datetime | None = field(
        "When the work was done.", filterable=True, bound=True, groupable="COMPLETED_ON"
    )
    version: int = field("Rises with every change.")


@roots
class JobQueries:
    """Reading jobs."""

    jobs = listing("Job", description="Every visible job.")
    job = found("Job", "One job.", as_of=True)
