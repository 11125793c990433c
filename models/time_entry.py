"""Time worked on projects."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.billable import Billed
from models.core import rounding
from models.core.base import Base, OfClient, parent_within_client, within_client
from models.core.money import Money
from models.errors import ErrorCode, Rejected

LONGEST_SECONDS = 86_400


class TimeEntry(Billed, OfClient, Base):
    """Time of one user on one project. Rates are those of the moment it was logged (domain.md T2).

    Raw `seconds` never change by rounding; `billed_seconds` is what the invoice line billed (domain.md T3).
    """

    __tablename__ = "time_entry"
    __table_args__ = (
        parent_within_client(),
        *within_client("project_id", "task_id", "invoice_line_id"),
        CheckConstraint(f"seconds > 0 AND seconds <= {LONGEST_SECONDS}", name="seconds"),
        CheckConstraint("(rate IS NULL) = (currency IS NULL)", name="currency"),
        CheckConstraint("(cost_rate IS NULL) = (cost_currency IS NULL)", name="cost_currency"),
        CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="ended_at"),
        Index("ix_time_entry_client_id_logged_on", "client_id", "logged_on"),
        Index("ix_time_entry_project_id_logged_on", "project_id", "logged_on"),
        Index("ix_time_entry_user_id_logged_on", "user_id", "logged_on"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    project_id: Mapped[UUID]
    task_id: Mapped[UUID | None] = mapped_column(index=True)
    logged_on: Mapped[date]
    """The day it started, in the organisation's time zone (domain.md T5)."""
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    seconds: Mapped[int]
    billed_seconds: Mapped[int | None]
    note: Mapped[str | None]
    rate: Mapped[Decimal | None]
    """Price of one hour."""
    currency: Mapped[str | None]
    """Of `rate` and `value`."""
    value: Mapped[Decimal | None]
    """Seconds at the rate, before rounding of the seconds."""
    cost_rate: Mapped[Decimal | None]
    """Cost of one hour."""
    cost_currency: Mapped[str | None]
    """Of `cost_rate` and `cost`."""
    cost: Mapped[Decimal | None]

    def set_seconds(self, seconds: int) -> None:
        """Set how long it was, and what that comes to. INVALID unless more than 0 and at most 86,400."""
        self.require_unbilled()
        if not 0 < seconds <= LONGEST_SECONDS:
            raise Rejected(ErrorCode.INVALID, "Time is more than 0 and at most 86,400 seconds.", ["seconds"])
        self.seconds = seconds
        self.set_rates(_money(self.rate, self.currency), _money(self.cost_rate, self.cost_currency))

    def set_rates(self, rate: Money | None, cost_rate: Money | None) -> None:
        """Keep the price and the cost of one hour, and what the seconds come to at them."""
        self.rate, self.currency = _parts(rate)
        self.value = rounding.value(self.seconds, rate).amount if rate is not None else None
        self.cost_rate, self.cost_currency = _parts(cost_rate)
        self.cost = rounding.value(self.seconds, cost_rate).amount if cost_rate is not None else None


def _money(amount: Decimal | None, currency: str | None) -> Money | None:
    return None if amount is None or currency is None else Money(amount, currency)


def _parts(money: Money | None) -> tuple[Decimal, str] | tuple[None, None]:
    return (None, None) if money is None else (money.amount, money.currency)
