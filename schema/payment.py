"""Payments."""

from datetime import datetime

import models
from schema.core.fields import field
from schema.core.node import Node, node


@node(models.Payment, "payments", ["-CREATED_AT"])
class Payment(Node):
    """One of the payments."""

    created_at: datetime = field("When it was made.", orderable=True)
