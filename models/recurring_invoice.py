"""Recurring invoices: templates that make an invoice every so often."""

from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, OfClient, parent_within_client, within_client
from models.core.recurrence import Recurrence
from models.core.states import Machine


class RecurringInvoiceStatus(Enum):
    """The life of a recurring invoice."""

    ACTIVE = "Makes invoices."
    PAUSED = "Makes none until it is resumed."
    ENDED = "Makes no more."


class RecurrenceUnit(Enum):
    """The step from one invoice to the next."""

    WEEK = "A week."
    MONTH = "A calendar month."
    QUARTER = "Three calendar months."
    YEAR = "A year."


RECURRING_INVOICE_MOVES = Machine(
    "recurring invoice",
    {
        RecurringInvoiceStatus.ACTIVE: {RecurringInvoiceStatus.PAUSED, RecurringInvoiceStatus.ENDED},
        RecurringInvoiceStatus.PAUSED: {RecurringInvoiceStatus.ACTIVE, RecurringInvoiceStatus.ENDED},
    },
)


MONTHS = {RecurrenceUnit.MONTH: 1, RecurrenceUnit.QUARTER: 3, RecurrenceUnit.YEAR: 12}


class RecurringInvoice(OfClient, Base):
    """A template that makes an invoice every so often. Its lines have the shape of a proposal's."""

    __tablename__ = "recurring_invoice"
    __table_args__ = (
        parent_within_client(),
        *within_client("project_id"),
        CheckConstraint("every > 0", name="every"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_on"),
        Index("ix_recurring_invoice_due", "next_on", postgresql_where=text("status = 'ACTIVE'")),
    )

    project_id: Mapped[UUID | None] = mapped_column(index=True)
    status: Mapped[RecurringInvoiceStatus] = mapped_column(default=RecurringInvoiceStatus.ACTIVE)
    currency: Mapped[str]
    lines: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    subtotal: Mapped[Decimal] = mapped_column(default=Decimal(0))
    tax: Mapped[Decimal] = mapped_column(default=Decimal(0))
    total: Mapped[Decimal] = mapped_column(default=Decimal(0))
    tax_summaries: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    unit: Mapped[RecurrenceUnit]
    every: Mapped[int] = mapped_column(default=1)
    """Units between two invoices."""
    starts_on: Mapped[date]
    next_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    issue: Mapped[bool] = mapped_column(default=False)
    """Issues at once; otherwise leaves a draft."""

    @property
    def days(self) -> Recurrence:
        """The days of its invoices."""
        if self.unit is RecurrenceUnit.WEEK:
            return Recurrence(self.starts_on, days=7 * self.every)
        return Recurrence(self.starts_on, months=MONTHS[self.unit] * self.every)

    def day_of(self, place: int) -> date:
        """The day of an invoice by its place, 0 for the first."""
        return self.days.day(place)

    def advance(self) -> None:
        """The invoice of `next_on` was made; the one after the last day is never made."""
        assert self.next_on is not None
        self._go_on(self.days.first_from(self.next_on + timedelta(days=1)))

    def pause(self) -> None:
        """Make no invoices for a while."""
        self.status = RECURRING_INVOICE_MOVES.move(self.status, RecurringInvoiceStatus.PAUSED)

    def resume(self, today: date) -> None:
        """Make invoices again, from today on: what fell into the pause is not made up."""
        self.status = RECURRING_INVOICE_MOVES.move(self.status, RecurringInvoiceStatus.ACTIVE)
        if self.next_on is not None and self.next_on < today:
            self._go_on(self.days.first_from(today))

    def end(self) -> None:
        """Make no more."""
        self.status = RECURRING_INVOICE_MOVES.move(self.status, RecurringInvoiceStatus.ENDED)
        self.next_on = None

    def _go_on(self, day: date) -> None:
        if self.ends_on is not None and day > self.ends_on:
            self.end()
        else:
            self.next_on = day
