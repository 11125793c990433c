"""Milestones."""

from datetime import datetime

import models
from schema.core.fields import field
from schema.core.node import Node, node


@node(models.Milestone, "milestones", connection=False)
class Milestone(Node):
    """One of the milestones."""

    created_at: datetime = field("When it was made.")
