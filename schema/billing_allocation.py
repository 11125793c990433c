"""Billing allocations."""

from datetime import datetime

import models
from schema.core.fields import field
from schema.core.node import Node, node


@node(models.BillingAllocation, "billing allocations", ["-CREATED_AT"])
class BillingAllocation(Node):
    """One of the billing allocations."""

    created_at: datetime = field("When it was made.", orderable=True)
