"""Users."""

from datetime import datetime

import models
from schema.core.fields import field
from schema.core.node import Node, node


@node(models.User, "users", ["-CREATED_AT"])
class User(Node):
    """One of the users."""

    created_at: datetime = field("When it was made.", orderable=True)
