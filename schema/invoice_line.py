"""Invoice lines."""

from datetime import datetime

import models
from schema.core.fields import field
from schema.core.node import Node, node


@node(models.InvoiceLine, "invoice lines", connection=False)
class InvoiceLine(Node):
    """One of the invoice lines."""

    created_at: datetime = field("When it was made.")
