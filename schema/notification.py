"""Notifications."""

from datetime import datetime

import models
from schema.core.fields import field
from schema.core.node import Node, node


@node(models.Notification, "notifications", ["-CREATED_AT"])
class Notification(Node):
    """One of the notifications."""

    created_at: datetime = field("When it was made.", orderable=True)
