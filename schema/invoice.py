"""Invoices."""

from datetime import datetime

import models
from schema.core.fields import field
from schema.core.node import Node, node


@node(models.Invoice, "invoices", ["-CREATED_AT"])
class Invoice(Node):
    """One of the invoices."""

    created_at: datetime = field("When it was made.", orderable=True)
