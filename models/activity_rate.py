"""Prices of activities that hold for a client, a work log type, a team, or a span of days."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, UniqueConstraint, and_, or_
from sqlalchemy.ext.hybrid import hybrid_method
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, Row


class ActivityRate(Row, Base):
    """A price of an activity for a client, a work log type, a team and a span of days (domain.md D3).

    Absent parts match any. Of those that match, the nearest counts: one for the client before one for all, then one
    for the work log type, then one for the team, then the one that began last.

    A rate may hold the sale price alone or the cost alone; the other then comes from the next rate.
    """

    __tablename__ = "activity_rate"
    __table_args__ = (
        UniqueConstraint(
            "activity_id",
            "client_id",
            "work_log_type_id",
            "team_id",
            "starts_on",
            name="uq_activity_rate_whom_and_when",
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("num_nonnulls(sale, cost) > 0", name="sale_or_cost"),
        CheckConstraint("sale >= 0 AND cost >= 0", name="prices"),
        CheckConstraint("starts_on <= ends_on", name="days"),
    )

    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activity.id"))
    client_id: Mapped[UUID | None] = mapped_column(ForeignKey("client.id"), index=True)
    work_log_type_id: Mapped[UUID | None] = mapped_column(ForeignKey("work_log_type.id"), index=True)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"), index=True)
    sale: Mapped[Decimal | None]
    cost: Mapped[Decimal | None]
    currency: Mapped[str]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    """The last day it holds."""

    @hybrid_method
    def holds_on(self, day: date) -> bool:
        """Whether the day lies in its span."""
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)

    @holds_on.inplace.expression
    @classmethod
    def _holds_on(cls, day: date) -> ColumnElement[bool]:
        return and_(or_(cls.starts_on.is_(None), cls.starts_on <= day), or_(cls.ends_on.is_(None), cls.ends_on >= day))
