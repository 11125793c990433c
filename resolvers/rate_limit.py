"""What a viewer may still ask for, as whoever counts it says."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class RateLimit:
    """The points of the viewer while an operation runs. A point is an object of an answer."""

    cost: int
    limit: int
    remaining: int
    reset_at: datetime

    @property
    def used(self) -> int:
        """Points not back yet."""
        return self.limit - self.remaining


UNCOUNTED = RateLimit(0, 0, 0, datetime.fromtimestamp(0, UTC))
"""Where nobody counts: in operations the server runs by itself."""
