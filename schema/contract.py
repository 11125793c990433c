"""Contracts."""

from datetime import datetime

import models
from schema.core.fields import field
from schema.core.node import Node, node


@node(models.Contract, "contracts", ["-CREATED_AT"])
class Contract(Node):
    """One of the contracts."""

    created_at: datetime = field("When it was made.", orderable=True)
