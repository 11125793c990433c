"""Follow-ups: what people were told of without anybody asking, once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from models.core import clock
from models.core.base import Base
from models.event_kind import EventKind


class FollowUp(Base):
    """People were told of something on one occasion. The key is what keeps a second server from telling them again.

    `occasion` is the instant that made it happen: when a ticket began to wait, when a reminder was due, and for what
    happens to a row once in its life, when the row was made.
    """

    __tablename__ = "follow_up"

    kind: Mapped[EventKind] = mapped_column(primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    occasion: Mapped[datetime] = mapped_column(primary_key=True)
    told_at: Mapped[datetime] = mapped_column(default=clock.now)
