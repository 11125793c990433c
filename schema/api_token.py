"""Api tokens."""

from datetime import datetime

import models
from schema.core.fields import field
from schema.core.node import Node, node


@node(models.ApiToken, "api tokens", ["-CREATED_AT"])
class ApiToken(Node):
    """One of the api tokens."""

    created_at: datetime = field("When it was made.", orderable=True)
