"""Expenses."""

from datetime import datetime

import models
from schema.core.fields import field
from schema.core.node import Node, node


@node(models.Expense, "expenses", ["-CREATED_AT"])
class Expense(Node):
    """One of the expenses."""

    created_at: datetime = field("When it was made.", orderable=True)
