"""Leads."""

from datetime import datetime

import models
from schema.core.fields import field
from schema.core.node import Node, node


@node(models.Lead, "leads", ["-CREATED_AT"])
class Lead(Node):
    """One of the leads."""

    created_at: datetime = field("When it was made.", orderable=True)
