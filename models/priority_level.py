"""Urgency of tasks and tickets."""

from enum import Enum


class PriorityLevel(Enum):
    """How pressing a task or ticket is."""

    LOW = "Can wait."
    NORMAL = "Takes its turn."
    HIGH = "Comes before the rest."
    URGENT = "Comes before everything."
