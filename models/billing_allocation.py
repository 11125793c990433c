"""The billing ledger: what ties one billable to one invoice line (domain.md 3.6)."""

from datetime import datetime
from decimal import Decimal
from enum import Enum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.core.base import Base, OfClient, within_client
from models.core.keys import exactly_one
from models.core.states import Machine


class AllocationState(Enum):
    """Where a billing allocation stands: on a draft, on an issued invoice, or given back by a void or a credit."""

    RESERVED = "On a draft."
    BILLED = "On an issued invoice."
    RELEASED = "Given back by a void, a credit or a discarded draft."


class LineGrouping(Enum):
    """How time becomes lines."""

    SINGLE_LINE = "One line for all time of one rate."
    PER_TASK = "One line per task and rate."
    PER_ENTRY = "One line per time entry."


class ExclusionReason(Enum):
    """Why a billable stays off an invoice."""

    NOT_BILLABLE = "It is never to be billed."
    RESERVED = "It is on a draft."
    BILLED = "It is on an issued invoice."
    NO_TASK = "TASK_HOURS bills time on tasks alone."
    NO_RATE = "Nothing sets a price for it."
    OUT_OF_RANGE = "Its day lies outside the days asked for."
    NOT_SELECTED = "Others were chosen by name."
    NOT_APPROVED = "It waits for approval, or was rejected."
    CURRENCY_MISMATCH = "It is in another currency than the invoice."


ALLOCATION_MOVES = Machine(
    "allocation",
    {
        AllocationState.RESERVED: {AllocationState.BILLED, AllocationState.RELEASED},
        AllocationState.BILLED: {AllocationState.RELEASED},
    },
)


def _live(column: str) -> Index:
    """A billable has one live allocation at most (domain.md B1)."""
    return Index(
        f"uq_billing_allocation_live_{column}",
        column,
        unique=True,
        postgresql_where=text("state IN ('RESERVED', 'BILLED')"),
    )


class BillingAllocation(OfClient, Base):
    """The entry that ties one billable to one line. Rows are never deleted once billed (domain.md B2)."""

    __tablename__ = "billing_allocation"
    __table_args__ = (
        *within_client(
            "invoice_line_id", "time_entry_id", "expense_id", "job_activity_id", "project_id", "credit_note_id"
        ),
        exactly_one("time_entry_id", "expense_id", "job_activity_id", "project_id"),
        CheckConstraint("(project_id IS NULL) = (share_percent IS NULL)", name="share_percent"),
        CheckConstraint("share_percent > 0 AND share_percent <= 100", name="share_percent_range"),
        CheckConstraint("(state = 'RELEASED') = (released_at IS NOT NULL)", name="released_at"),
        _live("time_entry_id"),
        _live("expense_id"),
        _live("job_activity_id"),
    )

    invoice_line_id: Mapped[UUID] = mapped_column(index=True)
    state: Mapped[AllocationState] = mapped_column(default=AllocationState.RESERVED)
    time_entry_id: Mapped[UUID | None] = mapped_column(index=True)
    expense_id: Mapped[UUID | None] = mapped_column(index=True)
    job_activity_id: Mapped[UUID | None] = mapped_column(index=True)
    project_id: Mapped[UUID | None] = mapped_column(index=True)
    """The project of a share of its fixed price."""
    share_percent: Mapped[Decimal | None]
    quantity: Mapped[Decimal]
    """Hours or units."""
    seconds: Mapped[int | None]
    """Billed time after rounding (domain.md T3)."""
    currency: Mapped[str]
    net: Mapped[Decimal]
    credit_note_id: Mapped[UUID | None] = mapped_column(index=True)
    """The credit note that gave it back."""
    released_at: Mapped[datetime | None]

    def bill(self) -> None:
        """Its draft was issued."""
        self.state = ALLOCATION_MOVES.move(self.state, AllocationState.BILLED)

    def release(self, now: datetime, credit_note_id: UUID | None = None) -> None:
        """Give the billable back; by a credit note, or by a void or a discarded draft."""
        self.state = ALLOCATION_MOVES.move(self.state, AllocationState.RELEASED)
        self.released_at = now
        self.credit_note_id = credit_note_id
