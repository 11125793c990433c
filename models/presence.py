"""Visits of people to their pages: until when they had seen what happens."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, new_id
from models.core.keys import exactly_one


class Presence(Base):
    """When a user or contact was here, whatever device they used. What happened after `since` is new to them."""

    __tablename__ = "presence"
    __table_args__ = (exactly_one("user_id", "contact_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), unique=True)
    contact_id: Mapped[UUID | None] = mapped_column(ForeignKey("contact.id"), unique=True)
    seen_at: Mapped[datetime]
    """When they were here last."""
    since: Mapped[datetime | None]
    """The end of the visit before this one; None in the first."""

    def note(self, now: datetime, away: timedelta) -> None:
        """They are here. Who was away for so long begins a visit; devices side by side are in the same one."""
        if now - self.seen_at >= away:
            self.since = self.seen_at
        self.seen_at = now
