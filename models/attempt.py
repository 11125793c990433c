"""Failed attempts to sign in, which slow the next one down."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.core import clock
from models.core.base import Base


class LoginAttempt(Base):
    """The failures of one address or one origin. The key says which, hashed where it names a person."""

    __tablename__ = "login_attempt"

    key: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    blocked_until: Mapped[datetime | None]

    def is_blocked(self, now: datetime) -> bool:
        """Whether the next attempt is refused unheard."""
        return self.blocked_until is not None and now < self.blocked_until
