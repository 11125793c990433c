"""Jobs: work at a site."""

from datetime import datetime
from decimal import Decimal
from enum import Enum
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, OfClient, parent_within_client, within_client


class JobStatus(Enum):
    """The life of a job."""

    NEW = "Written down."
    ASSIGNED = "Somebody is to do it."
    SCHEDULED = "There is an appointment."
    IN_PROGRESS = "Being done."
    ON_HOLD = "Begun, and standing still."
    COMPLETED = "Done."
    READY_TO_INVOICE = "Done, and may be invoiced."
    NON_CHARGEABLE = "Done, and will not be charged."
    INVOICED = "On an invoice; its costs are frozen."
    CANCELLED = "Given up before it began."
    ABORTED = "Ended after it began."


class Job(OfClient, Base):
    """Work at a site. Its client is the site's."""

    __tablename__ = "job"
    __table_args__ = (
        parent_within_client(),
        *within_client("site_id", "project_id", "contact_id"),
        Index("ix_job_client_id_target_at", "client_id", "target_at"),
        Index("ix_job_target_at", "target_at", "id"),
        Index("ix_job_created_at", "created_at", "id"),
    )

    number: Mapped[str] = mapped_column(unique=True)
    status: Mapped[JobStatus] = mapped_column(default=JobStatus.NEW)
    description: Mapped[str | None]
    site_id: Mapped[UUID] = mapped_column(index=True)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), index=True)
    project_id: Mapped[UUID | None] = mapped_column(index=True)
    contact_id: Mapped[UUID | None] = mapped_column(index=True)
    target_at: Mapped[datetime]
    """When the work must be finished."""
    started_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    currency: Mapped[str]
    """Of its prices."""
    sale: Mapped[Decimal] = mapped_column(default=Decimal(0))
    """What its activities are sold for together."""
    cost: Mapped[Decimal] = mapped_column(default=Decimal(0))
    """What its activities cost together."""
