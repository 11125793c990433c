"""Communications."""

from datetime import datetime

import models
from schema.core.fields import field
from schema.core.node import Node, node


@node(models.Communication, "communications", ["-CREATED_AT"])
class Communication(Node):
    """One of the communications."""

    created_at: datetime = field("When it was made.", orderable=True)
