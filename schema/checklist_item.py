"""Checklist items."""

from datetime import datetime

import models
from schema.core.fields import field
from schema.core.node import Node, node


@node(models.ChecklistItem, "checklist items", connection=False)
class ChecklistItem(Node):
    """One of the checklist items."""

    created_at: datetime = field("When it was made.")
