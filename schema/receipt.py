"""Receipts."""

from datetime import datetime

import models
from schema.core.fields import field
from schema.core.node import Node, node


@node(models.Receipt, "receipts", connection=False)
class Receipt(Node):
    """One of the receipts."""

    created_at: datetime = field("When it was made.")
