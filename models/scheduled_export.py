"""Scheduled exports: lists that somebody has made into a file every so often, and told to colleagues or to others."""

from datetime import date, datetime
from enum import Enum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.calendar import WEEK, Weekday
from models.core.base import Base, Row
from models.core.recurrence import Recurrence
from models.core.states import Machine
from models.errors import ErrorCode, Rejected


class ScheduledExportStatus(Enum):
    """Whether a scheduled export makes files by itself."""

    ACTIVE = "Makes a file whenever it is due."
    PAUSED = "Makes none by itself until it is resumed."
    ARCHIVED = "Was put away, and makes no more."


class ExportForm(Enum):
    """What a list is written as."""

    CSV = "A table for spreadsheets."
    XLSX = "A workbook of one sheet."
    JSON_LINES = "An object for each row, as the graph answers it."
    PARQUET = "Parquet, for DuckDB, polars and pandas."
    ARROW = "The stream of Arrow, batch by batch."


class ExportCadence(Enum):
    """How often a file is made."""

    DAILY = "Every day."
    WEEKLY = "On one day of every week."
    MONTHLY = "On one day of every month; on its last where the month is too short."


SCHEDULED_EXPORT_MOVES = Machine(
    "scheduled export",
    {
        ScheduledExportStatus.ACTIVE: {ScheduledExportStatus.PAUSED, ScheduledExportStatus.ARCHIVED},
        ScheduledExportStatus.PAUSED: {ScheduledExportStatus.ACTIVE, ScheduledExportStatus.ARCHIVED},
    },
)
FIRST_MONDAY, FIRST_JANUARY = date(2001, 1, 1), date(2001, 1, 1)
"""What days are counted from: a Monday, in a month that has 31 of them."""


class ScheduledExport(Row, Base):
    """A list, a form, days and an hour, and who is told. It is made in the scope its owner has by then."""

    __tablename__ = "scheduled_export"
    __table_args__ = (
        CheckConstraint("num_nonnulls(saved_query_id, query) <= 1", name="one_list"),
        CheckConstraint("hour BETWEEN 0 AND 23", name="hour"),
        CheckConstraint("(cadence = 'WEEKLY') = (weekday IS NOT NULL)", name="weekday"),
        CheckConstraint(
            "(cadence = 'MONTHLY') = (day_of_month IS NOT NULL) AND day_of_month BETWEEN 1 AND 31", name="day_of_month"
        ),
        Index("ix_scheduled_export_name", "name", "id"),
        Index("ix_scheduled_export_due", "next_at", postgresql_where=text("status = 'ACTIVE'")),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    name: Mapped[str]
    saved_query_id: Mapped[UUID | None] = mapped_column(ForeignKey("saved_query.id", ondelete="SET NULL"), index=True)
    """None where it has a query of its own, or its saved query was removed."""
    query: Mapped[str | None]
    variables: Mapped[str | None]
    """A JSON object, as it was typed; before the values that were saved with the query."""
    form: Mapped[ExportForm]
    cadence: Mapped[ExportCadence]
    weekday: Mapped[Weekday | None]
    day_of_month: Mapped[int | None]
    hour: Mapped[int]
    """In the organisation's time zone."""
    webhook_endpoint_id: Mapped[UUID | None] = mapped_column(ForeignKey("webhook_endpoint.id"), index=True)
    """Who is told, where it is not colleagues by e-mail."""
    status: Mapped[ScheduledExportStatus] = mapped_column(default=ScheduledExportStatus.ACTIVE)
    paused_reason: Mapped[str | None]
    next_at: Mapped[datetime | None]
    """When it is due; None while it is not active."""

    def due(self, cadence: ExportCadence, weekday: Weekday | None, day_of_month: int | None, hour: int) -> None:
        """Say when it is due. REQUIRED without the day that the cadence needs; INVALID with another."""
        for needed, value, path in (
            (cadence is ExportCadence.WEEKLY, weekday, "weekday"),
            (cadence is ExportCadence.MONTHLY, day_of_month, "dayOfMonth"),
        ):
            if needed and value is None:
                raise Rejected(ErrorCode.REQUIRED, f"{cadence.name} needs a day.", [path])
            if not needed and value is not None:
                raise Rejected(ErrorCode.INVALID, f"{cadence.name} has no such day.", [path])
        if day_of_month is not None and not 1 <= day_of_month <= 31:
            raise Rejected(ErrorCode.INVALID, "A day of a month is from 1 to 31.", ["dayOfMonth"])
        if not 0 <= hour <= 23:
            raise Rejected(ErrorCode.INVALID, "An hour is from 0 to 23.", ["hour"])
        self.cadence, self.weekday, self.day_of_month, self.hour = cadence, weekday, day_of_month, hour

    @property
    def days(self) -> Recurrence:
        """The days it is due on."""
        if self.weekday is not None:
            return Recurrence(FIRST_MONDAY.replace(day=1 + WEEK.index(self.weekday.name)), days=7)
        if self.day_of_month is not None:
            return Recurrence(FIRST_JANUARY.replace(day=self.day_of_month), months=1)
        return Recurrence(FIRST_JANUARY, days=1)

    def next_after(self, now: datetime, time_zone: str) -> datetime:
        """When it is due next."""
        return self.days.next_instant(now, self.hour, time_zone)

    def plan(self, now: datetime, time_zone: str) -> None:
        """Be due next after an instant, as long as it is active."""
        is_active = self.status is ScheduledExportStatus.ACTIVE
        self.next_at = self.next_after(now, time_zone) if is_active else None

    def pause(self, reason: str | None = None) -> None:
        """Make none by itself. INVALID_STATE unless it is active."""
        self.status = SCHEDULED_EXPORT_MOVES.move(self.status, ScheduledExportStatus.PAUSED)
        self.paused_reason, self.next_at = reason, None

    def resume(self, now: datetime, time_zone: str) -> None:
        """Make files again, from now on: what fell into the pause is not made up. INVALID_STATE unless it is paused."""
        self.status = SCHEDULED_EXPORT_MOVES.move(self.status, ScheduledExportStatus.ACTIVE)
        self.paused_reason = None
        self.plan(now, time_zone)

    def archive(self, now: datetime) -> None:
        """Put it away for good; what it made stays to be read."""
        self.status = SCHEDULED_EXPORT_MOVES.move(self.status, ScheduledExportStatus.ARCHIVED)
        self.archived_at, self.next_at = now, None


class ScheduledExportRecipient(Base):
    """A colleague who gets a letter whenever a file was made."""

    __tablename__ = "scheduled_export_recipient"

    scheduled_export_id: Mapped[UUID] = mapped_column(ForeignKey("scheduled_export.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
