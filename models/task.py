"""Tasks: pieces of work in a project, on a lead, or on their own."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index
from sqlalchemy.ext.hybrid import hybrid_method
from sqlalchemy.orm import Mapped, mapped_column, synonym

from models.core import clock
from models.core.base import Base, OfClientLater, parent_within_client, within_client
from models.core.keys import parents_need_client
from models.core.states import Machine
from models.errors import ErrorCode, Rejected
from models.priority_level import PriorityLevel


class TaskStatus(Enum):
    """The life of a task."""

    TODO = "Not begun."
    IN_PROGRESS = "Being worked on."
    IN_REVIEW = "Being looked over."
    DONE = "Finished."
    CANCELLED = "Given up; it no longer counts in the progress."


TASK_MOVES = Machine(
    "task",
    {
        TaskStatus.TODO: {TaskStatus.IN_PROGRESS, TaskStatus.DONE, TaskStatus.CANCELLED},
        TaskStatus.IN_PROGRESS: {TaskStatus.TODO, TaskStatus.IN_REVIEW, TaskStatus.DONE, TaskStatus.CANCELLED},
        TaskStatus.IN_REVIEW: {TaskStatus.IN_PROGRESS, TaskStatus.DONE, TaskStatus.CANCELLED},
        TaskStatus.DONE: {TaskStatus.IN_PROGRESS, TaskStatus.CANCELLED},
    },
)
OPEN_TASKS = (TaskStatus.TODO, TaskStatus.IN_PROGRESS, TaskStatus.IN_REVIEW)


class Task(OfClientLater, Base):
    """A piece of work. Its client is its project's, or that of the lead once that was converted."""

    __tablename__ = "task"
    __table_args__ = (
        parent_within_client(),
        *within_client("project_id", "milestone_id"),
        parents_need_client("project_id", "milestone_id"),
        CheckConstraint("percent_complete BETWEEN 0 AND 100", name="percent_complete"),
        CheckConstraint("weight >= 0", name="weight"),
        CheckConstraint("(hourly_rate IS NULL) = (hourly_rate_currency IS NULL)", name="hourly_rate_currency"),
        Index("ix_task_project_id_due_on", "project_id", "due_on"),
        Index("ix_task_client_id_due_on", "client_id", "due_on"),
        Index("ix_task_due_on", "due_on", "id"),
    )

    name: Mapped[str]
    description: Mapped[str | None]
    status: Mapped[TaskStatus] = mapped_column(default=TaskStatus.TODO)
    priority: Mapped[PriorityLevel] = mapped_column(default=PriorityLevel.NORMAL)
    percent_complete: Mapped[int] = mapped_column(default=0)
    starts_on: Mapped[date | None]
    due_on: Mapped[date | None]
    completed_at: Mapped[datetime | None]
    client_visible: Mapped[bool] = mapped_column(default=False)
    project_id: Mapped[UUID | None]
    lead_id: Mapped[UUID | None] = mapped_column(ForeignKey("lead.id"), index=True)
    milestone_id: Mapped[UUID | None] = mapped_column(index=True)
    billable: Mapped[bool] = mapped_column(default=True)
    weight: Mapped[Decimal] = mapped_column(default=Decimal(1))
    """Its share in the project's progress (domain.md P2)."""
    estimate_minutes: Mapped[int | None]
    hourly_rate: Mapped[Decimal | None]
    """Price of one hour, the first of domain.md T2."""
    hourly_rate_currency: Mapped[str | None]
    cancel_reason: Mapped[str | None]

    def start(self) -> None:
        """Begin, or go back to work from the review."""
        TASK_MOVES.require(self.status, TaskStatus.TODO, TaskStatus.IN_REVIEW)
        self.status = TASK_MOVES.move(self.status, TaskStatus.IN_PROGRESS)

    def put_back(self) -> None:
        """Back to where nothing was begun."""
        self.status = TASK_MOVES.move(self.status, TaskStatus.TODO)

    def review(self) -> None:
        """Have it looked over."""
        self.status = TASK_MOVES.move(self.status, TaskStatus.IN_REVIEW)

    def set_progress(self, percent: int) -> None:
        """How far it is; only while it is open. INVALID outside 0 to 100."""
        TASK_MOVES.require(self.status, *OPEN_TASKS)
        if not 0 <= percent <= 100:
            raise Rejected(ErrorCode.INVALID, "A percentage lies between 0 and 100.", ["percentComplete"])
        self.percent_complete = percent

    def complete(self, now: datetime) -> None:
        """Finish it: 100 %."""
        self.status = TASK_MOVES.move(self.status, TaskStatus.DONE)
        self.percent_complete = 100
        self.completed_at = now

    def reopen(self) -> None:
        """Take a finished task up again, from nothing (domain.md 3.7, the vector that ends in 0.0)."""
        TASK_MOVES.require(self.status, TaskStatus.DONE)
        self.status = TASK_MOVES.move(self.status, TaskStatus.IN_PROGRESS)
        self.percent_complete = 0
        self.completed_at = None

    def cancel(self, reason: str | None = None) -> None:
        """Give it up."""
        self.status = TASK_MOVES.move(self.status, TaskStatus.CANCELLED)
        self.cancel_reason = reason

    @hybrid_method
    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed while it was still open."""
        return self.due_on is not None and self.due_on < today and self.status in OPEN_TASKS

    @is_overdue.inplace.expression
    @classmethod
    def _is_overdue(cls, today: date) -> ColumnElement[bool]:
        return cls.due_on.is_not(None) & (cls.due_on < today) & cls.status.in_(OPEN_TASKS)


class TaskAssignee(Base):
    """A user who is to do a task."""

    __tablename__ = "task_assignee"
    __table_args__ = (*within_client("task_id"),)

    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    client_id: Mapped[UUID | None] = mapped_column(ForeignKey("client.id"), index=True)
    assigned_at: Mapped[datetime] = mapped_column(default=clock.now)
    id = synonym("task_id")
    """What a scope class speaks of: an assignment is known by its task."""
