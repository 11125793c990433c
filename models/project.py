"""Projects: work for one client, its members, and what the portal shows of it."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index
from sqlalchemy.ext.hybrid import hybrid_method
from sqlalchemy.orm import Mapped, mapped_column

from models.core import clock
from models.core.base import Base, OfClient, parent_within_client, within_client
from models.core.states import Machine


class ProjectStatus(Enum):
    """The life of a project. FINISHED stops its timers and takes no new time."""

    NOT_STARTED = "Planned."
    IN_PROGRESS = "Being worked on."
    ON_HOLD = "Resting."
    FINISHED = "Done; takes no new time until it is taken up again."
    CANCELLED = "Given up."


class BillingMethod(Enum):
    """What a project is billed by."""

    FIXED_PRICE = "Shares of a fixed price."
    PROJECT_HOURS = "All billable time at the project's rate."
    TASK_HOURS = "Billable time on tasks, each at its task's rate."
    NON_BILLABLE = "Nothing; it is not billed."


class ProjectPaymentStatus(Enum):
    """How far the invoices of a project are paid. PAID: at least one is issued and every balance is zero."""

    NOT_INVOICED = "No invoice is issued."
    INVOICED = "Issued, nothing settled."
    PARTIALLY_PAID = "Settled in part."
    PAID = "At least one is issued and every balance is zero."


class ProgressMethod(Enum):
    """Where a project's progress comes from."""

    TASKS = "From its tasks, by their weight."
    MANUAL = "From the figure given by hand."


PROJECT_MOVES = Machine(
    "project",
    {
        ProjectStatus.NOT_STARTED: {ProjectStatus.IN_PROGRESS, ProjectStatus.CANCELLED},
        ProjectStatus.IN_PROGRESS: {ProjectStatus.ON_HOLD, ProjectStatus.FINISHED, ProjectStatus.CANCELLED},
        ProjectStatus.ON_HOLD: {ProjectStatus.IN_PROGRESS, ProjectStatus.CANCELLED},
        ProjectStatus.FINISHED: {ProjectStatus.IN_PROGRESS, ProjectStatus.CANCELLED},
    },
)
CLOSED_PROJECTS = (ProjectStatus.FINISHED, ProjectStatus.CANCELLED)


class Project(OfClient, Base):
    """Work for one client. `progress_percent` and `payment_status` are kept up to date by the verbs (D2, P4)."""

    __tablename__ = "project"
    __table_args__ = (
        parent_within_client(),
        CheckConstraint("progress_percent BETWEEN 0 AND 100", name="progress_percent"),
        CheckConstraint("manual_progress_percent BETWEEN 0 AND 100", name="manual_progress_percent"),
        Index("ix_project_client_id_due_on", "client_id", "due_on"),
        Index("ix_project_client_id_name", "client_id", "name"),
        Index("ix_project_due_on", "due_on", "id"),
    )

    name: Mapped[str]
    description: Mapped[str | None]
    status: Mapped[ProjectStatus] = mapped_column(default=ProjectStatus.NOT_STARTED)
    billing_method: Mapped[BillingMethod]
    progress_method: Mapped[ProgressMethod] = mapped_column(default=ProgressMethod.TASKS)
    progress_percent: Mapped[Decimal] = mapped_column(default=Decimal(0))
    """0.0 to 100.0, one decimal."""
    manual_progress_percent: Mapped[Decimal | None]
    payment_status: Mapped[ProjectPaymentStatus] = mapped_column(default=ProjectPaymentStatus.NOT_INVOICED)
    currency: Mapped[str]
    """Of all its prices: the client's."""
    fixed_price: Mapped[Decimal | None]
    hourly_rate: Mapped[Decimal | None]
    """Price of one hour."""
    budget: Mapped[Decimal | None]
    budget_minutes: Mapped[int | None]
    starts_on: Mapped[date | None]
    due_on: Mapped[date | None]
    finished_at: Mapped[datetime | None]
    portal_visible: Mapped[bool] = mapped_column(default=True)
    show_tasks: Mapped[bool] = mapped_column(default=True)
    show_task_comments: Mapped[bool] = mapped_column(default=False)
    show_checklists: Mapped[bool] = mapped_column(default=False)
    show_attachments: Mapped[bool] = mapped_column(default=False)
    show_time: Mapped[bool] = mapped_column(default=False)

    def change_status(self, status: ProjectStatus, now: datetime) -> None:
        """Make a move of its life. FINISHED stamps the instant; taking it up again clears it."""
        self.status = PROJECT_MOVES.move(self.status, status)
        self.finished_at = now if status is ProjectStatus.FINISHED else None

    def require_open_for_time(self) -> None:
        """INVALID_STATE where it takes no new time (domain.md 3.3)."""
        if self.status in CLOSED_PROJECTS:
            raise PROJECT_MOVES.refusal(self.status, "takes no time")

    @hybrid_method
    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed while it was still open."""
        return self.due_on is not None and self.due_on < today and self.status not in CLOSED_PROJECTS

    @is_overdue.inplace.expression
    @classmethod
    def _is_overdue(cls, today: date) -> ColumnElement[bool]:
        return cls.due_on.is_not(None) & (cls.due_on < today) & cls.status.not_in(CLOSED_PROJECTS)


class ProjectMember(Base):
    """A user on a project."""

    __tablename__ = "project_member"
    __table_args__ = (*within_client("project_id"),)

    project_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True)
    hourly_rate: Mapped[Decimal | None]
    """Price of one hour of this member here."""
    hourly_rate_currency: Mapped[str | None]
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
