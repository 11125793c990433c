"""Addresses of others that are told what happens."""

from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, Row
from models.errors import ErrorCode, Rejected


class WebhookStatus(Enum):
    """Whether an endpoint is told anything."""

    ACTIVE = "It is told what happens, in order."
    DISABLED = "It is told nothing until it is enabled again; where it stood in the log is kept."


class WebhookEndpoint(Row, Base):
    """An address that is told of events, in the order of the log, as its owner would see them.

    Its secret is not stored: it is made of the platform's secret key and `salt`, which changes when it is rotated.
    """

    __tablename__ = "webhook_endpoint"
    __table_args__ = (Index("ix_webhook_endpoint_name", "name", "id"),)

    name: Mapped[str]
    target_url: Mapped[str]
    """May hold a token of the receiver's, so it is kept out of the log; its host is told there."""
    kinds: Mapped[list[str]] = mapped_column(default=list)
    """Names of the kinds of events it is told of, where it has no document."""
    document: Mapped[str | None]
    """The subscription that shapes what is sent."""
    status: Mapped[WebhookStatus] = mapped_column(default=WebhookStatus.ACTIVE)
    disabled_reason: Mapped[str | None]
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    """In whose scope everything is read: whoever said last what is sent, or where to."""
    salt: Mapped[str]
    previous_salt: Mapped[str | None]
    previous_until: Mapped[datetime | None]
    """Until then what is sent is signed by the secret before as well."""
    after_xid: Mapped[int]
    after_seq: Mapped[int]
    after_pending: Mapped[dict[str, Any]] = mapped_column(JSONB(), default=dict)
    """Its position in the log (resolvers/positions.py)."""

    @property
    def is_told(self) -> bool:
        """Whether it is told what happens."""
        return self.status is WebhookStatus.ACTIVE and self.archived_at is None

    def rotate(self, salt: str, until: datetime) -> None:
        """Take another secret; the one before counts a while longer."""
        self.previous_salt, self.previous_until, self.salt = self.salt, until, salt

    def salts(self, now: datetime) -> list[str]:
        """What the secrets that count are made of, the newest first."""
        before = self.previous_salt if self.previous_until and now < self.previous_until else None
        return [self.salt, before] if before else [self.salt]

    def enable(self) -> None:
        """Tell it again. INVALID_STATE where it is told already, or archived."""
        if self.archived_at is not None or self.status is WebhookStatus.ACTIVE:
            raise Rejected(ErrorCode.INVALID_STATE, "Only a disabled endpoint can be enabled.", ["webhookEndpointId"])
        self.status, self.disabled_reason = WebhookStatus.ACTIVE, None

    def disable(self, reason: str | None = None) -> None:
        """Tell it nothing more; a second time changes nothing."""
        if self.status is WebhookStatus.ACTIVE:
            self.status, self.disabled_reason = WebhookStatus.DISABLED, reason

    def archive(self, now: datetime) -> None:
        """Put it away for good; what it was told stays to be read."""
        self.disable()
        self.archived_at = self.archived_at or now
