"""Files."""

from datetime import datetime

import models
from schema.core.fields import field
from schema.core.node import Node, node


@node(models.File, "files", ["-CREATED_AT"])
class File(Node):
    """One of the files."""

    created_at: datetime = field("When it was made.", orderable=True)
