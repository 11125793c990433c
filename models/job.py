"""Jobs: work at a site."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from enum import Enum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, OfClient, parent_within_client, within_client
from models.core.states import Machine
from models.errors import ErrorCode, Rejected


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


JOB_MOVES = Machine(
    "job",
    {
        JobStatus.NEW: {JobStatus.ASSIGNED, JobStatus.CANCELLED},
        JobStatus.ASSIGNED: {JobStatus.SCHEDULED, JobStatus.CANCELLED},
        JobStatus.SCHEDULED: {JobStatus.IN_PROGRESS, JobStatus.CANCELLED},
        JobStatus.IN_PROGRESS: {JobStatus.ON_HOLD, JobStatus.COMPLETED, JobStatus.ABORTED},
        JobStatus.ON_HOLD: {JobStatus.IN_PROGRESS, JobStatus.ABORTED},
        JobStatus.COMPLETED: {JobStatus.READY_TO_INVOICE, JobStatus.NON_CHARGEABLE},
        JobStatus.READY_TO_INVOICE: {JobStatus.INVOICED},
        JobStatus.INVOICED: {JobStatus.READY_TO_INVOICE},
    },
)
NOT_BEGUN = (JobStatus.NEW, JobStatus.ASSIGNED, JobStatus.SCHEDULED)
BEGUN = (JobStatus.IN_PROGRESS, JobStatus.ON_HOLD)
UNFINISHED = (*NOT_BEGUN, *BEGUN)
GIVEN_UP = (JobStatus.CANCELLED, JobStatus.ABORTED)


class Job(OfClient, Base):
    """Work at a site. Its client is the site's.

    `target_at`, `at_risk_at` and `paused_since` repeat the clock of its completion (models.job_clock), so that lists
    of jobs are filtered and grouped by how that clock stands.
    """

    __tablename__ = "job"
    __table_args__ = (
        parent_within_client(),
        *within_client("site_id", "project_id", "contact_id", "invoice_id"),
        CheckConstraint("(status = 'INVOICED') <= (invoice_id IS NOT NULL)", name="invoice_id"),
        Index("ix_job_client_id_target_at", "client_id", "target_at"),
        Index("ix_job_target_at", "target_at", "id"),
        Index("ix_job_created_at", "created_at", "id"),
    )

    number: Mapped[str] = mapped_column(unique=True)
    status: Mapped[JobStatus] = mapped_column(default=JobStatus.NEW)
    description: Mapped[str | None]
    site_id: Mapped[UUID] = mapped_column(index=True)
    work_log_type_id: Mapped[UUID] = mapped_column(ForeignKey("work_log_type.id"), index=True)
    work_type_id: Mapped[UUID] = mapped_column(ForeignKey("work_type.id"), index=True)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), index=True)
    priority_id: Mapped[UUID] = mapped_column(ForeignKey("priority.id"), index=True)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"), index=True)
    resource_id: Mapped[UUID | None] = mapped_column(ForeignKey("resource.id"), index=True)
    coding_id: Mapped[UUID | None] = mapped_column(ForeignKey("coding.id"), index=True)
    project_id: Mapped[UUID | None] = mapped_column(index=True)
    contact_id: Mapped[UUID | None] = mapped_column(index=True)
    invoice_id: Mapped[UUID | None] = mapped_column(index=True)
    """The draft or invoice it was put on last; null while something of it can be put on one."""
    target_at: Mapped[datetime]
    """When the work must be finished."""
    at_risk_at: Mapped[datetime]
    """When little time is left until then."""
    paused_since: Mapped[datetime | None]
    """Since when its clocks stand still."""
    started_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    resolution: Mapped[str | None]
    hold_reason: Mapped[str | None]
    cancel_reason: Mapped[str | None]
    """Why it was given up, or is not charged."""
    currency: Mapped[str]
    """Of its prices."""
    sale: Mapped[Decimal] = mapped_column(default=Decimal(0))
    """What its activities are sold for together."""
    cost: Mapped[Decimal] = mapped_column(default=Decimal(0))
    """What its activities cost together."""

    @property
    def is_unfinished(self) -> bool:
        """Whether the work is still to be done."""
        return self.status in UNFINISHED

    def require_unfinished(self) -> None:
        """INVALID_STATE once it is done or given up."""
        JOB_MOVES.require(self.status, *UNFINISHED)

    def assign(self, team_id: UUID | None, resource_id: UUID | None) -> None:
        """Give it to a team, a resource, or both; a new job is then ASSIGNED."""
        self.require_unfinished()
        self.team_id, self.resource_id = team_id, resource_id
        if self.status is JobStatus.NEW and (team_id or resource_id):
            self.status = JOB_MOVES.move(self.status, JobStatus.ASSIGNED)

    def schedule(self, resource_id: UUID) -> None:
        """There is an appointment for a resource. A job that was begun stays as it is."""
        self.require_unfinished()
        self.resource_id = self.resource_id or resource_id
        for step in (JobStatus.ASSIGNED, JobStatus.SCHEDULED):
            if JOB_MOVES.allows(self.status, step):
                self.status = step

    def start(self, now: datetime) -> None:
        """Work begins."""
        JOB_MOVES.require(self.status, JobStatus.SCHEDULED)
        self.status = JOB_MOVES.move(self.status, JobStatus.IN_PROGRESS)
        self.started_at = now

    def hold(self, reason: str) -> None:
        """It stands still."""
        self.status = JOB_MOVES.move(self.status, JobStatus.ON_HOLD)
        self.hold_reason = reason

    def resume(self) -> None:
        """It goes on after a hold."""
        JOB_MOVES.require(self.status, JobStatus.ON_HOLD)
        self.status = JOB_MOVES.move(self.status, JobStatus.IN_PROGRESS)
        self.hold_reason = None

    def complete(self, resolution: str | None, now: datetime) -> None:
        """The work is done."""
        self.status = JOB_MOVES.move(self.status, JobStatus.COMPLETED)
        self.resolution, self.completed_at = resolution, now

    def make_ready(self) -> None:
        """It may be invoiced."""
        JOB_MOVES.require(self.status, JobStatus.COMPLETED)
        self.status = JOB_MOVES.move(self.status, JobStatus.READY_TO_INVOICE)

    def waive(self, reason: str) -> None:
        """It will not be charged."""
        self.status = JOB_MOVES.move(self.status, JobStatus.NON_CHARGEABLE)
        self.cancel_reason = reason

    def cancel(self, reason: str) -> None:
        """Give it up before it began."""
        self._give_up(JobStatus.CANCELLED, reason, NOT_BEGUN)

    def abort(self, reason: str) -> None:
        """End it after it began."""
        self._give_up(JobStatus.ABORTED, reason, BEGUN)

    def require_billable(self, path: Sequence[str | int]) -> None:
        """ALREADY_BILLED while it is on a draft or an invoice, INVALID_STATE unless it is READY_TO_INVOICE."""
        if self.invoice_id is not None:
            raise Rejected(ErrorCode.ALREADY_BILLED, f"{self.number} is on an invoice already.", path)
        if self.status is not JobStatus.READY_TO_INVOICE:
            raise Rejected(ErrorCode.INVALID_STATE, f"{self.number} is {self.status.name}, and not ready yet.", path)

    def bill(self, invoice_id: UUID) -> None:
        """With the issue of this draft all of it is billed."""
        self.status = JOB_MOVES.move(self.status, JobStatus.INVOICED)
        self.invoice_id = invoice_id

    def give_back(self) -> bool:
        """A void, a credit or a line taken off a draft lets it be billed again; answers whether it was INVOICED."""
        self.invoice_id = None
        if self.status is not JobStatus.INVOICED:
            return False
        self.status = JOB_MOVES.move(self.status, JobStatus.READY_TO_INVOICE)
        return True

    def _give_up(self, status: JobStatus, reason: str, allowed: Collection[JobStatus]) -> None:
        JOB_MOVES.require(self.status, *allowed)
        self.status = JOB_MOVES.move(self.status, status)
        self.cancel_reason = reason
