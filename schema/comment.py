"""Comments."""

from datetime import datetime

import models
from schema.core.fields import field
from schema.core.node import Node, node


@node(models.Comment, "comments", ["-CREATED_AT"])
class Comment(Node):
    """One of the comments."""

    created_at: datetime = field("When it was made.", orderable=True)
