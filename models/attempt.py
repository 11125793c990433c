"""Attempts to sign in, which slow the next one down."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Mapped, mapped_column

from models.core import clock
from models.core.base import Base
from models.errors import ErrorCode, Rejected

FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(minutes=5)
FORGOTTEN_AFTER = timedelta(minutes=15)


class LoginAttempt(Base):
    """The attempts of one address or one origin that did not succeed. The key says which, hashed where it names a
    person. Waits grow and end: nobody is ever locked out by somebody else's guessing (security.md 2.3)."""

    __tablename__ = "login_attempt"

    key: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    blocked_until: Mapped[datetime | None]

    def is_blocked(self, now: datetime) -> bool:
        """Whether the next attempt is refused unheard."""
        return self.blocked_until is not None and now < self.blocked_until

    def begin(self, now: datetime, free: int) -> None:
        """Count an attempt before it is heard; from the `free`th on, each doubles the wait for the next.

        RATE_LIMITED while a wait lasts.
        """
        if self.is_blocked(now):
            raise Rejected(ErrorCode.RATE_LIMITED, "Too many attempts; wait a moment and try again.")
        self.count = 1 if now - self.last_at > FORGOTTEN_AFTER else self.count + 1
        self.last_at = now
        doublings = min(self.count - free, 16)
        self.blocked_until = now + min(FIRST_WAIT * 2**doublings, LONGEST_WAIT) if doublings >= 0 else None

    def forgive(self) -> None:
        """Take one attempt back: it succeeded."""
        self.count = max(self.count - 1, 0)
        self.blocked_until = None
