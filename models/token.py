"""Tokens that work once: invitations, password resets and signing links."""

from datetime import datetime
from enum import Enum
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from models.core import clock
from models.core.base import Base, new_id
from models.errors import ErrorCode, Rejected


class TokenPurpose(Enum):
    """What a token lets its holder do."""

    PORTAL_INVITATION = "A contact sets a password and enters the portal."
    USER_INVITATION = "A user sets a password and begins to work."
    PASSWORD_RESET = "An identity sets a new password."
    PROPOSAL_SIGNING = "A lead reads, signs or declines a proposal."


class OneTimeToken(Base):
    """A secret sent to somebody, stored hashed alone. `subject_id` is the contact, user, identity or proposal."""

    __tablename__ = "one_time_token"
    __table_args__ = (Index("ix_one_time_token_subject_id_purpose", "subject_id", "purpose"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    purpose: Mapped[TokenPurpose]
    token_hash: Mapped[str] = mapped_column(unique=True)
    subject_id: Mapped[UUID]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    def is_live(self, now: datetime) -> bool:
        """Whether it can still be used."""
        return self.used_at is None and self.revoked_at is None and now < self.expires_at

    def use(self, now: datetime) -> None:
        """Use it up. INVALID_TOKEN where it was used, has expired or was withdrawn."""
        if not self.is_live(now):
            raise Rejected(ErrorCode.INVALID_TOKEN, "This link is not valid any more.", ["token"])
        self.used_at = now

    def revoke(self, now: datetime) -> None:
        """Withdraw it; a second time changes nothing."""
        self.revoked_at = self.revoked_at or now
