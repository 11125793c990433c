"""Credit notes."""

from datetime import datetime

import models
from schema.core.fields import field
from schema.core.node import Node, node


@node(models.CreditNote, "credit notes", ["-CREATED_AT"])
class CreditNote(Node):
    """One of the credit notes."""

    created_at: datetime = field("When it was made.", orderable=True)
