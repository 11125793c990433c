"""Tasks."""

from datetime import datetime

import models
from schema.core.fields import field
from schema.core.node import Node, node


@node(models.Task, "tasks", ["-CREATED_AT"])
class Task(Node):
    """One of the tasks."""

    created_at: datetime = field("When it was made.", orderable=True)
