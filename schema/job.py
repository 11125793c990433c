"""Jobs."""

from datetime import datetime
from decimal import Decimal

import models
from permissions.base import CanSeeCosts, SignedIn
from permissions.job import CanSeeJobSale
from resolvers import job as jobs
from resolvers.reading import Reading
from schema.actor import Actor, actor
from schema.core.fields import computed, field, related
from schema.core.money import Money
from schema.core.node import ClientScoped, Timelined, found, listing, node, roots

COMPLETION = Reading(models.Job, "completionSeconds", jobs.COMPLETION_SECONDS)
# A figure has no row of its own to be judged by, so the rows that may not be read are left out inside it.
SALE = Reading(models.Job, "sale", jobs.sale_as_shown, [SignedIn()], models.Job.currency)


@node(
    models.Job,
    "jobs",
    ["TARGET_AT"],
    measures={"sale": (SALE, Money), "completion_seconds": (COMPLETION, Decimal)},
)
class Job(ClientScoped, Timelined):
    """Work at a site. The client comes from the site. Contacts need JOBS."""

    number: str = field("Its number.", filterable=True, orderable=True, searchable=True)
    status: models.JobStatus = field("How far it is.", filterable=True, orderable=True, groupable=True)
    description: str | None = field("What is to be done.", searchable=True)
    client = related(models.Job.client_id, "The client.", nullable=False, filterable=True, groupable=True)
    site = related(models.Job.site_id, "Where it is done.", to="Site", filterable=True, groupable=True)
    service = related(models.Job.service_id, "The trade or skill it needs.", filterable=True, groupable=True)
    contact = related(models.Job.contact_id, "Whom to ask about it.", to="Contact")
    project = related(models.Job.project_id, "The project it belongs to.", to="Project", filterable=True)
    sale: Money | None = field("Contacts only where the organisation shows it.", CanSeeJobSale)
    cost: Money | None = field("What it costs. Needs SEE_COSTS.", CanSeeCosts, measure=True)
    profit: Money | None = computed(jobs.PROFIT, "sale less cost. Needs SEE_COSTS.", CanSeeCosts, measure=True)
    target_at: datetime = field(
        "When the work must be finished.", filterable=True, orderable=True, bound=True, groupable="TARGET_ON"
    )
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
