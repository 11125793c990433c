"""Activities on jobs, at the prices of the day they were added."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.billable import Billed
from models.core.base import Base, OfClient, parent_within_client, within_client
from models.core.money import Money


class JobActivity(Billed, OfClient, Base):
    """An activity on a job, at the prices of the moment it was added: later ones do not reach it (domain.md J10)."""

    __tablename__ = "job_activity"
    __table_args__ = (
        parent_within_client(),
        *within_client("job_id", "invoice_line_id"),
        UniqueConstraint("job_id", "activity_id"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("unit_sale >= 0 AND unit_cost >= 0", name="prices"),
        Index("ix_job_activity_client_id_done_at", "client_id", "done_at"),
    )

    job_id: Mapped[UUID]
    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activity.id"), index=True)
    position: Mapped[int]
    quantity: Mapped[Decimal]
    done_at: Mapped[datetime | None]
    currency: Mapped[str]
    unit_sale: Mapped[Decimal]
    unit_cost: Mapped[Decimal]
    sale: Mapped[Decimal] = mapped_column(default=Decimal(0))
    """Quantity at the price of one unit."""
    cost: Mapped[Decimal] = mapped_column(default=Decimal(0))
    """Quantity at the cost of one unit."""

    def set_quantity(self, quantity: Decimal) -> None:
        """How many units, and what they come to."""
        self.quantity = quantity
        self.sale = (Money(self.unit_sale, self.currency) * quantity).rounded().amount
        self.cost = (Money(self.unit_cost, self.currency) * quantity).rounded().amount
