"""The clocks of jobs: one row for every duty a priority sets a time for (domain.md 3.13)."""

from datetime import datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, case, literal, text
from sqlalchemy import Enum as EnumType
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, OfClient, within_client
from models.core.open_hours import Hours


class SlaState(Enum):
    """How a clock stands."""

    ON_TRACK = "There is time left."
    AT_RISK = "Little time is left."
    BREACHED = "The time ran out first."
    MET = "It was done in time."
    PAUSED = "It stands still: the client has to act, or the job was given up."


class ClockKind(Enum):
    """What stops a clock."""

    RESPOND = "The beginning of the work."
    COMPLETE = "The completion of the work: the clock of the job's targetAt."
    DUTY = "A further duty, done once the work is completed."


class JobClock(OfClient, Base):
    """One clock of a job. It counts open hours of its calendar, or every hour where it has none."""

    __tablename__ = "job_clock"
    __table_args__ = (
        *within_client("job_id"),
        CheckConstraint("paused_seconds >= 0", name="paused_seconds"),
        Index(
            "ix_job_clock_running",
            "at_risk_at",
            postgresql_where=text("met_at IS NULL AND paused_since IS NULL"),
        ),
    )

    job_id: Mapped[UUID] = mapped_column(index=True)
    position: Mapped[int]
    kind: Mapped[ClockKind]
    name: Mapped[str]
    calendar_id: Mapped[UUID | None] = mapped_column(ForeignKey("calendar.id"), index=True)
    target_at: Mapped[datetime]
    at_risk_at: Mapped[datetime]
    """When a fifth of the time is left."""
    met_at: Mapped[datetime | None]
    paused_since: Mapped[datetime | None]
    paused_seconds: Mapped[int] = mapped_column(default=0)
    """How much of what it counts passed while it stood still, the present pause aside."""

    def set(self, start: datetime, within: timedelta, hours: Hours) -> None:
        """Let it run from an instant; what it stood still before is added to its time."""
        waited = timedelta(seconds=self.paused_seconds)
        self.target_at = hours.after(start, within + waited)
        self.at_risk_at = hours.after(start, within * 4 / 5 + waited)

    def pause(self, now: datetime) -> None:
        """Stop it, unless it has done its work or stands still already."""
        if self.met_at is None and self.paused_since is None:
            self.paused_since = now

    def resume(self, now: datetime, hours: Hours) -> None:
        """Let it run again: what was left when it stopped is left now."""
        if self.paused_since is None:
            return
        since, self.paused_since = self.paused_since, None
        self.paused_seconds += int(hours.between(since, now).total_seconds())
        self.target_at, self.at_risk_at = (
            hours.after(now, hours.between(since, each)) if each > since else each
            for each in (self.target_at, self.at_risk_at)
        )

    def meet(self, now: datetime, hours: Hours) -> None:
        """What it waited for was done."""
        if self.met_at is None:
            self.resume(now, hours)
            self.met_at = now


def sla_state(clock: Any, met_at: Any, now: Any) -> ColumnElement[SlaState]:
    """How a clock stands at an instant, as SQL. `clock` has its columns, `met_at` is when it was met."""

    def state(one: SlaState) -> ColumnElement[SlaState]:
        return literal(one, EnumType(SlaState, native_enum=False, length=40))

    return case(
        (met_at <= clock.target_at, state(SlaState.MET)),
        (met_at.is_not(None), state(SlaState.BREACHED)),
        (clock.paused_since > clock.target_at, state(SlaState.BREACHED)),
        (clock.paused_since.is_not(None), state(SlaState.PAUSED)),
        (clock.target_at < now, state(SlaState.BREACHED)),
        (clock.at_risk_at < now, state(SlaState.AT_RISK)),
        else_=state(SlaState.ON_TRACK),
    )
