"""Answers already given to writes with an idempotency key."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.core import clock
from models.core.base import Base
from models.core.columns import Document


class Idempotency(Base):
    """One key of one actor. The same key with the same input gives the same answer again (domain.md 3.1).

    `answer` holds ids, never copies of rows: what the caller may see of them is judged anew.
    """

    __tablename__ = "idempotency"

    actor_key: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    verb: Mapped[str]
    request_hash: Mapped[str]
    answer: Mapped[Document | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
