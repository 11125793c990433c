"""What time entries and expenses have in common: they are billed once, and may have to be approved first."""

from enum import Enum
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from models.core.states import Machine
from models.errors import ErrorCode, Rejected


class BillableState(Enum):
    """Where a billable stands: on no invoice, on a draft, on an issued invoice, or never to be billed."""

    NOT_BILLABLE = "Never to be billed."
    OPEN = "On no invoice."
    RESERVED = "On a draft."
    BILLED = "On an issued invoice."


class ApprovalStatus(Enum):
    """Whether someone has to approve it before it can be billed, and did."""

    NOT_NEEDED = "Nobody has to."
    AWAITING = "Waits for a decision."
    APPROVED = "May be billed."
    REJECTED = "May not be billed."


BILLING_MOVES = Machine(
    "item",
    {
        BillableState.NOT_BILLABLE: {BillableState.OPEN},
        BillableState.OPEN: {BillableState.NOT_BILLABLE, BillableState.RESERVED},
        BillableState.RESERVED: {BillableState.BILLED, BillableState.OPEN},
        BillableState.BILLED: {BillableState.OPEN},
    },
)
APPROVAL_MOVES = Machine(
    "item",
    {
        ApprovalStatus.AWAITING: {ApprovalStatus.APPROVED, ApprovalStatus.REJECTED},
        ApprovalStatus.APPROVED: {ApprovalStatus.REJECTED, ApprovalStatus.AWAITING},
        ApprovalStatus.REJECTED: {ApprovalStatus.APPROVED, ApprovalStatus.AWAITING},
    },
)


class Billed:
    """The columns and moves of something an invoice line can be made of.

    `billable_state` and `invoice_line_id` repeat what the live allocation of the ledger says (domain.md B1), and
    only `reserve`, `bill` and `release` change them, in the transaction that writes the allocation.
    """

    billable: Mapped[bool] = mapped_column(default=True)
    billable_state: Mapped[BillableState] = mapped_column(default=BillableState.OPEN)
    approval_status: Mapped[ApprovalStatus] = mapped_column(default=ApprovalStatus.NOT_NEEDED)
    invoice_line_id: Mapped[UUID | None] = mapped_column(index=True)

    def set_billable(self, billable: bool) -> None:
        """Whether it is to be billed at all; sets the state with it."""
        self.require_unbilled()
        self.billable = billable
        self.billable_state = BillableState.OPEN if billable else BillableState.NOT_BILLABLE

    def require_unbilled(self) -> None:
        """ALREADY_BILLED while it is on a draft or an issued invoice (domain.md T6)."""
        if self.billable_state in (BillableState.RESERVED, BillableState.BILLED):
            raise Rejected(ErrorCode.ALREADY_BILLED, "It is on an invoice already and cannot be changed.")

    def reserve(self, invoice_line_id: UUID) -> None:
        """Put it on a line of a draft. ALREADY_BILLED where it is on an invoice."""
        self.require_unbilled()
        self.billable_state = BILLING_MOVES.move(self.billable_state, BillableState.RESERVED)
        self.invoice_line_id = invoice_line_id

    def bill(self) -> None:
        """The draft it is on was issued."""
        self.billable_state = BILLING_MOVES.move(self.billable_state, BillableState.BILLED)

    def release(self) -> None:
        """Give it back, to be billed again: a draft was discarded, an invoice voided, or a credit named it."""
        BILLING_MOVES.require(self.billable_state, BillableState.RESERVED, BillableState.BILLED)
        self.billable_state = BILLING_MOVES.move(self.billable_state, BillableState.OPEN)
        self.invoice_line_id = None

    def decide(self, approve: bool) -> None:
        """Approve or reject it. The same decision again changes nothing; on an invoice it is ALREADY_BILLED."""
        decision = ApprovalStatus.APPROVED if approve else ApprovalStatus.REJECTED
        if decision is self.approval_status:
            return
        self.require_unbilled()
        self.approval_status = APPROVAL_MOVES.move(self.approval_status, decision)

    def ask_again(self) -> None:
        """It is no longer what was approved or rejected: it waits for another decision."""
        if APPROVAL_MOVES.allows(self.approval_status, ApprovalStatus.AWAITING):
            self.approval_status = ApprovalStatus.AWAITING

    @property
    def is_approved(self) -> bool:
        """Whether approval stands in the way of billing no longer."""
        return self.approval_status in (ApprovalStatus.NOT_NEEDED, ApprovalStatus.APPROVED)
