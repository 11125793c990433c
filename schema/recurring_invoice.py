"""Recurring invoices."""

from datetime import datetime

import models
from schema.core.fields import field
from schema.core.node import Node, node


@node(models.RecurringInvoice, "recurring invoices", ["-CREATED_AT"])
class RecurringInvoice(Node):
    """One of the recurring invoices."""

    created_at: datetime = field("When it was made.", orderable=True)
