"""Reminders."""

from datetime import datetime

import models
from schema.core.fields import field
from schema.core.node import Node, node


@node(models.Reminder, "reminders", connection=False)
class Reminder(Node):
    """One of the reminders."""

    created_at: datetime = field("When it was made.")
