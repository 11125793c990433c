"""Timers."""

from datetime import datetime

import models
from schema.core.fields import field
from schema.core.node import Node, node


@node(models.Timer, "timers", connection=False)
class Timer(Node):
    """One of the timers."""

    created_at: datetime = field("When it was made.")
