"""Appointments: visits to the sites of jobs."""

from datetime import datetime
from enum import Enum
from uuid import UUID

from sqlalchemy import DDL, CheckConstraint, ForeignKey, Index, event, func, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, OfClient, within_client
from models.core.states import Machine


class AppointmentStatus(Enum):
    """The life of an appointment. The first one dispatched puts the job in progress."""

    SCHEDULED = "Agreed on."
    DISPATCHED = "Somebody is on the way."
    IN_PROGRESS = "The work is being done."
    COMPLETED = "The visit is over."
    CANNOT_COMPLETE = "The work could not be done."
    CANCELLED = "There will be no visit."


APPOINTMENT_MOVES = Machine(
    "appointment",
    {
        AppointmentStatus.SCHEDULED: {AppointmentStatus.DISPATCHED, AppointmentStatus.CANCELLED},
        AppointmentStatus.DISPATCHED: {AppointmentStatus.IN_PROGRESS, AppointmentStatus.CANCELLED},
        AppointmentStatus.IN_PROGRESS: {
            AppointmentStatus.COMPLETED,
            AppointmentStatus.CANNOT_COMPLETE,
            AppointmentStatus.CANCELLED,
        },
    },
)
COMING = (AppointmentStatus.SCHEDULED, AppointmentStatus.DISPATCHED, AppointmentStatus.IN_PROGRESS)
"""Those that take the time of their resource."""
_ON_SITE = (AppointmentStatus.DISPATCHED, AppointmentStatus.IN_PROGRESS)


class Appointment(OfClient, Base):
    """A visit to a job's site. The database keeps two of them from taking the same time of one resource.

    A key is compared by ranges that hold nothing but it, because the extension that would compare keys themselves is
    not everywhere at hand.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        *within_client("job_id"),
        CheckConstraint("starts_at < ends_at", name="times"),
        ExcludeConstraint(
            (func.uuidrange(text("resource_id"), text("resource_id"), text("'[]'")), "&&"),
            (func.tstzrange(text("starts_at"), text("ends_at")), "&&"),
            where=text("status IN ('SCHEDULED', 'DISPATCHED', 'IN_PROGRESS')"),
            name="ex_appointment_resource_id",
        ),
        Index("ix_appointment_starts_at", "starts_at", "id"),
        Index("ix_appointment_resource_id_starts_at", "resource_id", "starts_at"),
    )

    job_id: Mapped[UUID] = mapped_column(index=True)
    resource_id: Mapped[UUID] = mapped_column(ForeignKey("resource.id"))
    status: Mapped[AppointmentStatus] = mapped_column(default=AppointmentStatus.SCHEDULED)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    reason: Mapped[str | None]
    """Why it was cancelled, or could not be completed."""

    def move(self, resource_id: UUID, starts_at: datetime, ends_at: datetime) -> None:
        """Another time or resource, until somebody is sent."""
        APPOINTMENT_MOVES.require(self.status, AppointmentStatus.SCHEDULED)
        self.resource_id, self.starts_at, self.ends_at = resource_id, starts_at, ends_at

    def dispatch(self) -> None:
        """Somebody is sent."""
        self.status = APPOINTMENT_MOVES.move(self.status, AppointmentStatus.DISPATCHED)

    def begin(self) -> None:
        """The work begins; whoever was not sent yet is there all the same."""
        if self.status is AppointmentStatus.SCHEDULED:
            self.dispatch()
        self.status = APPOINTMENT_MOVES.move(self.status, AppointmentStatus.IN_PROGRESS)

    def finish(self) -> None:
        """The job is done: a visit that was under way is over, one that had not begun is not needed."""
        if self.status is AppointmentStatus.SCHEDULED:
            self.cancel("The job was completed.")
            return
        self._arrive()
        self.status = APPOINTMENT_MOVES.move(self.status, AppointmentStatus.COMPLETED)

    def fail(self, reason: str) -> None:
        """The work could not be done; only once somebody was sent."""
        APPOINTMENT_MOVES.require(self.status, *_ON_SITE)
        self._arrive()
        self.status = APPOINTMENT_MOVES.move(self.status, AppointmentStatus.CANNOT_COMPLETE)
        self.reason = reason

    def cancel(self, reason: str | None) -> None:
        """There will be no visit."""
        self.status = APPOINTMENT_MOVES.move(self.status, AppointmentStatus.CANCELLED)
        self.reason = reason

    def _arrive(self) -> None:
        if self.status is AppointmentStatus.DISPATCHED:
            self.begin()


event.listen(Appointment.__table__, "before_create", DDL("CREATE TYPE uuidrange AS RANGE (subtype = uuid)"))
