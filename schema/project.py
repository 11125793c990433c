"""Projects."""

from datetime import datetime

import models
from schema.core.fields import field
from schema.core.node import Node, node


@node(models.Project, "projects", ["-CREATED_AT"])
class Project(Node):
    """One of the projects."""

    created_at: datetime = field("When it was made.", orderable=True)
