"""Time entries."""

from datetime import datetime

import models
from schema.core.fields import field
from schema.core.node import Node, node


@node(models.TimeEntry, "time entries", ["-CREATED_AT"])
class TimeEntry(Node):
    """One of the time entries."""

    created_at: datetime = field("When it was made.", orderable=True)
