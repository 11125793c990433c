"""Estimates."""

from datetime import datetime

import models
from schema.core.fields import field
from schema.core.node import Node, node


@node(models.Estimate, "estimates", ["-CREATED_AT"])
class Estimate(Node):
    """One of the estimates."""

    created_at: datetime = field("When it was made.", orderable=True)
