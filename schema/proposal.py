"""Proposals."""

from datetime import datetime

import models
from schema.core.fields import field
from schema.core.node import Node, node


@node(models.Proposal, "proposals", ["-CREATED_AT"])
class Proposal(Node):
    """One of the proposals."""

    created_at: datetime = field("When it was made.", orderable=True)
