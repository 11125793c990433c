"""Money spent for projects and clients."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.billable import Billed
from models.core.base import Base, OfClientLater, parent_within_client, within_client
from models.core.keys import parents_need_client, within_client_as
from models.core.money import Money


class Expense(Billed, OfClientLater, Base):
    """Money spent, net of tax, for a project, a client, or the organisation itself. `created_by` recorded it."""

    __tablename__ = "expense"
    __table_args__ = (
        parent_within_client(),
        *within_client("project_id", "invoice_line_id"),
        within_client_as("receipt_file_id", "file"),
        parents_need_client("project_id", "invoice_line_id"),
        CheckConstraint("markup_percent >= 0", name="markup_percent"),
        Index("ix_expense_client_id_spent_on", "client_id", "spent_on"),
        Index("ix_expense_spent_on", "spent_on", "id"),
    )

    project_id: Mapped[UUID | None] = mapped_column(index=True)
    category: Mapped[str]
    note: Mapped[str | None]
    spent_on: Mapped[date]
    currency: Mapped[str]
    amount: Mapped[Decimal]
    """Net of tax."""
    tax: Mapped[Decimal | None]
    markup_percent: Mapped[Decimal] = mapped_column(default=Decimal(0))
    billable_amount: Mapped[Decimal] = mapped_column(default=Decimal(0))
    """The amount with markup; zero when not billable (domain.md E1, E2)."""
    receipt_file_id: Mapped[UUID | None] = mapped_column(ForeignKey("file.id"), index=True)

    def set_billable(self, billable: bool) -> None:
        """Whether it is to be billed at all; sets the state and the billable amount with it."""
        super().set_billable(billable)
        self.revalue()

    def revalue(self) -> None:
        """Work the billable amount out again, after the amount, the markup or `billable` changed."""
        self.require_unbilled()
        factor = 1 + self.markup_percent / 100 if self.billable else 0
        self.billable_amount = (Money(self.amount, self.currency) * factor).rounded().amount
