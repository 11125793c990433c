"""What was sent to the endpoints of others, and how it went."""

from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, Row
from models.errors import ErrorCode, Rejected
from models.event_kind import EventKind

FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=8)
GIVEN_UP_AFTER = timedelta(days=3)


class WebhookDeliveryStatus(Enum):
    """Where a delivery stands."""

    WAITING = "It is to be sent, or to be sent again."
    DELIVERED = "The receiver took it: it answered with a status of 200 to 299."
    FAILED = "It was given up."
    WITHHELD = "By the time it was to be sent, the endpoint's owner did not see it any more."


class WebhookDelivery(Row, Base):
    """One message to one endpoint: how often it was tried, and what came of it. Never what was sent or answered."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("endpoint_id", "message_id"),
        Index("ix_webhook_delivery_endpoint_id_created_at", "endpoint_id", "created_at", "id"),
        Index("ix_webhook_delivery_created_at", "created_at", "id"),
        Index("ix_webhook_delivery_waiting", "endpoint_id", postgresql_where=text("status = 'WAITING'")),
    )

    endpoint_id: Mapped[UUID] = mapped_column(ForeignKey("webhook_endpoint.id"))
    message_id: Mapped[str]
    """The header webhook-id: the same however often it is sent, so that receivers can tell."""
    event_id: Mapped[UUID | None]
    """The entry of the log; no foreign key, an entry may be forgotten. None for a test and for a gap in the log."""
    export_run_id: Mapped[UUID | None] = mapped_column(ForeignKey("scheduled_export_run.id"), index=True)
    """The file it tells of, where it is about one (docs/analysts.md)."""
    kind: Mapped[EventKind | None]
    is_test: Mapped[bool] = mapped_column(default=False)
    on_demand: Mapped[bool] = mapped_column(default=False)
    """Whether it is sent beside the order of the log: what somebody asked for, once, and that a file is ready."""
    status: Mapped[WebhookDeliveryStatus] = mapped_column(default=WebhookDeliveryStatus.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    status_code: Mapped[int | None]
    milliseconds: Mapped[int | None]
    reason: Mapped[str | None]
    """Why the last attempt failed, in our words."""
    first_attempt_at: Mapped[datetime | None]
    last_attempt_at: Mapped[datetime | None]
    next_attempt_at: Mapped[datetime | None]

    def attempted(self, now: datetime, status_code: int | None, milliseconds: int) -> None:
        """Note an attempt."""
        self.attempts += 1
        self.status_code, self.milliseconds = status_code, milliseconds
        self.first_attempt_at = self.first_attempt_at or now
        self.last_attempt_at, self.next_attempt_at = now, None

    def delivered(self) -> None:
        """It was taken."""
        self.status, self.reason = WebhookDeliveryStatus.DELIVERED, None

    def failed(self, now: datetime, reason: str, jitter: float) -> None:
        """It was not taken. It is tried again after a pause that doubles, from 10 seconds to eight hours and stretched
        by the jitter, and given up after three days. What somebody asked for is tried once."""
        self.reason = reason
        pause = min(FIRST_PAUSE * 2 ** min(self.attempts - 1, 20), LONGEST_PAUSE) * (1 + jitter)
        began = self.first_attempt_at or now
        is_tried_once = self.on_demand and self.export_run_id is None
        if is_tried_once or now + pause > began + GIVEN_UP_AFTER:
            self.status = WebhookDeliveryStatus.FAILED
        else:
            self.next_attempt_at = now + pause

    def give_up(self, reason: str) -> None:
        """It will not be sent."""
        self.status, self.reason, self.next_attempt_at = WebhookDeliveryStatus.FAILED, reason, None

    def withhold(self) -> None:
        """There is nothing to send: its owner does not see it any more."""
        self.status, self.reason, self.next_attempt_at = WebhookDeliveryStatus.WITHHELD, None, None

    def replay(self) -> None:
        """Send it once more. INVALID_STATE while it is being sent."""
        if self.status is WebhookDeliveryStatus.WAITING:
            raise Rejected(ErrorCode.INVALID_STATE, "It is being sent; wait for it.", ["webhookDeliveryId"])
        self.status, self.on_demand = WebhookDeliveryStatus.WAITING, True
