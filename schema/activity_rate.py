"""Prices of activities."""

from datetime import date

import models
from permissions.base import CanSeeCosts
from schema.core.fields import field, related
from schema.core.money import Money
from schema.core.node import Node, node


@node(models.ActivityRate, "activity rates", connection=False, filtered=False)
class ActivityRate(Node):
    """A price of an activity for a client, a work log type, a team and a span of days; absent parts match any."""

    activity = related(models.ActivityRate.activity_id, "The activity.")
    client = related(models.ActivityRate.client_id, "The client it is for; all without one.")
    work_log_type = related(models.ActivityRate.work_log_type_id, "The work log type it is for; all without one.")
    team = related(models.ActivityRate.team_id, "The team it is for; all without one.")
    sale: Money | None = field("Price of one unit; not set without one. Needs SEE_COSTS.", CanSeeCosts)
    cost: Money | None = field("Cost of one unit; not set without one. Needs SEE_COSTS.", CanSeeCosts)
    starts_on: date | None = field("The first day it holds.")
    ends_on: date | None = field("The last day it holds.")
