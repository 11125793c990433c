"""Sessions: who is signed in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.core import clock
from models.core.base import Base, new_id
from models.core.keys import exactly_one


class Session(Base):
    """One sign-in of an identity, speaking for a user or for one contact. Its token is stored hashed alone."""

    __tablename__ = "session"
    __table_args__ = (exactly_one("user_id", "contact_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(unique=True)
    identity_id: Mapped[UUID] = mapped_column(ForeignKey("identity.id"), index=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    contact_id: Mapped[UUID | None] = mapped_column(ForeignKey("contact.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    ip: Mapped[str | None]

    def is_live(self, now: datetime) -> bool:
        """Whether it still opens the door."""
        return self.revoked_at is None and now < self.expires_at

    def revoke(self, now: datetime) -> None:
        """End it; a second time changes nothing."""
        self.revoked_at = self.revoked_at or now
