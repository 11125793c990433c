"""Activities on jobs."""

from datetime import datetime
from decimal import Decimal

import models
from permissions.base import CanSeeCosts, StaffOnly
from permissions.job import CanSeeJobSale
from schema.core.fields import field, related
from schema.core.money import Money
from schema.core.node import ClientScoped, node


@node(models.JobActivity, "job activities", connection=False, filtered=False)
class JobActivity(ClientScoped):
    """An activity on a job, at the prices of the day it was added."""

    client = related(models.JobActivity.client_id, "The client.", nullable=False)
    job = related(models.JobActivity.job_id, "The job.", to="Job")
    activity = related(models.JobActivity.activity_id, "What is done.")
    quantity: Decimal = field("How many units.")
    done_at: datetime | None = field("When it was done.")
    unit_sale: Money | None = field(
        "Price of one unit. Contacts only where the organisation shows it.", CanSeeJobSale, currency="currency"
    )
    unit_cost: Money | None = field("Cost of one unit. Needs SEE_COSTS.", CanSeeCosts, currency="currency")
    sale: Money | None = field("What it is sold for. Contacts only where the organisation shows it.", CanSeeJobSale)
    cost: Money | None = field("What it costs. Needs SEE_COSTS.", CanSeeCosts)
    billable_state: models.BillableState | None = field("Where it stands. Staff.", StaffOnly)
